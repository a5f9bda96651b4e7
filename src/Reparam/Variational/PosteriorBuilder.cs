using Reparam.Diagnostics;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Turns a rung into a posterior: summaries and draws, with weights where they are sound.</summary>
internal static class PosteriorBuilder
{
    /// <summary>The square of this is near the greatest number.</summary>
    public const double Overflowing = 1e150;

    public static Posterior Build(
        LogDensity target, IReadOnlyList<FittedRung> rungs, FittedRung rung, double elsewhere, FitOptions options,
        RandomKey key, ulong seed, bool isInterrupted = false)
    {
        Proposals final = rung.Result.Draws;
        // Uncorrected, the approximation is shown as it is.
        Proposals shown = final.AreReliable ? final : rung.First;
        double[] probabilities = final.AreReliable
            ? [.. final.Weights.Weights]
            : [.. Enumerable.Repeat(1.0 / shown.Count, shown.Count)];
        int[] chosen = Resampling.Systematic(
            probabilities, options.PosteriorDraws, Noise.Uniform(key.Fold("resampling"), 0, 0, 0));
        Shuffle(chosen, key.Fold("order"));
        var (summaries, draws) = Summarize(shown, target.Reported, probabilities, chosen, options.Threads);
        double[] points = Chosen(shown, target.Dimension, chosen);
        double[] logDensities = [.. chosen.Select(d => shown.LogDensities[d])];
        if (target.Reparameterization is { } forms)
        {
            (points, logDensities) = forms.ToWritten(points, chosen.Length);
        }
        ModelDraws? modelDraws = target.Model is { } model
            ? new ModelDraws(model, points, chosen.Length, seed)
            : null;
        Verdict verdict =
            Verdict.Judge(rung.Optimum, rung.First, rung.Result, elsewhere, target.UnknownNames, target.Jump());
        return new Posterior(summaries, draws, logDensities, modelDraws, ExpectationShapes.Of(final, target))
        {
            Parameterization = target.Reparameterization?.Sites ?? [],
            Approximation = rung.Optimum.Approximation.Name,
            Elbo = rung.Elbo,
            ElboStandardError = rung.ElboStandardError,
            LogEvidenceUpperBound = UpperBound(rung.First),
            Objective = options.Objective.Name,
            ObjectiveValue = (options.Objective.IsMinimized ? -1 : 1) * rung.Optimum.Rounds[^1].Elbo,
            ParetoShape = final.Weights.ParetoShape,
            EffectiveSampleSize = final.AreReliable ? final.Weights.EffectiveSampleSize : shown.Count,
            IsCorrected = final.AreReliable,
            Verdict = isInterrupted ? verdict.Interrupted() : verdict,
            IsInterrupted = isInterrupted,
            Rounds = rung.Optimum.Rounds,
            Rungs = [.. rungs.Select(r => r.Summary)],
            Evaluations = rungs.Sum(r => r.Evaluations) + (target.Reparameterization?.Evaluations ?? 0),
            Seed = seed,
            Response = rung.Optimum.Response,
        };
    }

    /// <summary>½ log E_q[r²]: there is no such mean where the tail of the ratios r is of shape ½ or above.</summary>
    private static double UpperBound(Proposals draws)
    {
        if (draws.Shape >= 0.5 && !draws.AreEven)
        {
            return double.PositiveInfinity;
        }
        double greatest = draws.LogRatios.Max();
        return greatest + 0.5 * Math.Log(draws.LogRatios.Average(r => Math.Exp(2 * (r - greatest))));
    }

    /// <summary>The points of some draws: [element · draws + draw].</summary>
    private static double[] Chosen(Proposals proposals, int dimension, int[] chosen)
    {
        var points = new double[dimension * chosen.Length];
        for (int e = 0; e < dimension; e++)
        {
            for (int d = 0; d < chosen.Length; d++)
            {
                points[e * chosen.Length + d] = proposals.Points[e * proposals.Count + chosen[d]];
            }
        }
        return points;
    }

    private static (IReadOnlyList<ParameterSummary>, Dictionary<string, double[]>) Summarize(
        Proposals proposals, ReportedQuantities reported, double[] probabilities, int[] chosen, int threads)
    {
        int count = proposals.Count, numbers = reported.Names.Count;
        double[] values = LargeArrays.Rent(checked(numbers * count));
        reported.Evaluate(proposals.Points, count, threads, values);
        var summaries = new ParameterSummary[numbers];
        var chosenValues = new double[numbers][];
        int most = threads == 0 ? Environment.ProcessorCount : threads;
        var weights = new NormalizedWeights(probabilities);
        int[] impossible = Array.IndexOf(probabilities, 0) < 0 ? []
            : [.. Enumerable.Range(0, count).Where(d => probabilities[d] == 0)];
        Parallel.For(0, numbers, new ParallelOptions { MaxDegreeOfParallelism = most },
            () => new SortedSample(weights),
            (i, _, sample) =>
            {
                Span<double> element = values.AsSpan(i * count, count);
                LeaveOutOverflow(element, impossible, chosen[0]);
                WeightChecks.Finite(element, reported.Names[i]);
                summaries[i] = new ParameterSummary(reported.Names[i], WeightedSummary.Of(element, weights, sample));
                var draws = new double[chosen.Length];
                for (int d = 0; d < draws.Length; d++)
                {
                    draws[d] = element[chosen[d]];
                }
                chosenValues[i] = draws;
                return sample;
            },
            static sample => sample.Release());
        LargeArrays.Return(values);
        var byName = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (int i = 0; i < numbers; i++)
        {
            byName[reported.Names[i]] = chosenValues[i];
        }
        return (summaries, byName);
    }

    /// <summary>Far out in the tails of proposals a quantity, or its square, may overflow. Where the density is zero
    /// there, it counts for nothing, and takes a value that was drawn.</summary>
    private static void LeaveOutOverflow(Span<double> values, int[] impossible, int drawn)
    {
        foreach (int d in impossible)
        {
            if (!(Math.Abs(values[d]) < Overflowing))
            {
                values[d] = values[drawn];
            }
        }
    }

    /// <summary>Fisher and Yates: resampling leaves copies side by side, which would look like
    /// autocorrelation.</summary>
    private static void Shuffle(int[] values, RandomKey key)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)(Noise.Uniform(key, 0, i, 0) * (i + 1));
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
