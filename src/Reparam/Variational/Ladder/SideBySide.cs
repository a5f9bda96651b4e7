using System.Globalization;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>The same fit from several starts: whether they come to the same approximation, and the best of them.</summary>
internal static class SideBySide
{
    /// <summary>How far apart starts are, in standard deviations at the mode, in each unknown.</summary>
    private const double Spread = 2;

    /// <summary>Draws by which approximations that are not normal are compared.</summary>
    private const int ComparedDraws = 1024;

    /// <summary>Fits from a start and from others around it.</summary>
    /// <param name="start">Where the first begins.</param>
    /// <param name="count">The number of starts.</param>
    /// <param name="key">Of the other starts.</param>
    /// <param name="fit">Fits from a start.</param>
    public static Optimum Run(Coordinates start, int count, RandomKey key, Func<Coordinates, Optimum> fit)
    {
        if (count == 1)
        {
            return fit(start);
        }
        int n = start.Dimension;
        double[] noise = QuasiMonteCarlo.Normal(key, n, count);
        var found = new List<Optimum>();
        for (int i = 0; i < count; i++)
        {
            double[] centre = [.. Enumerable.Range(0, n).Select(e => i == 0 ? 0 : Spread * noise[e * count + i])];
            start.Apply(centre);
            try
            {
                found.Add(fit(start with { Centre = centre }));
            }
            catch (FitException) when (i > 0)
            {
                // The density need not be finite wherever a start may lie.
            }
        }
        Optimum best = found.MaxBy(o => o.Rounds[^1].Elbo)!;
        double rHat = StartAgreement.RHat([.. found.Select(o => Moments(o.Approximation, key))]);
        bool agree = rHat < StartAgreement.Threshold;
        string comparison = string.Create(CultureInfo.InvariantCulture,
            $"{found.Count} of {count} starts arrived, and {(agree ? "agree" : "differ")} (R-hat over starts {rHat:F2}).");
        return best with
        {
            Evaluations = found.Sum(o => o.Evaluations),
            Note = agree ? $"{best.Note} {comparison}".Trim() : best.Note,
            Problem = best.Problem ?? (agree ? null : $"{comparison} The best of them is used."),
        };
    }

    private static Coordinates Moments(Approximation approximation, RandomKey key)
    {
        if (approximation.IsGaussian)
        {
            return approximation.Coordinates;
        }
        double[] points = approximation.Draw(key.Fold("compared"), ComparedDraws, 1).Points;
        int n = approximation.Dimension;
        double[] means = new double[n], deviations = new double[n];
        for (int e = 0; e < n; e++)
        {
            double[] row = points[(e * ComparedDraws)..((e + 1) * ComparedDraws)];
            double mean = means[e] = row.Average();
            deviations[e] = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)));
        }
        return new Coordinates(means, deviations, new DiagonalPattern(n));
    }
}
