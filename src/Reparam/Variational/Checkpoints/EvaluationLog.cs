namespace Reparam.Variational;

/// <summary>The answers of expensive functions since a deterministic computation began. When it is run again it gets
/// the same answers without their cost, and comes to where it was, whatever it is.</summary>
/// <param name="checkpoint">Where it is kept; null for nowhere.</param>
/// <param name="name">The name of its state.</param>
internal sealed class EvaluationLog(FitCheckpoint? checkpoint, string name)
{
    private readonly List<(ulong Question, double[] Answer)> _entries = Read(checkpoint, name);
    private int _next;
    private int _unsaved;

    /// <summary>Fills in an answer: from the log, or computed and put there.</summary>
    /// <param name="question">A hash of what is asked.</param>
    /// <param name="answer">Receives the answer.</param>
    /// <param name="compute">Fills it in.</param>
    /// <returns>Whether it was computed.</returns>
    public bool Answer(ulong question, double[] answer, Action<double[]> compute)
    {
        if (checkpoint is null)
        {
            compute(answer);
            return true;
        }
        if (_next < _entries.Count)
        {
            var (asked, known) = _entries[_next++];
            if (asked != question || known.Length != answer.Length)
            {
                throw new CheckpointException(
                    "The fit does not come to the points of its checkpoint: the operations of this machine have " +
                    "other bits than those of the one that wrote it. Delete the file to begin anew.");
            }
            known.CopyTo(answer, 0);
            return false;
        }
        compute(answer);
        _entries.Add((question, [.. answer]));
        _next++;
        if (++_unsaved >= checkpoint.Steps)
        {
            Save();
        }
        return true;
    }

    /// <summary>Puts what is new in the file.</summary>
    public void Save()
    {
        if (checkpoint is null || _unsaved == 0)
        {
            return;
        }
        checkpoint.Set(name, writer =>
        {
            writer.Write(_entries.Count);
            foreach (var (question, answer) in _entries)
            {
                writer.Write(question);
                writer.WriteNumbers(answer);
            }
        });
        checkpoint.Save();
        _unsaved = 0;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _entries.Clear();
        checkpoint?.Remove(name);
        (_next, _unsaved) = (0, 0);
    }

    /// <summary>A hash of numbers, by their bits (FNV-1a of 64-bit words).</summary>
    public static ulong Hash(ReadOnlySpan<double> values, ulong from = 14695981039346656037)
    {
        ulong hash = from;
        foreach (double value in values)
        {
            hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211;
        }
        return hash;
    }

    private static List<(ulong, double[])> Read(FitCheckpoint? checkpoint, string name)
    {
        var entries = new List<(ulong, double[])>();
        using BinaryReader? reader = checkpoint?.Find(name);
        for (int left = reader?.ReadInt32() ?? 0; left > 0; left--)
        {
            entries.Add((reader!.ReadUInt64(), reader.ReadNumbers()));
        }
        return entries;
    }
}
