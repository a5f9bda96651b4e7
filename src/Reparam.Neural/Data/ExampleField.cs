using System.Globalization;

namespace Reparam.Neural;

/// <summary>What all examples of a set have, such as an image or a label: as many numbers of one shape for
/// each.</summary>
/// <remarks>The values are not copied: example after example, the last axis of the shape innermost. Where fields are
/// parts of others (<see cref="ExampleSet.Take"/>), they share their memory.</remarks>
public sealed class ExampleField
{
    private readonly byte[]? _bytes;
    private readonly float[]? _floats;
    private readonly int _first;

    /// <summary>Makes a field of bytes.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="shape">The shape of one example; images are [channels, height, width].</param>
    /// <param name="values">The bytes of all examples.</param>
    /// <param name="maximum">What a byte is divided by when it is read, the greatest there is: 255 for images of 256
    /// shades; 1 for labels, which are read as they are, and then bytes may be greater.</param>
    /// <param name="levels">What the bytes 0, 1, ... mean, such as the names of labels.</param>
    /// <exception cref="ArgumentException">The values are none or no whole number of examples, or one is greater than
    /// the maximum or has no level.</exception>
    public ExampleField(
        string name, Shape shape, byte[] values, int maximum = 255, IReadOnlyList<string>? levels = null)
        : this(name, shape, values, null, maximum, levels)
    {
        int most = levels is not null ? levels.Count - 1 : maximum == 1 ? 255 : maximum;
        int bad = values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(255, most));
        if (most < 0 || bad >= 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ExampleField: '{name}' of example {bad / shape.Size} is {values[bad]} at element " +
                $"{bad % shape.Size}, but at most {most} was expected. Give {(levels is null ? "the greatest byte as " +
                "maximum" : "a level for each byte")}."), nameof(values));
        }
    }

    /// <summary>Makes a field of floats, which are read as they are.</summary>
    /// <param name="name">Its name, not empty.</param>
    /// <param name="shape">The shape of one example.</param>
    /// <param name="values">The numbers of all examples, all finite.</param>
    /// <exception cref="ArgumentException">The values are none or no whole number of examples, or one is not
    /// finite.</exception>
    public ExampleField(string name, Shape shape, float[] values)
        : this(name, shape, null, values, 1, null)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"ExampleField: '{name}' of example {i / shape.Size} is {values[i]} at element {i % shape.Size}, " +
                    $"but a finite number was expected. Leave the example out, or mend its values."), nameof(values));
            }
        }
    }

    private ExampleField(string name, Shape shape, byte[]? bytes, float[]? floats, int maximum,
        IReadOnlyList<string>? levels)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int length = bytes?.Length ?? floats?.Length ?? throw new ArgumentNullException(nameof(bytes));
        if (shape.Size == 0 || length == 0 || length % shape.Size != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ExampleField: '{name}' has {length} values, but examples of shape {shape} have {shape.Size} each, " +
                $"and at least one whole example was expected. Pass count times {shape.Size} values."), nameof(shape));
        }
        if (maximum is < 1 or > 255)
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum,
                $"ExampleField: '{name}' has this maximum, but a byte from 1 to 255 was expected. Images of 256 " +
                "shades have 255.");
        }
        (Name, Shape, _bytes, _floats, Maximum, Levels) = (name, shape, bytes, floats, maximum, levels);
        Count = length / shape.Size;
    }

    private ExampleField(ExampleField whole, int first, int count)
    {
        (Name, Shape, _bytes, _floats) = (whole.Name, whole.Shape, whole._bytes, whole._floats);
        (Maximum, Levels, Count) = (whole.Maximum, whole.Levels, count);
        _first = whole._first + first * whole.Shape.Size;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The shape of one example.</summary>
    public Shape Shape { get; }

    /// <summary>The number of examples.</summary>
    public int Count { get; }

    /// <summary>Whether its values are bytes; otherwise they are floats.</summary>
    public bool IsBytes => _bytes is not null;

    /// <summary>What a byte is divided by when it is read; 1 for floats.</summary>
    public int Maximum { get; }

    /// <summary>What the bytes 0, 1, ... mean, where that is known.</summary>
    public IReadOnlyList<string>? Levels { get; }

    /// <summary>The bytes of all examples, one after another.</summary>
    /// <exception cref="InvalidOperationException">They are floats.</exception>
    public ReadOnlySpan<byte> Bytes => _bytes is not null ? _bytes.AsSpan(_first, Count * Shape.Size)
        : throw new InvalidOperationException($"ExampleField: '{Name}' holds floats, not bytes. Ask for Floats.");

    /// <summary>The floats of all examples, one after another.</summary>
    /// <exception cref="InvalidOperationException">They are bytes.</exception>
    public ReadOnlySpan<float> Floats => _floats is not null ? _floats.AsSpan(_first, Count * Shape.Size)
        : throw new InvalidOperationException($"ExampleField: '{Name}' holds bytes, not floats. Ask for Bytes.");

    /// <summary>Some examples that follow one another, in the same memory.</summary>
    internal ExampleField Part(int first, int count) => new(this, first, count);

    /// <summary>Some examples, copied.</summary>
    internal ExampleField Selected(ReadOnlySpan<int> examples) => IsBytes
        ? new ExampleField(Name, Shape, Copied(Bytes, examples), Maximum, Levels)
        : new ExampleField(Name, Shape, Copied(Floats, examples));

    private T[] Copied<T>(ReadOnlySpan<T> all, ReadOnlySpan<int> examples)
    {
        var copy = new T[checked(examples.Length * Shape.Size)];
        for (int i = 0; i < examples.Length; i++)
        {
            all.Slice(examples[i] * Shape.Size, Shape.Size).CopyTo(copy.AsSpan(i * Shape.Size));
        }
        return copy;
    }
}
