namespace Reparam.Variational;

/// <summary>An approximation to start from at a mode: normal in the continuous unknowns, as the curvature there has it,
/// and in each integer as the density is along it alone.</summary>
internal static class DrawnStart
{
    /// <summary>Less likely values begin at this many nats below the likeliest.</summary>
    private const double Deepest = 10;

    /// <summary>A count begins no narrower than this: a step to a neighbour shall be drawn.</summary>
    private const double LeastScale = 0.3;

    /// <summary>How much wider a count begins whose values that others forbid are not left out.</summary>
    private const double Wider = 4;

    /// <summary>Values that others forbid begin at this many nats below the likeliest where they are not left
    /// out.</summary>
    private const double Forbidden = 2;

    /// <summary>The family with factors that begin at a mode.</summary>
    /// <param name="target">The log density.</param>
    /// <param name="continuous">The family of the continuous unknowns.</param>
    /// <param name="search">What found the mode.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="isWide">Whether values that are impossible only while the other unknowns are at the mode belong to
    /// it, too: it reaches all of the posterior then, and points that are impossible as well.</param>
    public static ProductFamily Family(LogDensity target, VariationalFamily continuous, DiscreteSearch search,
        double[] mode, bool isWide = false)
    {
        DrawnUnknowns drawn = target.Drawn!;
        PossibleValues[] scan = PossibleValues.At(target, search, mode);
        int first = 0, parameters = drawn.Sites.Sum(s => s.Unknown.Shape.Size * (
            IsListed(s.Unknown) ? s.Unknown.Values.Count : 1));
        int linked = ProductFamily.Linked(drawn.Start, parameters);
        var factors = new List<DrawnFactor>();
        var leftOut = new List<string>();
        foreach (DrawnSite site in drawn.Sites)
        {
            PossibleValues[] own = scan[first..(first += site.Unknown.Shape.Size)];
            factors.Add(IsListed(site.Unknown)
                ? new CategoricalFactor(site, linked, Logits(site.Unknown.Values.Count, own, isWide))
                : new CountFactor(site, linked, [.. own.Select(s => Count(s, isWide))]));
            if (!isWide && Array.Exists(own, static s => s.IsForbidden))
            {
                leftOut.Add(Warning(drawn, site));
            }
        }
        return new ProductFamily(continuous, Held(target, mode[drawn.Start..]), factors) { LeftOut = leftOut };
    }

    private static string Warning(DrawnUnknowns drawn, DrawnSite site)
    {
        IReadOnlyList<string> shared = OwnTerms.Shared(drawn, site);
        IEnumerable<string> terms = shared.Count > 0 ? shared : drawn.Of(site).Select(static a => a.Name).Distinct();
        return $"Some values of '{site.Unknown.Name}' are impossible while the other unknowns are at their mode, but " +
            $"not with other values of these ({string.Join(", ", terms)}): the approximation leaves them out, and " +
            "weights do not see what they hold. Write what must hold for each element by itself, or let it hold " +
            "nearly, by a Normal of small spread in place of a bound.";
    }

    /// <summary>The log density of the continuous unknowns, with the integers held.</summary>
    public static LogDensity Held(LogDensity target, double[] integers)
    {
        int start = target.Drawn!.Start;
        Site[] sites = [.. target.Model!.Sites.Where(static s => !s.IsDiscrete)];
        return new LogDensity([.. target.UnknownNames.Take(start)], x =>
        {
            Tensor point = Tensor.Concatenate([x, Tensor.From(integers, [integers.Length])]);
            return (target.Terms(point), []);
        }, structure: UnknownStructure.Of(sites)).WithoutReductions();
    }

    private static bool IsListed(DiscreteUnknown unknown) =>
        unknown.IsFinite && unknown.Values.Count <= DiscreteSearch.MostListed;

    private static double[] Logits(int values, PossibleValues[] scan, bool isWide)
    {
        double[] logits = [.. Enumerable.Repeat(double.NegativeInfinity, values * scan.Length)];
        for (int e = 0; e < scan.Length; e++)
        {
            double[] logs = scan[e].LogDensities;
            double greatest = logs.Max();
            for (int k = 0; k < logs.Length; k++)
            {
                double impossible = isWide && scan[e].Forbidden[k] ? -Forbidden : double.NegativeInfinity;
                logits[k * scan.Length + e] =
                    double.IsNegativeInfinity(logs[k]) ? impossible : Math.Max(logs[k] - greatest, -Deepest);
            }
        }
        return logits;
    }

    private static CountStart Count(PossibleValues scan, bool isWide)
    {
        var (values, logs) = (scan.Values, scan.LogDensities);
        int last = values.Length - 1, from = scan.First, to = scan.Last;
        double greatest = logs.Max(), mass = 0, mean = 0, square = 0, centre = values[Array.IndexOf(logs, greatest)];
        for (int j = from; j <= to; j++)
        {
            // Each candidate stands for the values around it.
            double width = j == 0 || j == last ? 1 : (values[j + 1] - values[j - 1]) / 2, offset = values[j] - centre;
            double weight = width * Math.Exp(logs[j] - greatest);
            (mass, mean, square) = (mass + weight, mean + weight * offset, square + weight * offset * offset);
        }
        (mean, square) = (mean / mass, square / mass);
        double scale = Math.Max(
            Math.Sqrt(Math.Max(square - mean * mean, 0)) * Math.Sqrt(3) / Math.PI, LeastScale);
        return isWide && scan.IsForbidden
            ? new CountStart(centre + mean, 1 + Wider * scale, scan.Ends.Lower, scan.Ends.Upper)
            : new CountStart(centre + mean, scale, scan.EndsAtMode.Lower, scan.EndsAtMode.Upper);
    }
}
