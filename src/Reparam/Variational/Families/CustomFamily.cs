using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Any bijector with parameters, then an affine map with parameters.</summary>
/// <remarks>For a family without that affine map derive from <see cref="BijectorFamily"/>. Two are equal when their
/// functions are the same objects.</remarks>
public sealed record CustomFamily : FlowFamily
{
    private readonly Func<int, int> _count;
    private readonly Func<int, RandomKey, double[]> _start;
    private readonly Func<Tensor, int, Bijector> _map;

    /// <summary>Makes the family.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="parameterCount">The number of parameters of the map, from the number of unknowns n.</param>
    /// <param name="map">The map of vectors of length n, from its parameters and n.</param>
    /// <param name="start">The parameters at which the map is the identity or close to it, from n and a key for random
    /// numbers; null for zeros.</param>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public CustomFamily(string name, Func<int, int> parameterCount, Func<Tensor, int, Bijector> map,
        Func<int, RandomKey, double[]>? start = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(parameterCount);
        ArgumentNullException.ThrowIfNull(map);
        (Name, _count, _map) = (name, parameterCount, map);
        _start = start ?? ((dimension, _) => new double[FlowParameterCount(dimension)]);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    protected override int FlowParameterCount(int dimension)
    {
        int count = _count(dimension);
        return count >= 0 ? count : throw new ArgumentException(FormattableString.Invariant(
            $"{Name}: the number of parameters must be at least 0, but parameterCount gave {count} for {dimension} ") +
            "unknowns. Give the length of the vector that the map takes.");
    }

    /// <inheritdoc/>
    protected override double[] FlowStart(int dimension, RandomKey key)
    {
        double[] start = _start(dimension, key);
        int count = FlowParameterCount(dimension);
        return start.Length == count && Array.TrueForAll(start, double.IsFinite) ? start : throw new ArgumentException(
            FormattableString.Invariant($"{Name}: start must give {count} finite numbers for {dimension} unknowns, ") +
            FormattableString.Invariant($"but gave [{string.Join(", ", start.Take(6))}{(start.Length > 6 ? ", ..." : "")}]. ") +
            "It is where the map is the identity or close to it.");
    }

    /// <inheritdoc/>
    protected override Bijector Flow(Tensor parameters, int dimension)
    {
        Bijector map = _map(parameters, dimension);
        return map.EventRank <= 1 && map.ForwardShape([dimension]) == [dimension] ? map : throw new ArgumentException(
            FormattableString.Invariant($"{Name}: the map must take vectors of length {dimension} to such vectors, but ") +
            $"{map.GetType().Name} gives shape {map.ForwardShape([dimension])}. A map onto a part of ℝⁿ needs " +
            "another that leads back.");
    }
}
