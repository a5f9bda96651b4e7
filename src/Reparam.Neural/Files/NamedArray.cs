using System.Globalization;

namespace Reparam.Neural;

/// <summary>Numbers of one type with a name and a shape, as files hold them.</summary>
/// <remarks>The values are row after row: the last axis is innermost. They are not copied, and any are allowed, NaN
/// too: files say what was computed.</remarks>
public sealed class NamedArray
{
    private readonly Array _values;

    /// <summary>Names an array of floats.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="values">As many as the shape says.</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <exception cref="ArgumentException">The name is empty or not valid UTF-16, or there are more values or
    /// fewer.</exception>
    public NamedArray(string name, float[] values, Shape shape)
        : this(name, ArrayType.F32, values, shape)
    {
    }

    /// <summary>Names an array of doubles.</summary>
    /// <inheritdoc cref="NamedArray(string, float[], Shape)"/>
    public NamedArray(string name, double[] values, Shape shape)
        : this(name, ArrayType.F64, values, shape)
    {
    }

    /// <summary>Names an array of bytes.</summary>
    /// <inheritdoc cref="NamedArray(string, float[], Shape)"/>
    public NamedArray(string name, byte[] values, Shape shape)
        : this(name, ArrayType.U8, values, shape)
    {
    }

    /// <summary>Names an array of integers.</summary>
    /// <inheritdoc cref="NamedArray(string, float[], Shape)"/>
    public NamedArray(string name, long[] values, Shape shape)
        : this(name, ArrayType.I64, values, shape)
    {
    }

    internal NamedArray(string name, ArrayType type, Array values, Shape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        if (IndexOfUnpairedSurrogate(name) is >= 0 and int at)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"NamedArray: name has an unpaired surrogate at index {at}, but valid UTF-16 was expected. Use ") +
                "another name.", nameof(name));
        }
        if (values.Length != shape.Size)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"NamedArray: '{name}' has {values.Length} values, but its shape {shape} has {shape.Size}. Pass as ") +
                "many values as the product of the lengths of the axes.", nameof(values));
        }
        (Name, Type, _values, Shape) = (name, type, values, shape);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The type of its numbers.</summary>
    public ArrayType Type { get; }

    /// <summary>The lengths of its axes.</summary>
    public Shape Shape { get; }

    /// <summary>The values of an array of floats.</summary>
    /// <exception cref="InvalidOperationException">It is of another type.</exception>
    public float[] Floats => Values<float>(ArrayType.F32);

    /// <summary>The values of an array of doubles.</summary>
    /// <inheritdoc cref="Floats" path="/exception"/>
    public double[] Doubles => Values<double>(ArrayType.F64);

    /// <summary>The values of an array of bytes.</summary>
    /// <inheritdoc cref="Floats" path="/exception"/>
    public byte[] Bytes => Values<byte>(ArrayType.U8);

    /// <summary>The values of an array of integers.</summary>
    /// <inheritdoc cref="Floats" path="/exception"/>
    public long[] Integers => Values<long>(ArrayType.I64);

    /// <summary>Name, type and shape, such as "encoder.weight: F32 [400, 784]".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Type} {Shape}");

    /// <summary>The values, whatever their type.</summary>
    internal Array Values() => _values;

    /// <summary>The place of half a character, which no UTF-8 text can hold, or -1.</summary>
    internal static int IndexOfUnpairedSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }
        return -1;
    }

    private T[] Values<T>(ArrayType asked) => _values as T[] ?? throw new InvalidOperationException(
        $"NamedArray: '{Name}' was asked for as {asked}, but it is {Type} {Shape}. Look at Type, or give the file " +
        $"an array of {asked}.");
}
