using System.Buffers.Binary;

namespace Reparam.Neural;

/// <summary>Reads files of the IDX format, in which MNIST and data sets after it are published, plain or compressed by
/// gzip.</summary>
/// <remarks>The format: two zero bytes; the type (08 bytes, 09 signed bytes, 0B, 0C integers of 16 and 32 bits, 0D, 0E
/// floats of 32 and 64 bits); the number of axes; the length of each in four bytes; the numbers, the last axis
/// innermost, all big-endian. Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten
/// digits" (1998).</remarks>
public static class IdxFile
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>Bytes as <see cref="ArrayType.U8"/>, signed ones and integers as <see cref="ArrayType.I64"/>, floats as
    /// <see cref="ArrayType.F32"/> and <see cref="ArrayType.F64"/>; named after the file.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, truncated, damaged, or longer than its header
    /// says.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NamedArray Read(string path)
    {
        using Stream stream = GzipFile.Open(path, out long mostBytes);
        return Read(stream, path, mostBytes);
    }

    /// <summary>Reads a file of images: bytes [images, rows, columns].</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static NamedArray ReadImages(string path) =>
        OfBytes(Read(path), path, 3, "images, bytes [images, rows, columns]");

    /// <summary>Reads a file of labels: bytes [labels].</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static NamedArray ReadLabels(string path) => OfBytes(Read(path), path, 1, "labels, bytes [labels]");

    /// <summary>Reads images and their labels.</summary>
    /// <param name="imagesPath">A file of bytes [images, rows, columns].</param>
    /// <param name="labelsPath">A file of bytes [images].</param>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    /// <exception cref="InvalidDataException">There is not one label for each image.</exception>
    public static (NamedArray Images, NamedArray Labels) ReadPair(string imagesPath, string labelsPath)
    {
        (NamedArray images, NamedArray labels) = (ReadImages(imagesPath), ReadLabels(labelsPath));
        return images.Shape[0] == labels.Shape[0] ? (images, labels) : throw new InvalidDataException(
            FormattableString.Invariant($"{labelsPath} has {labels.Shape[0]} labels, but {imagesPath} has ") +
            FormattableString.Invariant($"{images.Shape[0]} images: one label an image was expected. Give two files ") +
            "of the same set.");
    }

    internal static NamedArray Read(Stream stream, string path, long mostBytes)
    {
        (byte code, Shape shape) = ReadHeader(stream, path, mostBytes);
        string name = Path.GetFileName(path);
        NamedArray array = code switch
        {
            0x08 => new(name, Numbers<byte>(stream, path, shape, 1, bytes => bytes[0]), shape),
            0x09 => new(name, Numbers<long>(stream, path, shape, 1, bytes => (sbyte)bytes[0]), shape),
            0x0B => new(name, Numbers<long>(
                stream, path, shape, 2, bytes => BinaryPrimitives.ReadInt16BigEndian(bytes)), shape),
            0x0C => new(name, Numbers<long>(
                stream, path, shape, 4, bytes => BinaryPrimitives.ReadInt32BigEndian(bytes)), shape),
            0x0D => new(name, Numbers(stream, path, shape, 4, BinaryPrimitives.ReadSingleBigEndian), shape),
            _ => new NamedArray(name, Numbers(stream, path, shape, 8, BinaryPrimitives.ReadDoubleBigEndian), shape),
        };
        return stream.ReadByte() < 0 ? array : throw new InvalidDataException(
            FormattableString.Invariant($"{path}: bytes follow the {shape.Size} numbers of its shape {shape}, but ") +
            "it was expected to end there. Something was appended, or the header is wrong: copy it again.");
    }

    private static (byte Code, Shape Shape) ReadHeader(Stream stream, string path, long mostBytes)
    {
        Span<byte> magic = stackalloc byte[4];
        if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length)
        {
            throw Truncated(path, "its first four bytes");
        }
        int width = magic[2] switch
        {
            0x08 or 0x09 => 1,
            0x0B => 2,
            0x0C or 0x0D => 4,
            0x0E => 8,
            _ => 0,
        };
        if (magic[0] != 0 || magic[1] != 0 || width == 0 || magic[3] == 0)
        {
            throw new InvalidDataException(
                $"{path} is not an IDX file: it begins with the bytes {Convert.ToHexString(magic)}, but 0000, a type " +
                "(08, 09, 0B, 0C, 0D or 0E) and the number of axes were expected. Give a file in this format, plain " +
                "or compressed by gzip.");
        }
        var lengths = new byte[4 * magic[3]];
        if (stream.ReadAtLeast(lengths, lengths.Length, throwOnEndOfStream: false) < lengths.Length)
        {
            throw Truncated(path, FormattableString.Invariant($"the lengths of its {magic[3]} axes"));
        }
        var shape = new int[magic[3]];
        long size = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(lengths.AsSpan(4 * axis));
            if (length == 0)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{path}: axis {axis} has length 0, but at least 1 was expected. Give a file that holds data."));
            }
            size = Math.Min(size * length, (long)int.MaxValue + 1);
            shape[axis] = (int)Math.Min(length, int.MaxValue);
        }
        // Before memory is taken for it: a header can claim anything.
        if (size > int.MaxValue || size * width > mostBytes)
        {
            throw Truncated(path, FormattableString.Invariant(
                $"the {string.Join(" x ", shape)} numbers of {width} bytes that its header claims"));
        }
        return (magic[2], Shape.Create(shape));
    }

    private static T[] Numbers<T>(
        Stream stream, string path, Shape shape, int width, Func<ReadOnlySpan<byte>, T> number)
    {
        T[] values = GC.AllocateUninitializedArray<T>(shape.Size);
        var piece = values as byte[] ?? new byte[Math.Min(PieceBytes, (long)values.Length * width)];
        int most = piece.Length / width;
        for (int first = 0; first < values.Length; first += most)
        {
            int count = Math.Min(most, values.Length - first);
            int read = stream.ReadAtLeast(piece.AsSpan(0, count * width), count * width, throwOnEndOfStream: false);
            if (read < count * width)
            {
                throw Truncated(path, FormattableString.Invariant(
                    $"number {first + read / width} of the {values.Length} of its shape {shape}"));
            }
            // Bytes were read where they belong.
            for (int i = 0; i < count && !ReferenceEquals(piece, values); i++)
            {
                values[first + i] = number(piece.AsSpan(i * width, width));
            }
        }
        return values;
    }

    private static NamedArray OfBytes(NamedArray array, string path, int rank, string expected) =>
        array.Type == ArrayType.U8 && array.Shape.Rank == rank ? array : throw new InvalidDataException(
            $"{path} holds {array.Type} {array.Shape}, but {expected}, were expected. Images and labels may have " +
            "been exchanged: give the other file.");

    private static InvalidDataException Truncated(string path, string where) => new(
        $"{path} is truncated: it ends before {where}, but the whole of an IDX file was expected. Copy it again.");
}
