using Reparam.Primitives;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What distributions of integers from 0 on have in common.</summary>
internal static class Counts
{
    // Up to here log y! and y log λ leave 1e-12 of a log probability when they cancel.
    private const double GreatestPlain = 1000;

    // A sum over more costs more than a second.
    private const double GreatestSummed = 1e7;

    /// <summary>Whether values are numbers so small that the plain formula of a density, in which what belongs to the
    /// data alone is computed once, loses no digits to cancellation.</summary>
    public static bool ArePlain(params ReadOnlySpan<Tensor> values)
    {
        foreach (Tensor value in values)
        {
            if (value.Attributes is not ConstantAttributes constant || !constant.Values.All(v => v <= GreatestPlain))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>log(λ^y e^(-λ) / y!), in which nothing of size y log y is subtracted (Loader 2000, Fast and Accurate
    /// Computation of Binomial Probabilities).</summary>
    public static Tensor PoissonLogProb(Tensor x, Tensor rate)
    {
        // Without a count there is no logarithm of the rate, which may be 0.
        Tensor isZero = x < 1, count = Maximum(x, 1), ratio = Select(isZero, 1, rate / count);
        return Select(isZero, -rate, count * (Log(ratio) - (ratio - 1)) - StirlingLogFactorial(count));
    }

    /// <summary>The same of log λ.</summary>
    public static Tensor PoissonLogProbOfLog(Tensor x, Tensor logRate)
    {
        Tensor count = Maximum(x, 1), ratio = logRate - Log(count);
        return Select(x < 1, -Exp(logRate), count * (ratio - Expm1(ratio)) - StirlingLogFactorial(count));
    }

    /// <summary>log((a + b)! / (a! b!) p^a (1 - p)^b) for a, b ≥ 1, likewise.</summary>
    public static Tensor BinomialLogProb(Tensor a, Tensor b, Tensor probability)
    {
        Tensor n = a + b, success = n * probability / a, failure = n * (1 - probability) / b;
        return a * (Log(success) - (success - 1)) + b * (Log(failure) - (failure - 1))
            + (StirlingLogFactorial(n) - StirlingLogFactorial(a) - StirlingLogFactorial(b));
    }

    /// <summary>log x! - (x log x - x) = ½ log(2πx) + Δ(x), for x ≥ 1.</summary>
    public static Tensor StirlingLogFactorial(Tensor x) =>
        0.5 * Log(x) + HalfLogTwoPi + GammaRatios.StirlingRemainder(x);

    /// <summary>log(Γ(y + φ) / (y! Γ(φ)) σ(t)^y σ(-t)^φ), in which nothing of size y log y is subtracted.</summary>
    public static Tensor NegativeBinomialLogProb(Tensor x, Tensor concentration, Tensor logit)
    {
        Tensor count = Maximum(x, 1);
        return Select(x < 1, -(concentration * Softplus(logit)),
            BetaFunctions.LogDensityOf(count, concentration, logit) - Log(count));
    }

    /// <summary>0 ... n along a new first axis, before those of the batch; null where n is no number or greater than
    /// can be summed over.</summary>
    public static Tensor? UpTo(Tensor count, Shape batch)
    {
        if (!Bounds.IsNumber(count) || count.ToArray() is not { Length: > 0 } counts || counts.Max() > GreatestSummed)
        {
            return null;
        }
        int length = (int)counts.Max() + 1;
        return Constant([.. Enumerable.Range(0, length)],
            Shape.Create([length, .. Enumerable.Repeat(1, batch.Rank)]));
    }

    /// <summary>-Σ p log p over 0 ... n, or null as <see cref="UpTo"/>.</summary>
    public static Tensor? Entropy(Distribution distribution, Tensor count)
    {
        if (UpTo(count, distribution.BatchShape) is not { } k)
        {
            return null;
        }
        // Least before 0 log 0.
        Tensor log = Maximum(distribution.LogProb(Minimum(k, count)), -1000);
        return -Sum(Select(k <= count, Exp(log) * log, 0), 0);
    }

    /// <summary>A function of the integer below x, or what it is below 0.</summary>
    public static Tensor AtInteger(Tensor x, double below, Func<Tensor, Tensor> function)
    {
        Tensor integer = Floor(x);
        return Select(integer < 0, below, function(Maximum(integer, 0)));
    }
}
