namespace Reparam.Variational;

/// <summary>An approximation to start from at a mode: normal in the continuous unknowns, as the curvature there has it,
/// and in each integer as the density is along it alone.</summary>
internal static class DrawnStart
{
    /// <summary>Less likely values begin at this many nats below the likeliest.</summary>
    private const double Deepest = 10;

    /// <summary>A count begins no narrower than this: a step to a neighbour shall be drawn.</summary>
    private const double LeastScale = 0.3;

    /// <summary>The family with factors that begin at a mode.</summary>
    public static ProductFamily Family(
        LogDensity target, VariationalFamily continuous, DiscreteSearch search, double[] mode)
    {
        DrawnUnknowns drawn = target.Drawn!;
        var scan = search.Scan(mode);
        int first = 0, parameters = drawn.Sites.Sum(s => s.Unknown.Shape.Size * (
            IsListed(s.Unknown) ? s.Unknown.Values.Count : 1));
        int linked = ProductFamily.Linked(drawn.Start, parameters);
        var factors = new List<DrawnFactor>();
        foreach (DrawnSite site in drawn.Sites)
        {
            int size = site.Unknown.Shape.Size, offset = first;
            var own = scan[first..(first += size)];
            factors.Add(IsListed(site.Unknown)
                ? new CategoricalFactor(site, linked, Logits(site.Unknown.Values.Count, own))
                : new CountFactor(site, linked, [.. own.Select((s, e) => Count(
                    s.Values, s.LogDensities, search, mode, offset + e))]));
        }
        return new ProductFamily(continuous, Held(target, mode[drawn.Start..]), factors);
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

    private static double[] Logits(int values, (double[] Values, double[] LogDensities)[] scan)
    {
        double[] logits = [.. Enumerable.Repeat(double.NegativeInfinity, values * scan.Length)];
        for (int e = 0; e < scan.Length; e++)
        {
            double[] logs = scan[e].LogDensities;
            double greatest = logs.Max();
            for (int k = 0; k < logs.Length; k++)
            {
                logits[k * scan.Length + e] = double.IsNegativeInfinity(logs[k]) ? double.NegativeInfinity
                    : Math.Max(logs[k] - greatest, -Deepest);
            }
        }
        return logits;
    }

    private static CountStart Count(
        double[] values, double[] logs, DiscreteSearch search, double[] mode, int element)
    {
        int last = values.Length - 1, from = Array.FindIndex(logs, static l => !double.IsNegativeInfinity(l)),
            to = Array.FindLastIndex(logs, static l => !double.IsNegativeInfinity(l));
        double greatest = logs.Max(), mass = 0, mean = 0, square = 0, centre = values[Array.IndexOf(logs, greatest)];
        for (int j = from; j <= to; j++)
        {
            // Each candidate stands for the values around it.
            double width = j == 0 || j == last ? 1 : (values[j + 1] - values[j - 1]) / 2, offset = values[j] - centre;
            double weight = width * Math.Exp(logs[j] - greatest);
            (mass, mean, square) = (mass + weight, mean + weight * offset, square + weight * offset * offset);
        }
        (mean, square) = (mean / mass, square / mass);
        double scale = Math.Sqrt(Math.Max(square - mean * mean, 0)) * Math.Sqrt(3) / Math.PI;
        return new CountStart(centre + mean, Math.Max(scale, LeastScale),
            from == 0 ? search.Lower(element) : search.Edge(mode, element, values[from], values[from - 1]),
            to == last ? search.Upper(element) : search.Edge(mode, element, values[to], values[to + 1]));
    }
}
