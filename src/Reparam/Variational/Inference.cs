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
    /// <exception cref="CheckpointException">The checkpoint is not of this fit.</exception>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled, and nothing is to be returned then, or there
    /// is nothing (<see cref="FitOptions.ReturnsWhenCancelled"/>).</exception>
    public static Posterior Fit(Model model, ulong seed, FitOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = (options ?? new FitOptions()).Checked();
        // Discrete unknowns have no other forms. A prior that is replaced is that of the site as it was written.
        return Fit(options.Parameterization == Parameterization.Automatic && !options.Objective.ReplacesPrior
                && model.LogDensity.Drawn is null
            ? ParameterizationPilot.Choose(model, options.Threads, cancellationToken)
            : model.LogDensity, seed, options, progress, cancellationToken);
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
    /// <exception cref="CheckpointException">The checkpoint is not of this fit.</exception>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled, and nothing is to be returned then, or there
    /// is nothing (<see cref="FitOptions.ReturnsWhenCancelled"/>).</exception>
    public static Posterior Fit(LogDensity target, ulong seed, FitOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        options = (options ?? new FitOptions()).Checked();
        options.Objective.RequireFor(target);
        RandomKey key = RandomKey.FromSeed(seed);
        FitCheckpoint? checkpoint = FitCheckpoint.Open(target, options, seed);
        var context = new FitContext(progress, cancellationToken, checkpoint);
        PosteriorFit fit = target.Drawn is null
            ? new FitLadder(target, options, key, context) : new DrawnFit(target, options, key, context);
        fit.Run();
        Posterior posterior = PosteriorBuilder.Build(
            target, fit.Rungs, fit.Best, fit.Elsewhere, options, key.Fold("posterior"), seed, fit.IsInterrupted);
        foreach (FittedRung rung in fit.Rungs)
        {
            rung.Release();
        }
        if (!fit.IsInterrupted)
        {
            checkpoint?.Delete();
        }
        return posterior;
    }
}
