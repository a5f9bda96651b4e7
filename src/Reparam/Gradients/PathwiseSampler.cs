using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>A term of an estimate that is not a finite number.</summary>
/// <param name="Draw">The draw.</param>
/// <param name="Term">0 for the value, i + 1 for its derivative by parameter i.</param>
/// <param name="Value">What it is instead.</param>
internal readonly record struct NotFinite(int Draw, int Term, double Value);

/// <summary>Runs a plan of (θ, ε) to a value and its gradient over independent draws, and gathers their
/// moments.</summary>
internal sealed class PathwiseSampler(ExecutionPlan plan, NoiseKind kind, int noiseSize, double[] point, RandomKey key)
{
    // Bounds the memory of a run; the results are the same to the bit however the draws are cut.
    private const int BlockElements = 1 << 22;
    private const int MostBlockDraws = 2048;

    private readonly int _block = Math.Clamp(BlockElements / (noiseSize + point.Length + 1) / 8 * 8, 8, MostBlockDraws);

    /// <summary>The moments of the value and of the derivative by each parameter.</summary>
    public RunningMoments Moments { get; } = new(1 + point.Length);

    /// <summary>The noise of one draw.</summary>
    public double[] Noise(int draw)
    {
        var noise = new double[noiseSize];
        kind.Fill(key, draw, 1, noiseSize, noise);
        return noise;
    }

    /// <summary>Runs all draws.</summary>
    /// <returns>The first term of a block that is not finite, at which it ends, or null.</returns>
    public NotFinite? Run(int draws, CancellationToken cancellation)
    {
        Executor? executor = null;
        double[] noise = [], terms = [];
        for (int first = 0, count; first < draws; first += count)
        {
            cancellation.ThrowIfCancellationRequested();
            count = Math.Min(_block, draws - first);
            if (executor?.Draws != count)
            {
                executor = new Executor(plan, count, threads: 0);
                executor.SetShared(0, point);
                noise = new double[noiseSize * count];
                terms = new double[(1 + point.Length) * count];
                executor.BindInput(1, noise);
                executor.BindOutput(0, terms.AsMemory(0, count));
                executor.BindOutput(1, terms.AsMemory(count));
            }
            kind.Fill(key, first, count, noiseSize, noise);
            executor.Run(cancellation);
            int bad = Array.FindIndex(terms, static t => !double.IsFinite(t));
            if (bad >= 0)
            {
                return new NotFinite(first + bad % count, bad / count, terms[bad]);
            }
            Moments.Add(terms, count);
        }
        return null;
    }
}
