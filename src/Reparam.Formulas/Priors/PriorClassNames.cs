namespace Reparam.Formulas;

/// <summary>The classes of parameters: their names in the text of a prior, which are brms's, and which numbers such a
/// parameter can be.</summary>
internal static class PriorClassNames
{
    private static readonly (PriorClass Class, string Name, ArgumentRange Range)[] Table =
    [
        (PriorClass.Intercept, "Intercept", ArgumentRange.Real),
        (PriorClass.Coefficient, "b", ArgumentRange.Real),
        (PriorClass.StandardDeviation, "sd", ArgumentRange.Positive),
        (PriorClass.Correlation, "cor", ArgumentRange.Real),
        (PriorClass.Sigma, "sigma", ArgumentRange.Positive),
        (PriorClass.Shape, "shape", ArgumentRange.Positive),
        (PriorClass.Nu, "nu", ArgumentRange.Positive),
        (PriorClass.Phi, "phi", ArgumentRange.Positive),
        (PriorClass.Kappa, "kappa", ArgumentRange.Positive),
        (PriorClass.Alpha, "alpha", ArgumentRange.Real),
        (PriorClass.Quantile, "quantile", ArgumentRange.Share),
        (PriorClass.ZeroInflation, "zi", ArgumentRange.Share),
        (PriorClass.Hurdle, "hu", ArgumentRange.Share),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Name)];

    public static PriorClass? Parse(string name) =>
        Array.Find(Table, row => row.Name == name) is { Name: not null } found ? found.Class : null;

    public static string NameOf(PriorClass priorClass) => Table.First(row => row.Class == priorClass).Name;

    public static ArgumentRange RangeOf(PriorClass priorClass) => Table.First(row => row.Class == priorClass).Range;
}
