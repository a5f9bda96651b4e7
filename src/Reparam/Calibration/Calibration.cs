using System.Runtime.ExceptionServices;
using Reparam.Random;

namespace Reparam;

/// <summary>
/// Simulation-based calibration of variational fits: unknowns are drawn from the prior, data are simulated with them,
/// and the posterior of these data should lie around those unknowns.
/// </summary>
/// <remarks>
/// For each simulation p = P_q(θ &lt; θ₀ | y). With exact posteriors p is uniform; a histogram that leans to one side
/// belongs to posteriors that are shifted (Yao, Vehtari, Simpson and Gelman 2018, "Yes, but did it work?: evaluating
/// variational inference", section 3.2), one that is high at both ends to posteriors that are too narrow (Talts et al.
/// 2018, "Validating Bayesian inference algorithms with simulation-based calibration").
/// </remarks>
public static class Calibration
{
    /// <summary>Calibrates the fit of a model to data that it simulates itself.</summary>
    /// <param name="model">The model. What it observed serves as the shape of the data alone.</param>
    /// <param name="seed">The same seed gives the same bits, on any number of threads.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Receives reports, from any thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">The model cannot be simulated: a distribution has no sampler, there is a
    /// factor, data are rows of a source, or distributions depend on the observed values.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static CalibrationResult Run(Model model, ulong seed, CalibrationOptions? options = null,
        IProgress<CalibrationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Run(model, data => data.Aggregate(model, static (m, d) => m.WithObserved(d.Key, d.Value)), seed, options,
            progress, cancellationToken);
    }

    /// <summary>Calibrates the fit of one model to data that another simulates: what a misspecified model, or one
    /// written otherwise, does to the posterior.</summary>
    /// <param name="generator">The model that unknowns and data are drawn from.</param>
    /// <param name="fitted">From simulated data, by the names they are observed under, to the model that is fitted to
    /// them. It is called from several threads at once. Numbers that both models report under the same name are
    /// compared.</param>
    /// <param name="seed">The same seed gives the same bits, on any number of threads.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Receives reports, from any thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of range, or no number is reported by both
    /// models.</exception>
    /// <exception cref="NotSupportedException">The generator cannot be simulated: a distribution has no sampler, there
    /// is a factor, data are rows of a source, or distributions depend on the observed values.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static CalibrationResult Run(Model generator, Func<IReadOnlyDictionary<string, Tensor>, Model> fitted,
        ulong seed, CalibrationOptions? options = null, IProgress<CalibrationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(fitted);
        options = (options ?? new CalibrationOptions()).Checked();
        RequireData(generator);
        int count = options.Simulations, done = 0;
        PriorPredictive truth = generator.PriorPredictive(count, seed, cancellationToken);
        RandomKey key = RandomKey.FromSeed(seed).Fold("calibration");
        FitOptions fit = options.Fit with { Threads = 1 };
        var outcomes = new Outcome[count];
        progress?.Report(new(0, count));
        try
        {
            Parallel.For(0, count,
                new()
                {
                    MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
                    CancellationToken = cancellationToken,
                },
                i =>
                {
                    outcomes[i] = Fit(generator, truth, i, fitted, key.Fold((ulong)i).High, fit, cancellationToken);
                    progress?.Report(new(Interlocked.Increment(ref done), count));
                });
        }
        catch (AggregateException failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
        }
        Outcome[] fits = [.. outcomes.Where(o => o.Failure is null)];
        return new CalibrationResult(
            [.. truth.Names.Where(name => fits.Length > 0 && fits[0].Probabilities.ContainsKey(name))
                .Select(name => new CalibratedParameter(name, [.. fits.Select(f => f.Probabilities[name])]))],
            [.. fits.Select(f => f.Level)], [.. outcomes.Select(o => o.Failure).OfType<string>()], options);
    }

    private static Outcome Fit(Model generator, PriorPredictive truth, int simulation,
        Func<IReadOnlyDictionary<string, Tensor>, Model> fitted, ulong seed, FitOptions options,
        CancellationToken cancellation)
    {
        var data = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (simulated, observation) in truth.AllData.Zip(generator.Written.Observations))
        {
            // Numbers that overflow, or that underflow to where the distribution has no density.
            if (observation.Likelihood.Support.Violation(simulated[simulation], simulated.Shape) is { } violation)
            {
                return new(FormattableString.Invariant($"simulation {simulation} of {simulated.Name}: {violation}: ") +
                    "the priors are too wide.");
            }
            data[simulated.Name] = simulated.ToTensor(simulation);
        }
        try
        {
            Posterior posterior = Inference.Fit(fitted(data), seed, options, progress: null, cancellation);
            return new(Failure: null, posterior.Verdict.Level, Probabilities(posterior, truth, simulation));
        }
        catch (FitException failure)
        {
            return new(FormattableString.Invariant($"simulation {simulation}: {failure.Message}"));
        }
    }

    /// <summary>The share of draws below a value, never 0 or 1.</summary>
    private static double Below(IReadOnlyList<double> draws, double value)
    {
        double below = 0.5;
        for (int d = 0; d < draws.Count; d++)
        {
            below += draws[d] < value ? 1 : draws[d] == value ? 0.5 : 0;
        }
        return below / (draws.Count + 1);
    }

    private static Dictionary<string, double> Probabilities(Posterior posterior, PriorPredictive truth, int simulation)
    {
        HashSet<string> fitted = [.. posterior.Summaries.Select(s => s.Name)];
        string[] common = [.. truth.Names.Where(fitted.Contains)];
        return common.Length > 0
            ? common.ToDictionary(name => name, name => Below(posterior.Draws(name), truth.Draws(name)[simulation]))
            : throw new ArgumentException(
                $"Calibration: no number that the generator reports ({string.Join(", ", truth.Names.Take(10))}) is " +
                $"reported by the fitted model ({string.Join(", ", fitted.Take(10))}). Give the sites the same names.");
    }

    private static void RequireData(Model generator)
    {
        if (generator.ObservedNames.Count == 0)
        {
            throw new NotSupportedException(
                "Calibration: the model observes nothing, so there is nothing to simulate. Call Observe in it.");
        }
        foreach (string name in generator.ObservedNames)
        {
            // Refuses rows of a source.
            _ = generator.Observed(name);
        }
    }

    /// <summary>What a simulation ended with: posteriors themselves are too large to keep.</summary>
    private sealed record Outcome(
        string? Failure, VerdictLevel Level, IReadOnlyDictionary<string, double> Probabilities)
    {
        public Outcome(string failure)
            : this(failure, VerdictLevel.Failed, new Dictionary<string, double>())
        {
        }
    }
}
