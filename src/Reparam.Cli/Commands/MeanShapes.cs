namespace Reparam.Cli;

/// <summary>k-hat of the mean of each reported number.</summary>
/// <param name="Values">In the order of the summaries: +∞ where the tail cannot be fitted, -∞ where the terms are
/// equal.</param>
internal sealed record MeanShapes(IReadOnlyList<(string Name, double Shape)> Values)
{
    /// <summary>From here on a mean is not reliable (Vehtari et al. 2024).</summary>
    private const double Limit = 0.7;

    /// <summary>So many are named.</summary>
    private const int MostNamed = 3;

    public static MeanShapes Of(Posterior posterior, int threads)
    {
        var values = new (string, double)[posterior.Summaries.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads };
        Parallel.For(0, values.Length, options, i =>
        {
            string name = posterior.Summaries[i].Name;
            values[i] = (name, posterior.ParetoShapeOf(name));
        });
        return new MeanShapes(values);
    }

    /// <summary>"0.7 or more for the means of tau (0.84), theta[3] (0.75), theta[1] (0.72) and 2 others"; null
    /// where all are below.</summary>
    public string? Worst()
    {
        (string Name, double Shape)[] worst = [.. Values.Where(v => v.Shape >= Limit).OrderByDescending(v => v.Shape)];
        if (worst.Length == 0)
        {
            return null;
        }
        string named = string.Join(", ", worst.Take(MostNamed).Select(v => double.IsFinite(v.Shape)
            ? FormattableString.Invariant($"{v.Name} ({v.Shape:F2})")
            : $"{v.Name} (infinite)"));
        int others = worst.Length - MostNamed;
        string more = others > 0
            ? FormattableString.Invariant($" and {others} other{(others == 1 ? "" : "s")}")
            : "";
        string mean = worst.Length == 1 ? "mean" : "means";
        return FormattableString.Invariant($"{Limit} or more for the {mean} of {named}{more}");
    }
}
