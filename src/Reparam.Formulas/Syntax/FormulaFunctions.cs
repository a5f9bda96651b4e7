namespace Reparam.Formulas;

/// <summary>The functions a formula may apply to columns, under their names in R.</summary>
internal static class FormulaFunctions
{
    /// <summary>Takes a numeric column as categories; not a function of numbers.</summary>
    public const string Factor = "factor";

    public static IReadOnlyDictionary<string, Func<double, double>> Numeric { get; } =
        new SortedDictionary<string, Func<double, double>>(StringComparer.Ordinal)
        {
            ["I"] = x => x,
            ["abs"] = Math.Abs,
            ["cos"] = Math.Cos,
            ["exp"] = Math.Exp,
            ["log"] = Math.Log,
            ["log10"] = Math.Log10,
            ["log2"] = Math.Log2,
            ["sin"] = Math.Sin,
            ["sqrt"] = Math.Sqrt,
            ["tan"] = Math.Tan,
            ["tanh"] = Math.Tanh,
        };

    public static IReadOnlyList<string> Names { get; } = [.. Numeric.Keys, Factor, "offset"];
}
