namespace Reparam.Diagnostics;

/// <summary>Tests of numbers between 0 and 1 against what calibration would make of them.</summary>
internal static class CalibrationTest
{
    /// <summary>The p-value of the test of Kolmogorov and Smirnov that numbers are uniform on (0, 1),
    /// two-sided.</summary>
    /// <remarks>By the limit distribution of √n D with the correction of Vrbik (2018), "Small-sample corrections to
    /// Kolmogorov-Smirnov test statistic", Pioneer Journal of Theoretical and Applied Statistics 15: within 0.0005 from
    /// 20 numbers on.</remarks>
    public static double Uniformity(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double distance = 0, n = sorted.Length;
        for (int i = 0; i < sorted.Length; i++)
        {
            distance = Math.Max(distance, Math.Max((i + 1) / n - sorted[i], sorted[i] - i / n));
        }
        double scaled = Math.Sqrt(n) * distance;
        scaled += 1 / (6 * Math.Sqrt(n)) + (scaled - 1) / (4 * n);
        if (scaled < 0.3)
        {
            // The series alternates slowly there; its value is 1 up to 1e-5.
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 20; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * k * k * scaled * scaled);
        }
        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>The p-value of the test that the distribution of numbers is symmetric about one half, against any
    /// asymmetry: exact.</summary>
    /// <remarks>The statistic is the Kolmogorov-Smirnov distance between the numbers p and 1 - p, which Yao, Vehtari,
    /// Simpson and Gelman (2018), "Yes, but did it work?", section 3.2, use. These samples are each other's mirror
    /// image and not independent, so its distribution is that of the greatest distance from 0 of a fair walk of n
    /// steps: one step for each number, from the outermost in, up or down by its side (Butler 1969, "A test for
    /// symmetry using the sample distribution function", Ann. Math. Stat. 40). With ties the test is
    /// conservative.</remarks>
    public static double Symmetry(ReadOnlySpan<double> values)
    {
        double[] distances = new double[values.Length];
        int[] sides = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (distances[i], sides[i]) = (-Math.Abs(values[i] - 0.5), Math.Sign(values[i] - 0.5));
        }
        Array.Sort(distances, sides);
        int walk = 0, greatest = 0, steps = sides.Count(s => s != 0);
        for (int i = 0; i < sides.Length; i++)
        {
            walk += sides[i];
            if (i + 1 == sides.Length || distances[i + 1] != distances[i])
            {
                greatest = Math.Max(greatest, Math.Abs(walk));
            }
        }
        return WalkReaches(greatest, steps);
    }

    /// <summary>P(max |S_k| ≥ distance) over the steps of a fair walk: what does not leak out of the strip.</summary>
    private static double WalkReaches(int distance, int steps)
    {
        if (distance == 0)
        {
            return 1;
        }
        double[] inside = new double[2 * distance + 1], next = new double[2 * distance + 1];
        inside[distance] = 1;
        double reached = 0;
        for (int step = 0; step < steps; step++)
        {
            Array.Clear(next);
            for (int place = 1; place < 2 * distance; place++)
            {
                next[place - 1] += 0.5 * inside[place];
                next[place + 1] += 0.5 * inside[place];
            }
            reached += next[0] + next[^1];
            (next[0], next[^1]) = (0, 0);
            (inside, next) = (next, inside);
        }
        return Math.Min(reached, 1);
    }
}
