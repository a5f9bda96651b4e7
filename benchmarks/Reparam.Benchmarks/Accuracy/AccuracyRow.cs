namespace Reparam.Benchmarks.Accuracy;

/// <summary>The fits of a posterior.</summary>
/// <param name="Reference">The posterior.</param>
/// <param name="Fits">One for each seed.</param>
internal sealed record AccuracyRow(ReferencePosterior Reference, IReadOnlyList<AccuracyFit> Fits)
{
    /// <summary>The greatest error of a mean in any fit, without its sign; infinite where a fit gave no
    /// result.</summary>
    public double Mean => Fits.Max(f => f.Posterior is null ? double.PositiveInfinity : Math.Abs(f.Mean.Error));

    /// <summary>The greatest relative error of a standard deviation in any fit, likewise.</summary>
    public double Deviation =>
        Fits.Max(f => f.Posterior is null ? double.PositiveInfinity : Math.Abs(f.Deviation.Error));

    /// <summary>The greatest k-hat.</summary>
    public double ParetoShape => Fits.Max(f => f.Posterior?.ParetoShape ?? double.PositiveInfinity);

    /// <summary>The middle one of the processor times, in seconds.</summary>
    public double Processor => Median(f => f.Processor);

    /// <summary>The middle one of the numbers of gradients.</summary>
    public double Gradients => Median(f => f.Posterior?.Evaluations ?? 0);

    private double Median(Func<AccuracyFit, double> of) => Fits.Select(of).Order().ElementAt(Fits.Count / 2);
}
