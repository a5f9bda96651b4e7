namespace Reparam.Tests;

/// <summary>The worst errors that checks meet, for docs/accuracy.md: checks report each, by what it is an error
/// of.</summary>
internal static class WorstErrors
{
    [ThreadStatic]
    private static SortedDictionary<string, double>? _found;

    /// <summary>Runs checks of this thread, and gives the worst error of each kind that they met.</summary>
    public static SortedDictionary<string, double> Of(Action checks)
    {
        _found = new SortedDictionary<string, double>(StringComparer.Ordinal);
        try
        {
            checks();
            return _found;
        }
        finally
        {
            _found = null;
        }
    }

    /// <summary>Reports one error; costs nothing where nobody asks.</summary>
    public static void Observe(string of, double error)
    {
        if (_found is { } found)
        {
            found[of] = Math.Max(error, found.GetValueOrDefault(of));
        }
    }

    /// <summary>Counts something in the place of an error.</summary>
    public static void Count(string of)
    {
        if (_found is { } found)
        {
            found[of] = found.GetValueOrDefault(of) + 1;
        }
    }
}
