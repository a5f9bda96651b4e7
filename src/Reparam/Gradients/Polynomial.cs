using System.Globalization;

namespace Reparam.Gradients;

/// <summary>A polynomial in numbered atoms, which are expressions that are not taken apart.</summary>
internal sealed class Polynomial
{
    /// <summary>More terms are not kept track of.</summary>
    public const int MostTerms = 128;

    private readonly SortedDictionary<string, (double Coefficient, int[] Atoms)> _terms = new(StringComparer.Ordinal);

    /// <summary>A number.</summary>
    public static Polynomial Of(double value) => Sum([(value, [])]);

    /// <summary>An atom.</summary>
    public static Polynomial Atom(int atom) => Sum([(1, [atom])]);

    /// <summary>Its terms: coefficient, and the atoms that are multiplied, in order.</summary>
    public IEnumerable<(double Coefficient, int[] Atoms)> Terms => _terms.Values;

    /// <summary>The number of terms.</summary>
    public int Count => _terms.Count;

    /// <summary>Its value if it is a number.</summary>
    public double? Number => _terms.Count == 0 ? 0
        : _terms.Count == 1 && _terms.Values.First().Atoms.Length == 0 ? _terms.Values.First().Coefficient : null;

    /// <summary>A text that is the same for equal polynomials alone.</summary>
    public string Key => string.Join('+', _terms.Select(static t =>
        t.Value.Coefficient.ToString("R", CultureInfo.InvariantCulture) + "·" + t.Key));

    /// <summary>The sum of terms.</summary>
    public static Polynomial Sum(IEnumerable<(double Coefficient, int[] Atoms)> terms)
    {
        var sum = new Polynomial();
        foreach ((double coefficient, int[] atoms) in terms)
        {
            string key = string.Join('.', atoms.Select(static a => a.ToString(CultureInfo.InvariantCulture)));
            double total = sum._terms.TryGetValue(key, out var known) ? known.Coefficient + coefficient : coefficient;
            // What cancels to rounding is zero.
            if (total == 0 || Math.Abs(total) <= 1e-14 * Math.Abs(coefficient))
            {
                sum._terms.Remove(key);
            }
            else
            {
                sum._terms[key] = (total, atoms);
            }
        }
        return sum;
    }

    /// <summary>a + factor · b.</summary>
    public static Polynomial Add(Polynomial a, Polynomial b, double factor = 1) =>
        Sum(a.Terms.Concat(b.Terms.Select(t => (factor * t.Coefficient, t.Atoms))));

    /// <summary>a b, or null where that has too many terms.</summary>
    public static Polynomial? Multiply(Polynomial a, Polynomial b) => a.Count * b.Count > MostTerms ? null
        : Sum(a.Terms.SelectMany(_ => b.Terms, static (x, y) =>
            (x.Coefficient * y.Coefficient, x.Atoms.Concat(y.Atoms).Order().ToArray())));
}
