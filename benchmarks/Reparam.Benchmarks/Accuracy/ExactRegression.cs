using System.Runtime.Intrinsics;
using Reparam.Benchmarks.Posteriors;
using Reparam.Numerics;

namespace Reparam.Benchmarks.Accuracy;

/// <summary>The exact posterior of a linear regression with flat priors on the coefficients and on sigma.</summary>
/// <remarks>
/// beta is Student's t with nu = n - k - 1 degrees of freedom about the least squares solution, and sigma² is the sum
/// of squares over a chi-squared variable with nu (Gelman et al. 2013, section 14.2, with a prior on sigma in place of
/// log sigma).
/// </remarks>
internal static class ExactRegression
{
    /// <summary>Means and standard deviations by name, or null for other posteriors.</summary>
    public static Dictionary<string, (double Mean, double StandardDeviation)>? Of(PublishedPosterior? posterior)
    {
        if (posterior?.Program != "nes")
        {
            return null;
        }
        double[] x = Values("X"), y = Values("y");
        int n = y.Length, k = x.Length / n, columns = k + 1;
        double[] joined = [.. Enumerable.Range(0, n).SelectMany(i => (double[])[.. x[(i * k)..((i + 1) * k)], y[i]])];
        // The factor of (X y) holds that of X, the projection of y, and in the corner the root of the sum of squares.
        double[] factor = HouseholderQr.UpperFactor(joined, columns);
        double squares = factor[^1] * factor[^1], nu = n - k - 1;
        double variance = squares / (nu - 2);
        double mean = Math.Sqrt(squares / 2) * Math.Exp(LogGamma((nu - 1) / 2) - LogGamma(nu / 2));
        var exact = new Dictionary<string, (double, double)>(StringComparer.Ordinal)
        {
            ["sigma"] = (mean, Math.Sqrt(variance - mean * mean)),
        };
        double[] solution = Solve([.. Enumerable.Range(0, k).Select(i => factor[i * columns + k])]);
        double[][] inverse = [.. Enumerable.Range(0, k)
            .Select(j => Solve([.. Enumerable.Range(0, k).Select(i => i == j ? 1.0 : 0)]))];
        for (int i = 0; i < k; i++)
        {
            exact[FormattableString.Invariant($"beta[{i + 1}]")] =
                (solution[i], Math.Sqrt(variance * inverse.Sum(column => column[i] * column[i])));
        }
        return exact;

        double[] Values(string name) => posterior.Data.Single(v => v.Name == name).Values;

        double[] Solve(double[] right)
        {
            for (int i = k - 1; i >= 0; i--)
            {
                for (int j = i + 1; j < k; j++)
                {
                    right[i] -= factor[i * columns + j] * right[j];
                }
                right[i] /= factor[i * columns + i];
            }
            return right;
        }
    }

    private static double LogGamma(double x) => LaneMath.LogGamma(Vector512.Create(x))[0];
}
