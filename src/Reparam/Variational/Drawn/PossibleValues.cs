namespace Reparam.Variational;

/// <summary>The values of an integer, at a mode of all other unknowns: the density along it, and whether what is
/// impossible there is so everywhere.</summary>
/// <param name="Values">Values in increasing order.</param>
/// <param name="LogDensities">The log density with the integer alone at each of them.</param>
/// <param name="Forbidden">Whether each is impossible at the mode, but not by the terms of the integer alone: other
/// values of other unknowns may allow it.</param>
/// <param name="EndsAtMode">The least and the greatest value that are possible at the mode.</param>
/// <param name="Ends">Those that the terms of the integer alone allow.</param>
internal sealed record PossibleValues(double[] Values, double[] LogDensities, bool[] Forbidden,
    (double Lower, double Upper) EndsAtMode, (double Lower, double Upper) Ends)
{
    /// <summary>A density that falls by so many nats before it vanishes overflows.</summary>
    private const double Overflow = 1e8;

    /// <summary>The place of the first value that is possible at the mode.</summary>
    public int First => Array.FindIndex(LogDensities, static l => l > double.NegativeInfinity);

    /// <summary>The place of the last one.</summary>
    public int Last => Array.FindLastIndex(LogDensities, static l => l > double.NegativeInfinity);

    /// <summary>Whether there are values that only other values of other unknowns allow.</summary>
    public bool IsForbidden => EndsAtMode != Ends || Array.Exists(Forbidden, static f => f);

    /// <summary>Those of all integers.</summary>
    /// <param name="target">The log density.</param>
    /// <param name="search">What found the mode.</param>
    /// <param name="mode">The mode.</param>
    public static PossibleValues[] At(LogDensity target, DiscreteSearch search, double[] mode)
    {
        var scan = search.Scan(mode);
        PossibleValues[] found = [.. scan.Select((s, e) =>
            new PossibleValues(s.Values, s.LogDensities, new bool[s.Values.Length], default, default))];
        for (int e = 0; e < found.Length; e++)
        {
            var (values, first, last) = (found[e].Values, found[e].First, found[e].Last);
            var ends = (first == 0 ? search.Lower(e) : search.Edge(mode, e, values[first], values[first - 1]),
                last == values.Length - 1 ? search.Upper(e) : search.Edge(mode, e, values[last], values[last + 1]));
            found[e] = found[e] with { EndsAtMode = ends, Ends = ends };
        }
        int[] doubtful = [.. Enumerable.Range(0, found.Length).Where(e => MayBeForbidden(found[e].LogDensities))];
        if (doubtful.Length == 0)
        {
            return found;
        }
        var own = new OwnTerms(target, mode);
        double[] at = mode[target.Drawn!.Start..];
        for (int k = 0; k < doubtful.Max(e => found[e].Values.Length); k++)
        {
            bool[] possible = own.ArePossible(
                [.. at.Select((v, e) => k < found[e].Values.Length ? found[e].Values[k] : v)]);
            foreach (int e in doubtful.Where(e => k < found[e].Values.Length))
            {
                found[e].Forbidden[k] = possible[e] && double.IsNegativeInfinity(found[e].LogDensities[k]);
            }
        }
        double[] lower = Edges(-1), upper = Edges(1);
        foreach (int e in doubtful)
        {
            found[e] = found[e] with { Ends = (lower[e], upper[e]) };
        }
        return found;

        // The ends in one direction, of all integers at once.
        double[] Edges(int direction)
        {
            double[] inside = [.. at], outside = [.. at];
            foreach (int e in doubtful)
            {
                PossibleValues s = found[e];
                int edge = direction < 0
                    ? Math.Min(s.First, Place(Array.IndexOf(s.Forbidden, true), s.First))
                    : Math.Max(s.Last, Place(Array.LastIndexOf(s.Forbidden, true), s.Last));
                bool isLast = edge == (direction < 0 ? 0 : s.Values.Length - 1);
                inside[e] = isLast ? direction < 0 ? search.Lower(e) : search.Upper(e) : s.Values[edge];
                outside[e] = isLast ? inside[e] : s.Values[edge + direction];
            }
            while (Array.Exists(doubtful, e => Math.Abs(outside[e] - inside[e]) > 1))
            {
                double[] middle = [.. inside.Zip(outside, static (a, b) =>
                    Math.Abs(a - b) > 1 ? Math.Floor((a + b) / 2) : double.IsFinite(a) ? a : 0)];
                bool[] possible = own.ArePossible(middle);
                foreach (int e in doubtful.Where(e => Math.Abs(outside[e] - inside[e]) > 1))
                {
                    (inside[e], outside[e]) = possible[e] ? (middle[e], outside[e]) : (inside[e], middle[e]);
                }
            }
            return inside;
        }
    }

    private static int Place(int found, int otherwise) => found < 0 ? otherwise : found;

    // Beside a value that is impossible there is one that is not so unlikely as before an overflow.
    private static bool MayBeForbidden(double[] logs)
    {
        double least = logs.Max() - Overflow;
        return Enumerable.Range(1, logs.Length - 1).Any(k =>
            (double.IsNegativeInfinity(logs[k - 1]) && logs[k] > least)
            || (double.IsNegativeInfinity(logs[k]) && logs[k - 1] > least));
    }
}
