namespace Reparam.Bijectors;

/// <summary>yᵢ = x at place order[i], for vectors; log |det| = 0.</summary>
/// <remarks>Between layers of a flow that treat the elements of a vector unlike.</remarks>
public sealed record Permutation : Bijector
{
    private readonly int[] _order;

    /// <summary>Makes the map.</summary>
    /// <param name="order">For each element of y the place in x, zero-based; each place once.</param>
    /// <exception cref="ArgumentException">The places are not 0 ... n - 1 in some order.</exception>
    public Permutation(params IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, order.Count)))
        {
            throw new ArgumentException(
                $"Permutation: [{string.Join(", ", order)}] is not an order of {order.Count} places. Each number " +
                $"from 0 to {order.Count - 1} must stand in it once.", nameof(order));
        }
        _order = [.. order];
    }

    /// <summary>For each element of y the place in x.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <summary>The order from the last to the first.</summary>
    /// <param name="length">The number of elements.</param>
    public static Permutation Reversal(int length) => new([.. Enumerable.Range(0, length).Reverse()]);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) =>
        Tensor.Gather(Events.RequireLength(nameof(Permutation), x, _order.Length, nameof(x)), _order, -1);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        var back = new int[_order.Length];
        for (int i = 0; i < back.Length; i++)
        {
            back[_order[i]] = i;
        }
        return Tensor.Gather(Events.RequireLength(nameof(Permutation), y, back.Length, nameof(y)), back, -1);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.RequireLength(nameof(Permutation), x, _order.Length, nameof(x));
        return Tensor.Full(0, x.Shape[..^1]);
    }

    /// <inheritdoc/>
    public bool Equals(Permutation? other) => other is not null && _order.AsSpan().SequenceEqual(other._order);

    /// <inheritdoc/>
    public override int GetHashCode() => _order.Aggregate(_order.Length, HashCode.Combine);
}
