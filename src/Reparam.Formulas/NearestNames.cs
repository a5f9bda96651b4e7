namespace Reparam.Formulas;

/// <summary>Finds the names that a mistyped one was probably meant to be.</summary>
public static class NearestNames
{
    private const int ShownWhenNoneIsNear = 12;

    /// <summary>The candidates near <paramref name="name"/>, nearest first and at most <paramref name="limit"/>: those
    /// within a third of its length in edits (case apart), and those of which one begins with the other.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates, int limit = 3)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var allowed = Math.Max(1, (name.Length + 1) / 3);
        return [.. candidates
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (candidate, distance: CaseBlindDistance(name, candidate)))
            .Where(pair => pair.distance <= allowed || OneBeginsWithTheOther(name, pair.candidate))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .Take(limit)];
    }

    /// <summary>A sentence for an error message: "Did you mean 'x' or 'y'?", or where no candidate is near, all of
    /// them: "The columns are 'a', 'b' and 'c'."</summary>
    /// <param name="name">The name that was not found.</param>
    /// <param name="candidates">The names there are.</param>
    /// <param name="plural">What they are, in the plural: "columns".</param>
    public static string Suggest(string name, IReadOnlyCollection<string> candidates, string plural)
    {
        var near = Find(name, candidates);
        if (near.Count > 0)
        {
            return $"Did you mean {Join(near, "or")}?";
        }

        return candidates.Count switch
        {
            0 => $"There are no {plural}.",
            <= ShownWhenNoneIsNear => $"The {plural} are {Join([.. candidates], "and")}.",
            _ => $"The {plural} are {Join([.. candidates.Take(ShownWhenNoneIsNear)], ",")} "
                + $"and {candidates.Count - ShownWhenNoneIsNear} more.",
        };
    }

    /// <summary>The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the
    /// other (optimal string alignment: Damerau 1964; no stretch is edited twice).</summary>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            table[i, 0] = i;
        }

        for (var j = 0; j <= right.Length; j++)
        {
            table[0, j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                var best = Math.Min(replaced, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    best = Math.Min(best, table[i - 2, j - 2] + 1);
                }

                table[i, j] = best;
            }
        }

        return table[left.Length, right.Length];
    }

    internal static string Join(IReadOnlyList<string> names, string conjunction)
    {
        var quoted = names.Select(name => $"'{name}'").ToArray();
        return quoted.Length switch
        {
            0 => "none",
            1 => quoted[0],
            _ when conjunction == "," => string.Join(", ", quoted),
            _ => $"{string.Join(", ", quoted[..^1])} {conjunction} {quoted[^1]}",
        };
    }

    private static int CaseBlindDistance(string left, string right) =>
        Distance(left.ToUpperInvariant(), right.ToUpperInvariant());

    private static bool OneBeginsWithTheOther(string left, string right) =>
        Math.Min(left.Length, right.Length) >= 3
        && (left.StartsWith(right, StringComparison.OrdinalIgnoreCase)
            || right.StartsWith(left, StringComparison.OrdinalIgnoreCase));
}
