using System.Globalization;
using System.Runtime.CompilerServices;
using Reparam.Primitives;

namespace Reparam.Distributions;

/// <summary>Checks of parameters, where they are numbers and not expressions.</summary>
internal static class Parameter
{
    /// <summary>The parameter, all of whose numbers must be above 0 and finite.</summary>
    public static Tensor Positive(string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, static v => v > 0 && double.IsFinite(v), "above 0 and finite",
            "Map an unconstrained value through Exp or Softplus first.");

    /// <summary>The parameter, all of whose numbers must be finite.</summary>
    public static Tensor Finite(string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, double.IsFinite, "finite", "");

    /// <summary>The parameter, all of whose numbers must satisfy a condition.</summary>
    /// <exception cref="ArgumentException">A number does not; the message names it and its place.</exception>
    public static Tensor Check(
        string distribution, Tensor value, string name, Predicate<double> condition, string expected, string mend)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (value.Attributes is ConstantAttributes { Values: var values })
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!condition(values[i]))
                {
                    string place = value.Rank == 0 ? "" : $"[{i.ToString(CultureInfo.InvariantCulture)}]";
                    string number = values[i].ToString("R", CultureInfo.InvariantCulture);
                    throw new ArgumentException(
                        $"{distribution}: {name} must be {expected}, but {name}{place} = {number}. {mend}".TrimEnd(), name);
                }
            }
        }
        return value;
    }
}
