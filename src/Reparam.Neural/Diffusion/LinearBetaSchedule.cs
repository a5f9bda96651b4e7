using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>The schedule of Ho, Jain and Abbeel (2020): step n of N keeps the share 1 - β_n of the variance, where β_n
/// grows linearly, so that α² = (1 - β₁) ⋯ (1 - β_n).</summary>
/// <remarks>
/// <para>Time 0 is n = 1 and time 1 is n = N; between the steps the sum log α² = Σ log(1 - β_i) is continued by the
/// polynomial in n that it is: log(1 - β) as a series in β, and sums of powers by Faulhaber's formula. At the steps it
/// is exact to 1e-12 in double.</para>
/// <para>A bound in N - 1 steps with the reconstruction at time 0 is that of the paper.</para>
/// </remarks>
public sealed class LinearBetaSchedule : NoiseSchedule
{
    private readonly int _steps;
    private readonly double[] _coefficients;

    /// <summary>Makes the schedule.</summary>
    /// <param name="first">β₁, above 0.</param>
    /// <param name="last">β_N, at least β₁ and at most 0.25.</param>
    /// <param name="steps">N, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not such.</exception>
    public LinearBetaSchedule(double first = 1e-4, double last = 0.02, int steps = 1000)
    {
        if (!(first > 0 && last >= first && last <= 0.25))
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, string.Create(CultureInfo.InvariantCulture,
                $"LinearBetaSchedule: β goes from {first} to {last}, but 0 < first <= last <= 0.25 is expected. Take " +
                $"more steps for smaller β."));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        _steps = steps;
        _coefficients = Coefficients(first, (last - first) / (steps - 1) * steps, steps);
    }

    /// <inheritdoc/>
    public override Tensor LogRatio(Tensor time)
    {
        // Horner's rule in n / N. The sum has no constant term, and its large terms have one sign.
        Tensor place = (1 + (_steps - 1) * time) / _steps, sum = _coefficients[^1];
        for (int i = _coefficients.Length - 2; i >= 0; i--)
        {
            sum = sum * place + _coefficients[i];
        }
        Tensor logSignal = sum * place;
        return logSignal - Log(-Expm1(logSignal));
    }

    /// <summary>Coefficients of (n / N)¹, (n / N)², … in Σ_{i &lt; n} log(1 - first - slope i / N).</summary>
    private static double[] Coefficients(double first, double slope, int steps)
    {
        int degree = 1;
        while (Math.Pow(first + slope, degree) / degree * steps > 1e-13)
        {
            degree++;
        }
        double[] coefficients = new double[degree + 1], bernoulli = Bernoulli(degree);
        // -log(1 - a - b s) = Σ_k (a + b s)^k / k = Σ_j s^j Σ_k C(k, j) a^(k - j) b^j / k, with s = i / N.
        for (int j = 0; j <= degree; j++)
        {
            double power = 0;
            for (int k = Math.Max(1, j); k <= degree; k++)
            {
                power -= Choose(k, j) * Math.Pow(first, k - j) * Math.Pow(slope, j) / k;
            }
            // Σ_{i < n} (i / N)^j = N / (j + 1) Σ_m C(j + 1, m) B_m (n / N)^(j + 1 - m) / N^m.
            for (int m = 0; m <= j; m++)
            {
                coefficients[j - m] += power * steps / (j + 1) * Choose(j + 1, m) * bernoulli[m] * Math.Pow(steps, -m);
            }
        }
        return coefficients;
    }

    private static double[] Bernoulli(int last)
    {
        var numbers = new double[last + 1];
        numbers[0] = 1;
        for (int n = 1; n <= last; n++)
        {
            if (n > 1 && n % 2 == 1)
            {
                continue;
            }
            for (int k = 0; k < n; k++)
            {
                numbers[n] -= Choose(n + 1, k) * numbers[k] / (n + 1);
            }
        }
        return numbers;
    }

    private static double Choose(int n, int k)
    {
        double value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }
        return value;
    }
}
