namespace Reparam.Diagnostics;

/// <summary>Sums and means of numbers that are known by their logarithms.</summary>
/// <remarks>
/// The largest term is taken out before exponentiating, so nothing overflows; the sum is compensated and runs in index
/// order, so the result does not depend on the machine. The relative error of the sum is a few units of 1e-16 whatever
/// the number of terms.
/// </remarks>
public static class LogDomain
{
    /// <summary>log Σᵢ exp(xᵢ), in nats.</summary>
    /// <param name="logTerms">The logarithms xᵢ; −∞ stands for a term of zero, +∞ for an infinite one.</param>
    /// <returns>−∞ for no terms or only zero terms, +∞ if a term is +∞.</returns>
    /// <exception cref="ArgumentException">A term is NaN.</exception>
    public static double LogSumExp(ReadOnlySpan<double> logTerms)
    {
        double largest = Largest(logTerms, nameof(logTerms));
        if (double.IsInfinity(largest))
        {
            return largest;
        }

        var sum = new CompensatedSum();
        foreach (double term in logTerms)
        {
            sum.Add(Math.Exp(term - largest));
        }

        return largest + Math.Log(sum.Value);
    }

    /// <summary>log (1/n Σᵢ exp(xᵢ)), in nats.</summary>
    /// <param name="logTerms">The logarithms xᵢ, at least one; −∞ stands for a term of zero.</param>
    /// <returns>The logarithm of the mean.</returns>
    /// <exception cref="ArgumentException">There are no terms, or a term is NaN.</exception>
    public static double LogMeanExp(ReadOnlySpan<double> logTerms)
    {
        if (logTerms.IsEmpty)
        {
            throw new ArgumentException(
                "LogMeanExp: there are no terms, and the mean of nothing is not defined. Pass at least one log term.",
                nameof(logTerms));
        }

        return LogSumExp(logTerms) - Math.Log(logTerms.Length);
    }

    private static double Largest(ReadOnlySpan<double> logTerms, string name)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < logTerms.Length; i++)
        {
            if (double.IsNaN(logTerms[i]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}[{i}] is NaN. ") +
                    "Every log term must be a number or an infinity; find the computation that gave NaN.",
                    name);
            }

            largest = Math.Max(largest, logTerms[i]);
        }

        return largest;
    }
}
