using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A layer that is written for one vector, at each position by itself: [features, …] to [value, …], where
/// [value] is the shape of what it makes of [features].</summary>
/// <remarks>
/// <para>A decoder that makes an image of a vector thus makes k images of k draws, [latent, k] to [channels, rows,
/// columns, k]. A layer that takes positions itself, such as <see cref="Linear"/>, needs no such help.</para>
/// <para>Weights have the names that they have in the layer, so files of either fit the other. Of a
/// <see cref="BatchNorm"/> inside each position has the statistics of its own batch, and the running averages are those
/// of the last one.</para>
/// </remarks>
public sealed class EachPosition : Layer
{
    private readonly Layer _body;

    /// <summary>Makes the layer.</summary>
    /// <param name="body">The layer, of a vector.</param>
    public EachPosition(Layer body) => _body = AddUnnamed(body);

    /// <inheritdoc/>
    /// <remarks>Of a vector it is the layer itself.</remarks>
    public override Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2)
        {
            return _body.Apply(x);
        }
        Tensor vectors = Transpose(Reshape(x, [x.Shape[0], x.Size / x.Shape[0]]));
        Tensor values = Stack([.. Enumerable.Range(0, vectors.Shape[0]).Select(p => _body.Apply(vectors[p]))]);
        Shape one = values.Shape[1..];
        return Reshape(Transpose(Reshape(values, [vectors.Shape[0], one.Size])),
            Shape.Create([.. one.Lengths, .. x.Shape[1..].Lengths]));
    }
}
