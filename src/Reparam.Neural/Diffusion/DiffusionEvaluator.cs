namespace Reparam.Neural;

/// <summary>Computes the bound of examples under a diffusion model, term by term; compiled once.</summary>
/// <remarks>Not for use by two callers at once.</remarks>
public sealed class DiffusionEvaluator
{
    private readonly DiffusionModel _model;
    private readonly NetworkFunction _function;

    /// <summary>Compiles it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="objective">The bound; null for that of continuous time. Labels are all told.</param>
    /// <param name="block">Examples at once, at least 1.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of its noise.</param>
    public DiffusionEvaluator(
        DiffusionModel model, DiffusionObjective? objective = null, int block = 128, int threads = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        objective = (objective ?? new DiffusionObjective()) with { DropLabels = 0 };
        _function = NetworkFunction.Compile(model, inputs =>
        {
            DiffusionTerms terms = model.Terms(inputs, objective);
            return [terms.Prior, terms.Reconstruction, terms.Diffusion];
        }, block, threads, seed);
    }

    /// <summary>The most numbers of examples that one run is given.</summary>
    internal int MostNumbers { get; init; } = 1 << 24;

    /// <summary>The bound of examples.</summary>
    /// <param name="weights">The values of the weights.</param>
    /// <param name="count">The number of examples, at least 2.</param>
    /// <param name="fields">The fields of all examples, example after example.</param>
    /// <param name="draws">Draws of time and noise for each example, at least 1.</param>
    /// <param name="progress">Told the number of draws, of all examples together, that are done.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    /// <exception cref="ArgumentException">A field is missing, or has another length.</exception>
    public DiffusionBound Run(WeightValues weights, int count, IReadOnlyDictionary<string, float[]> fields,
        int draws = 1, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        Sizes.Positive(nameof(DiffusionEvaluator), draws);
        double[][] means = [new double[count], new double[count], new double[count]];
        // As many draws are one run as are well kept in memory; noise is told apart by the number of the block.
        int most = (int)Math.Clamp(MostNumbers / ((long)count * _model.Example.Size), 1, draws), block = 0;
        for (int done = 0; done < draws; done += most)
        {
            int some = Math.Min(most, draws - done), before = done * count;
            var repeated = fields.ToDictionary(
                static field => field.Key,
                field => Repeated(field.Value, some), StringComparer.Ordinal);
            float[][] terms = _function.Run(weights, count * some, repeated, block,
                progress is null ? null : new Told(runs => progress.Report(before + runs)), cancellation);
            block += _function.Blocks(count * some);
            for (int term = 0; term < means.Length; term++)
            {
                for (int i = 0; i < terms[term].Length; i++)
                {
                    means[term][i % count] += (double)terms[term][i] / draws;
                }
            }
        }
        double[] total = [.. means[0].Select((prior, i) => prior + means[1][i] + means[2][i])];
        return new DiffusionBound(
            count, _model.Example.Size, Term(means[0]), Term(means[1]), Term(means[2]), Term(total));
    }

    private static float[] Repeated(float[] values, int times)
    {
        var repeated = new float[checked(values.Length * times)];
        for (int i = 0; i < times; i++)
        {
            values.CopyTo(repeated, i * values.Length);
        }
        return repeated;
    }

    private static BoundTerm Term(double[] values)
    {
        double mean = values.Average(), squares = values.Sum(v => (v - mean) * (v - mean));
        return new BoundTerm(mean, Math.Sqrt(squares / (values.Length - 1.0) / values.Length));
    }

    // Not System.Progress, which posts to another thread and so may report late.
    private sealed class Told(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
