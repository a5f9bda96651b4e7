using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Rows for each step of a stochastic optimisation: epoch by epoch a random order of all rows, cut into batches that
/// are as equal as can be. Each batch is a simple random sample, and each epoch uses every row once.
/// </summary>
/// <param name="key">Of the orders.</param>
/// <param name="rowCount">N.</param>
/// <param name="most">The most rows of a batch, at least 1.</param>
internal sealed class RowBatches(RandomKey key, long rowCount, int most)
{
    private readonly long[] _rows = new long[(int)Math.Min(most, rowCount)];

    /// <summary>The number of batches in an epoch.</summary>
    public long Count { get; } = (rowCount - 1) / most + 1;

    /// <summary>The rows of a step; overwritten by the next call.</summary>
    public ReadOnlySpan<long> At(long step)
    {
        var order = new RandomPermutation(key.Fold((ulong)(step / Count)), rowCount);
        long batch = step % Count, first = First(batch);
        int count = (int)(First(batch + 1) - first);
        for (int i = 0; i < count; i++)
        {
            _rows[i] = order[first + i];
        }
        // In the order of the source, which is kinder to discs and caches. A sum has no order but for its rounding.
        Array.Sort(_rows, 0, count);
        return _rows.AsSpan(0, count);
    }

    private long First(long batch) => batch * (rowCount / Count) + Math.Min(batch, rowCount % Count);
}
