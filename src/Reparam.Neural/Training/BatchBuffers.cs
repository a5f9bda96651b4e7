namespace Reparam.Neural;

/// <summary>Batches one after another; the next may be made on a thread of its own while one is worked on.</summary>
internal sealed class BatchBuffers : IThreadPoolWorkItem
{
    private readonly BatchSource _source;
    private readonly string[] _fields;
    private readonly float[][][] _buffers;
    private readonly bool _prefetches;
    private readonly object _gate = new();
    private long _next;
    private long _made = -1;
    private bool _isBusy;

    /// <param name="source">The batches.</param>
    /// <param name="fields">The fields that are wanted.</param>
    /// <param name="prefetches">Whether to use a thread.</param>
    public BatchBuffers(BatchSource source, IReadOnlyList<FieldInput> fields, bool prefetches)
    {
        (_source, _prefetches) = (source, prefetches);
        _fields = [.. fields.Select(static field => field.Name)];
        _buffers = [.. Enumerable.Range(0, prefetches ? 2 : 1).Select(_ =>
            fields.Select(field => new float[field.Tensor.Size * source.BatchSize]).ToArray())];
    }

    /// <summary>The fields of a batch, valid until the next call.</summary>
    public float[][] Get(long batch)
    {
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
}
