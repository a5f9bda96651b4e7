namespace Reparam.Formulas;

/// <summary>The names of the classes in the text of a prior.</summary>
internal static class PriorClassNames
{
    public static IReadOnlyList<string> All { get; } = ["Intercept", "b", "sd", "cor", "sigma", "shape", "nu"];

    public static PriorClass? Parse(string name) => name switch
    {
        "Intercept" => PriorClass.Intercept,
        "b" => PriorClass.Coefficient,
        "sd" => PriorClass.StandardDeviation,
        "cor" => PriorClass.Correlation,
        "sigma" => PriorClass.Sigma,
        "shape" => PriorClass.Shape,
        "nu" => PriorClass.Nu,
        _ => null,
    };

    public static string NameOf(PriorClass priorClass) => priorClass switch
    {
        PriorClass.Intercept => "Intercept",
        PriorClass.Coefficient => "b",
        PriorClass.StandardDeviation => "sd",
        PriorClass.Correlation => "cor",
        PriorClass.Sigma => "sigma",
        PriorClass.Shape => "shape",
        _ => "nu",
    };

    public static bool IsPositive(PriorClass priorClass) =>
        priorClass is PriorClass.StandardDeviation or PriorClass.Sigma or PriorClass.Shape or PriorClass.Nu;
}
