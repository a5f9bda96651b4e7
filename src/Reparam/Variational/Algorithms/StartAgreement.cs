namespace Reparam.Variational;

/// <summary>Whether approximations that were found from different starts are the same.</summary>
internal static class StartAgreement
{
    /// <summary>R̂ above which they are not.</summary>
    public const double Threshold = 1.1;

    /// <summary>R̂ over starts, the greatest of any unknown: √(1 + B / W), with B the variance of the means over the
    /// starts, and W the mean of the variances of the approximations. The R̂ of infinitely long chains, one from each
    /// start, that each know only their own approximation (Vehtari et al. 2021, eq. 3). 1 for a single start.</summary>
    public static double RHat(IReadOnlyList<Coordinates> found)
    {
        if (found.Count < 2)
        {
            return 1;
        }
        double[][] scales = [.. found.Select(c => c.StandardDeviations())];
        double most = 1;
        for (int i = 0; i < found[0].Dimension; i++)
        {
            double mean = found.Average(c => c.Centre[i]);
            double between = found.Sum(c => (c.Centre[i] - mean) * (c.Centre[i] - mean)) / (found.Count - 1);
            double within = scales.Average(s => s[i] * s[i]);
            most = Math.Max(most, Math.Sqrt(1 + between / within));
        }
        return most;
    }
}
