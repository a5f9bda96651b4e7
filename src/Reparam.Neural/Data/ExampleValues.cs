namespace Reparam.Neural;

/// <summary>The numbers of some examples by the names of their fields: of each field example after example, each in
/// row-major order. An array stands for examples with field "image" alone.</summary>
public sealed class ExampleValues
{
    private readonly Dictionary<string, float[]> _fields = new(StringComparer.Ordinal);

    /// <summary>The fields.</summary>
    public IReadOnlyDictionary<string, float[]> Fields => _fields;

    /// <summary>The numbers of a field.</summary>
    /// <param name="field">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public float[] this[string field]
    {
        get => _fields[field];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _fields[field] = value;
        }
    }

    /// <summary>All fields of a set.</summary>
    /// <param name="examples">The set.</param>
    /// <param name="noise">What chance does to fields, by name; nothing to others.</param>
    /// <param name="seed">Its seed.</param>
    public static ExampleValues Of(
        ExampleSet examples, IReadOnlyDictionary<string, PixelNoise>? noise = null, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var values = new ExampleValues();
        foreach (ExampleField field in examples.Fields)
        {
            values[field.Name] =
                examples.Numbers(field.Name, noise?.GetValueOrDefault(field.Name) ?? PixelNoise.None, seed);
        }
        return values;
    }

    /// <summary>Examples of one field.</summary>
    /// <param name="images">Its numbers.</param>
    public static implicit operator ExampleValues(float[] images) => new() { ["image"] = images };
}
