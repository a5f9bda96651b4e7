using Reparam.Random;
using Reparam.Variational;

namespace Reparam;

/// <summary>Fits posteriors.</summary>
public static class Inference
{
    /// <summary>Approximates the posterior of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">The same seed gives the same bits, on any number of threads.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Receives reports while the fit runs.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The posterior, with a verdict that says how far it may be relied on.</returns>
    /// <exception cref="ArgumentException">An option is null or out of range, or objective and algorithm do not go
    /// together.</exception>
    /// <exception cref="FitException">The density is not finite anywhere that was tried.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public static Posterior Fit(Model model, ulong seed, FitOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Fit(model.LogDensity, seed, options, progress, cancellationToken);
    }

    /// <summary>Approximates the distribution whose log density is given.</summary>
    /// <param name="target">The log density, up to a constant.</param>
    /// <param name="seed">The same seed gives the same bits, on any number of threads.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Receives reports while the fit runs.</param>
    /// <param name="cancellationToken">Ends the fit.</param>
    /// <returns>The posterior, with a verdict that says how far it may be relied on.</returns>
    /// <exception cref="ArgumentException">An option is null or out of range, or objective and algorithm do not go
    /// together.</exception>
    /// <exception cref="FitException">The density is not finite anywhere that was tried.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public static Posterior Fit(LogDensity target, ulong seed, FitOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        options = (options ?? new FitOptions()).Checked();
        options.Objective.RequireFor(target);
        VariationalFamily family = options.Family
            ?? (target.Dimension <= FitOptions.FullRankLimit ? new FullRankGaussian() : new MeanFieldGaussian());
        RandomKey key = RandomKey.FromSeed(seed);
        var evaluator = new TargetEvaluator(target, options.Threads);
        progress?.Report(new FitProgress("mode", 0, double.NaN));
        Coordinates coordinates = ModeSearch.Find(
            target, evaluator, family.Pattern(target), key.Fold("start"), cancellationToken);
        Optimum optimum = options.Algorithm switch
        {
            FixedDraws settings => FixedDrawsOptimizer.For(
                target, family, options.Objective, coordinates, settings, options.Threads, key)
                .Run(key.Fold("noise"), progress, cancellationToken),
            FreshDraws settings => new FreshDrawsOptimizer(
                target, family, options.Objective, coordinates, settings, options.Threads)
                .Run(key.Fold("noise"), progress, cancellationToken),
            _ => throw new ArgumentException($"Unknown algorithm {options.Algorithm}.", nameof(options)),
        };
        progress?.Report(new FitProgress("weights", evaluator.Evaluations + optimum.Evaluations, double.NaN));
        return PosteriorBuilder.Build(
            target, evaluator, optimum, options, key.Fold("posterior"), seed, cancellationToken);
    }
}
