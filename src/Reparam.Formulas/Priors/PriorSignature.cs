namespace Reparam.Formulas;

/// <summary>Name and parameters of a prior's distribution.</summary>
/// <param name="Family">Which distribution.</param>
/// <param name="Name">Its name in Stan.</param>
/// <param name="Parameters">Names of the parameters in order.</param>
/// <param name="AreAnyReal">For each parameter, whether it may be any number; the others must be above 0.</param>
internal sealed record PriorSignature(PriorFamily Family, string Name, string[] Parameters, bool[] AreAnyReal)
{
    public const string HalfPrefix = "half_";

    public static IReadOnlyList<PriorSignature> All { get; } =
    [
        new(PriorFamily.Normal, "normal", ["location", "scale"], [true, false]),
        new(PriorFamily.StudentT, "student_t", ["degrees of freedom", "location", "scale"], [false, true, false]),
        new(PriorFamily.Cauchy, "cauchy", ["location", "scale"], [true, false]),
        new(PriorFamily.DoubleExponential, "double_exponential", ["location", "scale"], [true, false]),
        new(PriorFamily.Logistic, "logistic", ["location", "scale"], [true, false]),
        new(PriorFamily.Gumbel, "gumbel", ["location", "scale"], [true, false]),
        new(PriorFamily.Exponential, "exponential", ["rate"], [false]),
        new(PriorFamily.Gamma, "gamma", ["shape", "rate"], [false, false]),
        new(PriorFamily.InverseGamma, "inv_gamma", ["shape", "scale"], [false, false]),
        new(PriorFamily.LogNormal, "lognormal", ["location", "scale"], [true, false]),
        new(PriorFamily.Weibull, "weibull", ["shape", "scale"], [false, false]),
        new(PriorFamily.Pareto, "pareto", ["minimum", "shape"], [false, false]),
        new(PriorFamily.Beta, "beta", ["a", "b"], [false, false]),
        new(PriorFamily.Uniform, "uniform", ["lower", "upper"], [true, true]),
        new(PriorFamily.Lkj, "lkj", ["shape"], [false]),
    ];

    /// <summary>Every name that can be written.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. All.Select(signature => signature.Name),
        .. All.Where(signature => signature.HasHalf).Select(signature => HalfPrefix + signature.Name),
    ];

    /// <summary>Whether it is symmetric about a location and can be cut at 0.</summary>
    public bool HasHalf => Family is PriorFamily.Normal or PriorFamily.StudentT or PriorFamily.Cauchy;

    /// <summary>How it is written: "normal(location, scale)".</summary>
    public string Usage(bool isHalf) => $"{(isHalf ? HalfPrefix : "")}{Name}({string.Join(", ", Parameters)})";

    public static PriorSignature Of(PriorFamily family) => All.First(signature => signature.Family == family);
}
