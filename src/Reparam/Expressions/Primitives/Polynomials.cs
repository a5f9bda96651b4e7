namespace Reparam.Primitives;

/// <summary>Polynomials that appear in derivatives.</summary>
internal static class Polynomials
{
    /// <summary>The complete Bell polynomial Bₙ(κ₁, ..., κₙ): the n-th derivative of a function over itself, given the
    /// derivatives of its logarithm.</summary>
    /// <param name="order">n.</param>
    /// <param name="cumulant">κᵢ for i from 1.</param>
    public static Tensor CompleteBell(int order, Func<int, Tensor> cumulant)
    {
        var bell = new Tensor[order + 1];
        bell[0] = 1;
        for (int m = 1; m <= order; m++)
        {
            Tensor total = 0;
            for (int i = 1; i <= m; i++)
            {
                total += Binomial(m - 1, i - 1) * cumulant(i) * bell[m - i];
            }
            bell[m] = total;
        }
        return bell[order];
    }

    /// <summary>n! / (k! (n - k)!).</summary>
    public static double Binomial(int n, int k)
    {
        double value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }
        return value;
    }
}
