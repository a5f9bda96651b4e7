using System.Security.Cryptography;
using System.Text;
using Reparam.Data;

namespace Reparam.Variational;

/// <summary>A file that holds how far a fit has come: named states, each in bytes of its own.</summary>
/// <remarks>
/// Whenever the process ends, a whole file is there: the old or the new. Little-endian: the magic word, the schema, the identity of the fit, the states, and the SHA-256
/// of all that.
/// </remarks>
internal sealed class FitCheckpoint
{
    private const string Magic = "reparam checkpoint";
    private const int Schema = 1;
    private const int HashLength = 32;

    private readonly string _path;
    private readonly CheckpointIdentity _identity;
    private readonly Dictionary<string, byte[]> _states = new(StringComparer.Ordinal);

    private FitCheckpoint(string path, int steps, CheckpointIdentity identity) =>
        (_path, Steps, _identity) = (path, steps, identity);

    /// <summary>The steps between two writings.</summary>
    public int Steps { get; }

    /// <summary>The checkpoint of a fit, with the states of the file where there is one; null where none is
    /// wanted.</summary>
    /// <exception cref="CheckpointException">The file is of another fit, or no checkpoint at all.</exception>
    public static FitCheckpoint? Open(LogDensity target, FitOptions options, ulong seed)
    {
        if (options.Checkpoint is not { } path)
        {
            return null;
        }
        var checkpoint = new FitCheckpoint(
            path, options.CheckpointSteps, CheckpointIdentity.Of(target, options, seed));
        if (File.Exists(path))
        {
            checkpoint.Read(File.ReadAllBytes(path));
        }
        else
        {
            // Now, and not when there is something to lose: a place that cannot be written to is told of at once.
            checkpoint.Save();
        }
        return checkpoint;
    }

    /// <summary>A state of that name, to read from; null where there is none.</summary>
    public BinaryReader? Find(string name) => _states.TryGetValue(name, out byte[]? state)
        ? new BinaryReader(new MemoryStream(state, writable: false), Encoding.UTF8) : null;

    /// <summary>Replaces a state; it is in the file after <see cref="Save"/>.</summary>
    public void Set(string name, Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        _states[name] = stream.ToArray();
    }

    /// <summary>Forgets a state.</summary>
    public void Remove(string name) => _states.Remove(name);

    /// <summary>A result from the file, or computed and put there.</summary>
    public static T Phase<T>(FitCheckpoint? checkpoint, string name, Func<T> compute, Action<BinaryWriter, T> write,
        Func<BinaryReader, T> read)
    {
        if (checkpoint?.Find(name) is { } state)
        {
            using (state)
            {
                return read(state);
            }
        }
        T result = compute();
        if (checkpoint is not null)
        {
            checkpoint.Set(name, writer => write(writer, result));
            checkpoint.Save();
        }
        return result;
    }

    /// <summary>Writes the file.</summary>
    public void Save()
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Schema);
            writer.Write(_identity.Version);
            writer.Write(_identity.Model);
            writer.Write(_identity.Options);
            writer.Write(_identity.Seed);
            writer.Write(_states.Count);
            foreach ((string name, byte[] state) in _states)
            {
                writer.Write(name);
                writer.Write(state.Length);
                writer.Write(state);
            }
        }
        ReadOnlySpan<byte> bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        using var file = new AtomicFile(_path);
        file.Stream.Write(bytes);
        file.Stream.Write(SHA256.HashData(bytes));
        file.Complete();
    }

    /// <summary>Takes the file away: the fit is done.</summary>
    public void Delete() => File.Delete(_path);

    private void Read(byte[] bytes)
    {
        int length = bytes.Length - HashLength;
        if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            throw Refused("it is not a whole checkpoint");
        }
        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length), Encoding.UTF8);
        try
        {
            if (reader.ReadString() != Magic)
            {
                throw Refused("it is not a checkpoint");
            }
            int schema = reader.ReadInt32();
            if (schema != Schema)
            {
                throw Refused(FormattableString.Invariant($"its schema is {schema}, and {Schema} is known"));
            }
            var identity = new CheckpointIdentity(
                reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadUInt64());
            if (_identity.Difference(identity) is { } difference)
            {
                throw Refused(difference);
            }
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                string name = reader.ReadString();
                _states[name] = reader.ReadBytes(reader.ReadInt32());
            }
        }
        catch (EndOfStreamException)
        {
            throw Refused("it is not a checkpoint");
        }
    }

    private CheckpointException Refused(string why) => new(
        $"The checkpoint '{_path}' is not of this fit: {why}. Give another path, or delete the file to begin anew.");
}
