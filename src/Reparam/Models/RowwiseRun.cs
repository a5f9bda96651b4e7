using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Gradients;
using Reparam.Random;

namespace Reparam;

/// <summary>Runs an expression that has something for each row, block by block, and gives what it has: other than a
/// <see cref="DensityExecutor"/> it adds nothing up. Without rows of a source there is one block.</summary>
/// <param name="rows">The rows, or null.</param>
/// <param name="inputs">Inputs that stay the same in all blocks.</param>
/// <param name="values">Their values: [element · draws + draw].</param>
/// <param name="noise">Noise that is fresh in each block, or null.</param>
/// <param name="key">The key of the noise.</param>
internal sealed class RowwiseRun(RowBlocks? rows, IReadOnlyList<Tensor> inputs, IReadOnlyList<double[]> values,
    NoiseInput? noise, RandomKey key)
{
    /// <summary>What a block gives.</summary>
    /// <param name="First">The place of its first element among those of all rows.</param>
    /// <param name="Count">The number of elements.</param>
    /// <param name="Values">Their values: [element · draws + draw].</param>
    public readonly record struct Block(long First, int Count, double[] Values);

    /// <summary>The most numbers of one block.</summary>
    private const long MostNumbers = 1L << 30;

    /// <summary>Runs block after block. The array of a block is used again for the next.</summary>
    /// <param name="output">The expression.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">The values do not fit into one array.</exception>
    public IEnumerable<Block> Blocks(Tensor output, int draws, int threads, CancellationToken cancellation)
    {
        RequireRoom((long)Math.Max(output.Size, noise?.Input.Size ?? 0), draws);
        Tensor spread = Tensor.Spread(output);
        Tensor[] own = noise is null ? [.. inputs] : [.. inputs, noise.Input];
        var executor = new Executor(ExecutionPlan.Create([.. own, .. rows?.Inputs ?? []], [spread]), draws, threads);
        var result = new double[spread.Size * draws];
        var fresh = new double[(noise?.Input.Size ?? 0) * draws];
        for (int i = 0; i < inputs.Count; i++)
        {
            executor.BindInput(i, values[i]);
        }
        executor.BindOutput(0, result);
        double[][] buffers = rows?.Buffers() ?? [];
        int inner = rows is null ? 1 : spread.Size / rows.Length;
        for (long block = 0; block < (rows?.Count ?? 1); block++)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = spread.Size;
            if (rows is not null)
            {
                long first = rows.First(block);
                count = (int)(rows.First(block + 1) - first) * inner;
                rows.Load(first, count / inner, buffers);
                for (int i = 0; i < buffers.Length; i++)
                {
                    executor.SetShared(own.Length + i, buffers[i]);
                }
            }
            if (noise is not null)
            {
                noise.Kind.Fill(key.Fold((ulong)block), 0, draws, noise.Input.Size, fresh);
                executor.BindInput(inputs.Count, fresh);
            }
            executor.Run(cancellation);
            yield return new Block(rows is null ? 0 : rows.First(block) * inner, count, result);
        }
    }

    /// <summary>The values of all rows together: [draw · elements + element].</summary>
    /// <param name="output">The expression.</param>
    /// <param name="elements">The number of elements over all rows.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">The values do not fit into one array.</exception>
    public double[] ByDraw(Tensor output, long elements, int draws, int threads, CancellationToken cancellation)
    {
        RequireRoom(elements, draws);
        var byDraw = new double[elements * draws];
        foreach (Block block in Blocks(output, draws, threads, cancellation))
        {
            for (int d = 0; d < draws; d++)
            {
                long place = d * elements + block.First;
                for (int e = 0; e < block.Count; e++)
                {
                    byDraw[place + e] = block.Values[e * draws + d];
                }
            }
        }
        return byDraw;
    }

    private static void RequireRoom(long elements, int draws)
    {
        if (elements * draws > MostNumbers)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{draws} draws of {elements} values each are {elements * draws} numbers, but at most {MostNumbers} ") +
                "are held together. Take fewer draws.");
        }
    }
}
