using System.Buffers.Binary;
using System.IO.Compression;

namespace Reparam.Neural;

/// <summary>The decompressed content of a gzip file, to be read once from the beginning.</summary>
/// <remarks>Where such a file was cut off, <see cref="GZipStream"/> may just end. Here it must have had as many bytes
/// as the last four bytes of the file say (P. Deutsch, RFC 1952, 1996, section 2.3.1); what is wrong names the
/// file.</remarks>
internal sealed class GzipFileStream : Stream
{
    private const int TrailerBytes = 4;

    /// <summary>The shortest file of nothing: header, an empty block and the end.</summary>
    private const int LeastBytes = 18;

    private readonly string _path;
    private readonly GZipStream _content;
    private readonly uint _expected;
    private uint _read;

    /// <param name="file">The file, which is closed with this.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">It is shorter than any.</exception>
    public GzipFileStream(FileStream file, string path)
    {
        _path = path;
        if (file.Length < LeastBytes)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} cannot be decompressed: it is truncated, with {file.Length} bytes of a gzip file, of which ") +
                FormattableString.Invariant($"none has less than {LeastBytes}. Copy it again."));
        }
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        file.Position = file.Length - TrailerBytes;
        file.ReadExactly(trailer);
        file.Position = 0;
        _expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        _content = new GZipStream(file, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The content is damaged, or ends too early or too late.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = _content.Read(buffer);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException(
                $"{_path} cannot be decompressed: it is damaged or truncated ({failure.Message.TrimEnd('.')}), but a " +
                "whole gzip file was expected. Copy it again.", failure);
        }
        _read = unchecked(_read + (uint)count);
        return count > 0 || buffer.IsEmpty || _read == _expected ? count : throw new InvalidDataException(
            FormattableString.Invariant($"{_path} cannot be decompressed: it has {_read} bytes, but its end says ") +
            FormattableString.Invariant($"{_expected}. It is truncated, or several gzip files in one: copy it ") +
            "again, or decompress it.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }
        base.Dispose(disposing);
    }
}
