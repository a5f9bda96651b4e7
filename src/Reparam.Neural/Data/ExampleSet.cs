using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Examples to train or to evaluate on: fields, such as images and labels, of which each example has
/// one.</summary>
/// <remarks>Immutable but for the arrays that it was made of, which are not copied.</remarks>
public sealed class ExampleSet
{
    private readonly ExampleField[] _fields;

    /// <summary>Makes a set.</summary>
    /// <param name="fields">At least one, of different names and as many examples each.</param>
    /// <exception cref="ArgumentException">There are none, or two of one name, or of other numbers of
    /// examples.</exception>
    public ExampleSet(IReadOnlyList<ExampleField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Count == 0)
        {
            throw new ArgumentException(
                "ExampleSet: fields is empty, but at least one was expected. Give the images, or what else there is.",
                nameof(fields));
        }
        _fields = [.. fields];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ExampleField field in _fields)
        {
            if (field.Count != _fields[0].Count)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"ExampleSet: field '{field.Name}' has {field.Count} examples, but '{_fields[0].Name}' has " +
                    $"{_fields[0].Count}, and as many were expected. Give both of the same set."), nameof(fields));
            }
            if (!names.Add(field.Name))
            {
                throw new ArgumentException(
                    $"ExampleSet: two fields are named '{field.Name}', but different names were expected. Rename one.",
                    nameof(fields));
            }
        }
    }

    /// <summary>The number of examples.</summary>
    public int Count => _fields[0].Count;

    /// <summary>The fields.</summary>
    public IReadOnlyList<ExampleField> Fields => _fields;

    /// <summary>The field of a name.</summary>
    /// <param name="name">The name, in which case counts.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ExampleField this[string name] => _fields[IndexOf(name)];

    /// <summary>The place of a field in the list.</summary>
    /// <inheritdoc cref="this[string]"/>
    public int IndexOf(string name)
    {
        for (int at = 0; at < _fields.Length; at++)
        {
            if (_fields[at].Name == name)
            {
                return at;
            }
        }
        throw new ArgumentException(
            $"ExampleSet: there is no field '{name}', but {string.Join(", ", _fields.Select(f => $"'{f.Name}'"))}. " +
            "Ask for one of them, or give data that have it.", nameof(name));
    }

    /// <summary>Images, and their labels where there are any.</summary>
    /// <param name="images">Bytes or floats, [count, height, width] or [count, channels, height, width].</param>
    /// <param name="labels">Bytes [count].</param>
    /// <param name="maximum">The byte that stands for 1; 255 for images of 256 shades.</param>
    /// <returns>A field "image" of shape [channels, height, width], and a field "label" of shape [], read as it
    /// is.</returns>
    /// <exception cref="ArgumentException">They have other shapes or types, there is not one label an image, or bytes
    /// are greater than the maximum.</exception>
    public static ExampleSet FromImages(NamedArray images, NamedArray? labels = null, int maximum = 255)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape.Rank is not (3 or 4) || images.Type is not (ArrayType.U8 or ArrayType.F32))
        {
            throw new ArgumentException(
                $"ExampleSet.FromImages: the images '{images.Name}' are {images.Type} {images.Shape}, but U8 or F32 " +
                "of shape [count, height, width] or [count, channels, height, width] were expected. Give an array of " +
                "images.", nameof(images));
        }
        Shape shape = images.Shape.Rank == 4 ? images.Shape[1..] : [1, images.Shape[1], images.Shape[2]];
        ExampleField image = images.Type == ArrayType.U8
            ? new("image", shape, images.Bytes, maximum) : new ExampleField("image", shape, images.Floats);
        if (labels is null)
        {
            return new ExampleSet([image]);
        }
        if (labels.Type != ArrayType.U8 || labels.Shape.Rank != 1 || labels.Shape[0] != image.Count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ExampleSet.FromImages: the labels '{labels.Name}' are {labels.Type} {labels.Shape}, but one byte " +
                $"for each of the {image.Count} images of '{images.Name}' was expected: U8 [{image.Count}]. Give the " +
                $"labels of the same set."), nameof(labels));
        }
        return new ExampleSet([image, new ExampleField("label", [], labels.Bytes, maximum: 1)]);
    }

    /// <summary>Images of IDX files, and their labels where there are any.</summary>
    /// <param name="imagesPath">A file of bytes [count, height, width].</param>
    /// <param name="labelsPath">A file of bytes [count].</param>
    /// <returns>As <see cref="FromImages"/>. Images of no shades but 0 and 1 are read as they are; others as shades of
    /// 255.</returns>
    /// <exception cref="InvalidDataException">A file is not such, or they do not fit.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ExampleSet FromIdx(string imagesPath, string? labelsPath = null)
    {
        (NamedArray images, NamedArray? labels) =
            labelsPath is null ? (IdxFile.ReadImages(imagesPath), null) : IdxFile.ReadPair(imagesPath, labelsPath);
        bool isBinary = images.Bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1) < 0;
        return FromImages(images, labels, isBinary ? 1 : 255);
    }

    /// <summary>How many examples there are, and a hash of what they are.</summary>
    internal string Fingerprint => field ??= Hash();

    /// <summary>The first examples, in the same memory.</summary>
    /// <param name="count">How many, from 1 to all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public ExampleSet Take(int count) => Part(0, count);

    /// <summary>The first examples and the others, in the same memory.</summary>
    /// <param name="first">How many the first part has, from 1 to all but one.</param>
    /// <exception cref="ArgumentOutOfRangeException">One part would be empty.</exception>
    public (ExampleSet First, ExampleSet Second) Split(int first) => (Part(0, first), Part(first, Count - first));

    /// <summary>Two parts of examples chosen by chance, each in the order of the whole, copied.</summary>
    /// <param name="first">How many the first part has, from 1 to all but one.</param>
    /// <param name="seed">The seed; the same one gives the same parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">One part would be empty.</exception>
    public (ExampleSet First, ExampleSet Second) Split(int first, ulong seed)
    {
        CheckCount(first, Count - 1);
        var permutation = new RandomPermutation(RandomKey.FromSeed(seed).Fold("split of examples"), Count);
        var order = new int[Count];
        for (int place = 0; place < order.Length; place++)
        {
            order[place] = (int)permutation[place];
        }
        order.AsSpan(0, first).Sort();
        order.AsSpan(first).Sort();
        return (Select(order.AsSpan(0, first)), Select(order.AsSpan(first)));
    }

    /// <summary>The same examples with a mask, field <see cref="LatentVariableModel.MaskField"/>: 1 where a pixel was
    /// seen, and 0, by chance, where it is missing. Each example has its own, always the same.</summary>
    /// <param name="share">The probability that a pixel is missing, at least 0 and below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The share is none, there is a mask already, or there are no
    /// images.</exception>
    public ExampleSet WithMissing(double share, ulong seed)
    {
        if (!(share >= 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, string.Create(CultureInfo.InvariantCulture,
                $"ExampleSet.WithMissing: the share is {share}, but a number from 0 to below 1 was expected."));
        }
        Shape shape = this[LatentVariableModel.Field].Shape;
        var seen = new byte[Count * shape.Size];
        RandomKey key = RandomKey.FromSeed(seed).Fold("missing pixels");
        var noise = new double[shape.Size];
        for (int example = 0; example < Count; example++)
        {
            Noise.FillUniform(key, 0, example, 1, 0, noise.Length, noise);
            for (int e = 0; e < noise.Length; e++)
            {
                seen[example * noise.Length + e] = noise[e] < share ? (byte)0 : (byte)1;
            }
        }
        return new ExampleSet(
            [.. _fields, new ExampleField(LatentVariableModel.MaskField, shape, seen, maximum: 1)]);
    }

    /// <summary>Some examples, copied.</summary>
    /// <param name="examples">Their places, in any order; one may be there more than once.</param>
    /// <exception cref="ArgumentException">There are none, or no such.</exception>
    public ExampleSet Select(ReadOnlySpan<int> examples)
    {
        if (examples.IsEmpty)
        {
            throw new ArgumentException(
                "ExampleSet.Select: examples is empty, but at least one was expected. Name one.", nameof(examples));
        }
        CheckPlaces(examples);
        var fields = new ExampleField[_fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = _fields[i].Selected(examples);
        }
        return new ExampleSet(fields);
    }

    /// <exception cref="ArgumentOutOfRangeException">There are no such examples.</exception>
    internal void CheckPlaces(ReadOnlySpan<int> examples)
    {
        foreach (int example in examples)
        {
            if ((uint)example >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(examples), example, string.Create(
                    CultureInfo.InvariantCulture,
                    $"ExampleSet: there is no example {example}, but 0 to {Count - 1}. Name one of them."));
            }
        }
    }

    private ExampleSet Part(int first, int count)
    {
        CheckCount(first == 0 ? count : first, first == 0 ? Count : Count - 1);
        return new ExampleSet([.. _fields.Select(field => field.Part(first, count))]);
    }

    private void CheckCount(int count, int most)
    {
        if (count < 1 || count > most)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, string.Create(CultureInfo.InvariantCulture,
                $"ExampleSet: a part was to have {count} of the {Count} examples, but 1 to {most} were expected. " +
                $"Give such a number."));
        }
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ExampleField field in _fields)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
                $"{field.Name} {field.Shape} {(field.IsBytes ? $"bytes of {field.Maximum}" : "floats")}\n")));
            hash.AppendData(field.IsBytes ? field.Bytes : MemoryMarshal.AsBytes(field.Floats));
        }
        string sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        return FormattableString.Invariant($"{Count} (SHA-256 {sum})");
    }
}
