using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The decomposition of Bartlett (1933) of the Wishart distribution with identity scale, and its
/// constants.</summary>
internal static class Bartlett
{
    /// <summary>ν, which must be above n - 1 where it is numbers.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static Tensor Require(string distribution, Tensor degreesOfFreedom, int n) => Parameter.Check(
        distribution, degreesOfFreedom, nameof(degreesOfFreedom), v => v > n - 1 && double.IsFinite(v),
        FormattableString.Invariant($"above {n - 1} and finite"),
        FormattableString.Invariant($"Matrices of {n} rows need more than {n - 1} degrees of freedom ") +
            "to have a density.");

    /// <summary>How many numbers a draw takes.</summary>
    public static int NoiseLength(int n) => n * (n + 1) / 2;

    /// <summary>A, lower triangular, with A Aᵀ from the Wishart distribution with ν degrees of freedom: Aᵢᵢ² has the
    /// chi-squared distribution with ν - i + 1, i = 1 ... n, and what is below the diagonal is standard
    /// normal.</summary>
    /// <param name="degreesOfFreedom">ν: batch axes.</param>
    /// <param name="n">The number of rows.</param>
    /// <param name="noise">Standard normal: batch axes, then n numbers for the diagonal and the others.</param>
    public static Tensor Factor(Tensor degreesOfFreedom, int n, Tensor noise)
    {
        double[] steps = [.. Enumerable.Range(0, n).Select(static i => 0.5 * i)];
        Tensor shapes = 0.5 * Events.Column(degreesOfFreedom) - steps;
        Tensor roots = Math.Sqrt(2) * Exp(0.5 * LogGammaQuantile(shapes, Slice(noise, -1, 0, n)));
        Tensor diagonal = Events.Place(roots, [.. Enumerable.Range(0, n).Select(i => i * (n + 1))], [n, n]);
        int[] below = [.. Enumerable.Range(0, n * n).Where(e => e % n < e / n)];
        return n == 1 ? diagonal : diagonal + Events.Place(Slice(noise, -1, n, NoiseLength(n)), below, [n, n]);
    }

    /// <summary>log Γₙ(a) = n (n - 1) / 4 log π + Σ log Γ(a - i / 2), i = 0 ... n - 1.</summary>
    public static Tensor LogMultivariateGamma(int n, Tensor a)
    {
        Tensor sum = 0.25 * n * (n - 1) * LogPi;
        for (int i = 0; i < n; i++)
        {
            sum += LogGamma(a - 0.5 * i);
        }
        return sum;
    }

    /// <summary>Its derivative, Σ ψ(a - i / 2).</summary>
    public static Tensor MultivariateDigamma(int n, Tensor a)
    {
        Tensor sum = Digamma(a);
        for (int i = 1; i < n; i++)
        {
            sum += Digamma(a - 0.5 * i);
        }
        return sum;
    }

    /// <summary>A matrix for each number of a batch.</summary>
    public static Tensor Matrices(Tensor numbers) => Reshape(numbers, numbers.Shape.Append([1, 1]));

    /// <summary>log det of each matrix of a batch, from its Cholesky factor.</summary>
    public static Tensor LogDet(Tensor factors)
    {
        int n = factors.Shape[^1];
        return 2 * Sum(Log(Events.Pick(factors, [.. Enumerable.Range(0, n).Select(i => i * (n + 1))])), -1);
    }
}
