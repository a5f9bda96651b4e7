using System.Text.RegularExpressions;

namespace Reparam.Cli;

/// <summary>The names of parameters as CmdStan writes them in its header.</summary>
/// <remarks>
/// CmdStan's names have letters, digits and underscores, and an element of an array is <c>theta.3</c> or <c>r.3.1</c>.
/// rstan::read_stan_csv relies on it: it passes the header through R's make.names, which turns everything else into a
/// dot, and takes what follows a dot for a place, so that <c>r_village[3,Intercept]</c>, quoted or not, ends it with an
/// error. Hence <c>theta[3]</c> becomes <c>theta.3</c>; <c>r_village[3,Intercept]</c> becomes <c>r_village.i.k</c> for
/// the i-th level and the k-th effect, a matrix in R; and other characters become underscores, as in
/// <c>b_mom_hs_mom_iq</c>.
/// </remarks>
internal static partial class StanNames
{
    /// <summary>The Stan name of each name, in order; all are different.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { "lp__" };
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);

        // The place of a label among those of its array, counted from 1 in order of appearance.
        int Place(string array, string label)
        {
            if (!places.TryGetValue($"{array}[{label}", out int place))
            {
                place = counts[array] = counts.GetValueOrDefault(array) + 1;
                places.Add($"{array}[{label}", place);
            }
            return place;
        }

        string Stan(string name)
        {
            int open = name.IndexOf('[', StringComparison.Ordinal);
            if (open < 0 || name[^1] != ']')
            {
                return Word(name);
            }
            string array = Word(name[..open]);
            string inside = name[(open + 1)..^1];
            if (Numbers().IsMatch(inside))
            {
                return $"{array}.{inside.Replace(',', '.')}";
            }
            // A level may have commas, the name of an effect has none.
            int comma = inside.LastIndexOf(',');
            int level = Place(array + " levels", inside[..Math.Max(0, comma)]);
            int effect = Place(array + " effects", inside[(comma + 1)..]);
            return FormattableString.Invariant($"{array}.{level}.{effect}");
        }

        return [.. names.Select(name =>
        {
            string first = Stan(name), unique = first;
            for (int copy = 2; !taken.Add(unique); copy++)
            {
                unique = FormattableString.Invariant($"{first}_{copy}");
            }
            return unique;
        })];
    }

    private static string Word(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));

    [GeneratedRegex(@"^[0-9]+(,[0-9]+)*\z")]
    private static partial Regex Numbers();
}
