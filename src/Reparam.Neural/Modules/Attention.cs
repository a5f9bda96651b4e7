using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Multi-head self-attention over positions: [features, positions…] to the same shape (Vaswani et al.
/// 2017, section 3.2).</summary>
public sealed class Attention : Layer
{
    private readonly int _features, _heads;
    private readonly Linear _queries, _keys, _values, _output;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">The length of axis 0.</param>
    /// <param name="heads">The number of heads, which divides the features.</param>
    /// <exception cref="ArgumentException">The heads do not divide the features.</exception>
    public Attention(int features, int heads = 1)
    {
        (_features, _heads) = (Sizes.Positive(nameof(Attention), features), Sizes.Positive(nameof(Attention), heads));
        if (features % heads != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Attention: {heads} heads do not divide {features} features. Take a number that does."),
                nameof(heads));
        }
        _queries = Add("queries", new Linear(features, features));
        _keys = Add("keys", new Linear(features, features));
        _values = Add("values", new Linear(features, features));
        _output = Add("output", new Linear(features, features));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Axis 0 of x has another length, or there is no axis of positions.</exception>
    public override Tensor Apply(Tensor x)
    {
        Sizes.Features(nameof(Attention), x, _features);
        if (x.Rank < 2)
        {
            throw new ArgumentException(
                $"Attention: the argument has shape {x.Shape}, without an axis of positions. Give [features, positions].",
                nameof(x));
        }
        Tensor rows = Reshape(x, [_features, x.Size / _features]);
        Tensor queries = _queries.Apply(rows), keys = _keys.Apply(rows), values = _values.Apply(rows);
        int size = _features / _heads;
        Tensor[] heads = [.. Enumerable.Range(0, _heads).Select(h =>
        {
            Range own = (h * size)..((h + 1) * size);
            Tensor scores = MatMul(Transpose(queries[own]), keys[own]) * (1 / Math.Sqrt(size));
            return MatMul(values[own], Transpose(Softmax(scores)));
        })];
        return Reshape(_output.Apply(Concatenate(heads)), x.Shape);
    }
}
