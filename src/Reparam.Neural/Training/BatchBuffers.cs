using Reparam.Execution;

namespace Reparam.Neural;

/// <summary>Batches one after another. Where several threads take a step, they share making the batch of a set of
/// examples; otherwise the next may be made on a thread of its own while one is worked on.</summary>
/// <remarks>A thread of its own beside as many as there are cores would hold one of these up, and the others would
/// wait for it.</remarks>
internal sealed class BatchBuffers : IThreadPoolWorkItem, IPieces
{
    /// <summary>Numbers that are worth a piece of work: some ten microseconds.</summary>
    private const int NumbersOfPiece = 8192;

    /// <summary>Elements in a piece are so many or a multiple: they are transposed as blocks.</summary>
    private const int Block = 16;

    private readonly BatchSource _source;
    private readonly ExampleBatches? _shared;
    private readonly PlanRunner _runner;
    private readonly string[] _fields;
    private readonly float[][][] _buffers;
    private readonly (int Field, int Place, int First, int Count)[] _pieces;
    private readonly int[] _chosen;
    private readonly bool _prefetches;
    private readonly object _gate = new();
    private long _next;
    private long _made = -1;
    private bool _isBusy;

    /// <param name="source">The batches.</param>
    /// <param name="fields">The fields that are wanted.</param>
    /// <param name="program">What takes the steps.</param>
    /// <param name="options">Whether a thread of its own is used.</param>
    public BatchBuffers(
        BatchSource source, IReadOnlyList<FieldInput> fields, NetworkProgram program, TrainingOptions options)
    {
        (_source, _runner) = (source, program.Runner);
        _shared = program.Threads > 1 ? source as ExampleBatches : null;
        _fields = [.. fields.Select(static field => field.Name)];
        _pieces = _shared is null ? [] : Pieces(_shared, fields);
        _chosen = new int[_shared?.BatchSize ?? 0];
        _prefetches = _shared is null && options.Prefetches;
        _buffers = [.. Enumerable.Range(0, _prefetches ? 2 : 1).Select(_ =>
            fields.Select(field => new float[field.Tensor.Size * source.BatchSize]).ToArray())];
    }

    /// <summary>The fields of a batch, valid until the next call.</summary>
    public float[][] Get(long batch)
    {
        if (_shared is not null)
        {
            _shared.Choose(batch, _chosen);
            _next = batch;
            _runner.Share(this, _pieces.Length);
            return _buffers[0];
        }
        if (!_prefetches)
        {
            Fill(batch, _buffers[0]);
            return _buffers[0];
        }
        lock (_gate)
        {
            while (_isBusy)
            {
                Monitor.Wait(_gate);
            }
        }
        float[][] buffers = _buffers[batch % 2];
        if (_made != batch)
        {
            Fill(batch, buffers);
        }
        _next = batch + 1;
        _isBusy = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return buffers;
    }

    unsafe void IPieces.Run(int piece, int worker, void* state)
    {
        (int field, int place, int first, int count) = _pieces[piece];
        _shared!.Fill(_next, place, _chosen, first,
            _buffers[0][field].AsSpan(first * _chosen.Length, count * _chosen.Length));
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            Fill(_next, _buffers[_next % 2]);
            _made = _next;
        }
#pragma warning disable CA1031 // Nothing is hidden: who asks for the batch makes it again, and sees.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            lock (_gate)
            {
                _isBusy = false;
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Fill(long batch, float[][] buffers)
    {
        for (int i = 0; i < _fields.Length; i++)
        {
            _source.Fill(batch, _fields[i], buffers[i]);
        }
    }

    private static (int Field, int Place, int First, int Count)[] Pieces(
        ExampleBatches source, IReadOnlyList<FieldInput> fields) => [.. fields.SelectMany((field, f) =>
        {
            int size = field.Tensor.Size;
            int elements = (NumbersOfPiece / source.BatchSize + Block) / Block * Block;
            return Enumerable.Range(0, (size + elements - 1) / elements).Select(p =>
                (f, source.IndexOf(field.Name), p * elements, Math.Min(elements, size - p * elements)));
        })];
}
