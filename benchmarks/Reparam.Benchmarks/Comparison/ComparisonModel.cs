using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks.Comparison;

/// <summary>A model of the comparison, with the data that the baselines read.</summary>
/// <param name="LogDensity">Our log joint.</param>
/// <param name="Data">The data block of its Stan program, whose parameters stand in the order of our unknowns.</param>
/// <param name="Typical">A point of the posterior's mass, about which to time; null for the origin.</param>
/// <param name="Exact">The same without the error of a solver, where ours has one: Stan's has another, and the two
/// agree with it, not with each other.</param>
internal sealed record ComparisonModel(
    LogDensity LogDensity, IReadOnlyList<StanVariable> Data, double[]? Typical = null,
    LogDensity? Exact = null)
{
    /// <summary>How many points a baseline is compared at.</summary>
    public const int Checks = 8;

    /// <summary>The points at which the baselines are compared with ours.</summary>
    public double[] CheckPoints => Points(LogDensity.Dimension, Checks);

    /// <summary>In words, how far a log density is from an exact one at the points of the comparison.</summary>
    public string Error(LogDensity ours, LogDensity exact)
    {
        var (first, second) = (Run(ours), Run(exact));
        double value = Enumerable.Range(0, Checks).Max(i => Math.Abs(first.Values[i] - second.Values[i]));
        double gradient = Enumerable.Range(0, first.Gradients.Length)
            .Max(i => Math.Abs(first.Gradients[i] - second.Gradients[i])) / second.Gradients.Max(Math.Abs);
        return FormattableString.Invariant(
            $"the value is off by {value:G2} at most, the gradient by {gradient:G2} of its largest component");
    }

    /// <summary>Points about the typical one, the same in every run: [element · draws + draw].</summary>
    public double[] Points(int dimension, int draws)
    {
        var points = new double[dimension * draws];
        for (int i = 0; i < points.Length; i++)
        {
            double wave = Math.Sin(0.7 * i + 1);
            points[i] = Typical is null ? 0.5 * wave : Typical[i / draws] + 0.02 * wave;
        }
        return points;
    }

    private GradientRunner Run(LogDensity target)
    {
        var runner = new GradientRunner("", target, CheckPoints, threads: 1);
        runner.Compiled();
        return runner;
    }
}
