using Reparam.Random;

namespace Reparam.Neural;

/// <summary>The values of the weights of a network, by name.</summary>
public sealed class WeightValues
{
    private readonly OrderedDictionary<string, float[]> _values = new(StringComparer.Ordinal);

    private WeightValues() { }

    /// <summary>The names, in the order of the network.</summary>
    public IReadOnlyList<string> Names => [.. _values.Keys];

    /// <summary>The values of a weight in row-major order.</summary>
    /// <param name="name">Its name.</param>
    public ReadOnlySpan<float> this[string name] => _values[name];

    /// <summary>The values that a network begins with. Those of a weight depend on the seed and its name alone.</summary>
    /// <param name="module">The network.</param>
    /// <param name="seed">The seed.</param>
    public static WeightValues Initial(Module module, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(module);
        RandomKey key = RandomKey.FromSeed(seed).Fold("weights");
        return Make(module, (named, values) =>
            named.Weight.Initializer.Fill(named.Weight.Shape, key.Fold(named.Name), values));
    }

    /// <summary>Given values, such as those of a file.</summary>
    /// <param name="module">The network.</param>
    /// <param name="values">The values by name; others are left aside.</param>
    /// <exception cref="ArgumentException">The values of a weight are missing, too few, too many, or not
    /// finite.</exception>
    public static WeightValues From(Module module, IReadOnlyDictionary<string, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(values);
        return Make(module, (named, destination) =>
        {
            if (!values.TryGetValue(named.Name, out float[]? given))
            {
                throw new ArgumentException(
                    $"The weight '{named.Name}' of shape {named.Weight.Shape} has no values. They are those of another " +
                    "network: make the network as it was when they were saved.", nameof(values));
            }
            if (given.Length != destination.Length)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"The weight '{named.Name}' has {given.Length} values, but its shape is {named.Weight.Shape}. ") +
                    "Make the network with the sizes that it had when they were saved.", nameof(values));
            }
            if (Array.FindIndex(given, static v => !float.IsFinite(v)) is var place and >= 0)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Element {place} of the weight '{named.Name}' is {given[place]}, which is not finite. ") +
                    "Take the values of an earlier checkpoint.", nameof(values));
            }
            given.CopyTo(destination);
        });
    }

    /// <summary>The values as arrays by name.</summary>
    public IReadOnlyDictionary<string, float[]> ToDictionary() =>
        _values.ToDictionary(static v => v.Key, static v => (float[])v.Value.Clone(), StringComparer.Ordinal);

    internal delegate void Filling(NamedWeight weight, Span<float> values);

    internal static WeightValues Make(Module module, Filling fill)
    {
        var made = new WeightValues();
        foreach (NamedWeight named in module.Weights)
        {
            var values = new float[named.Weight.Shape.Size];
            fill(named, values);
            made._values.Add(named.Name, values);
        }
        return made;
    }
}
