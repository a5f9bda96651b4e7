using System.Globalization;
using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>The distribution of a prior.</summary>
/// <param name="Family">Which.</param>
/// <param name="Arguments">All arguments of the family, in Stan's order; a half distribution has its location
/// too.</param>
/// <param name="Cut">To what it is restricted.</param>
public sealed record PriorDistribution(PriorFamily Family, ValueList<double> Arguments, PriorCut Cut = PriorCut.None)
{
    /// <summary>Lower end of the support; for lkj that of a correlation.</summary>
    public double Lower => Family.Ends(Arguments, Cut).Lower;

    /// <summary>Upper end of the support; for lkj that of a correlation.</summary>
    public double Upper => Family.Ends(Arguments, Cut).Upper;

    /// <summary>The name in Stan, with half_ in front of a normal, Student t or Cauchy that is cut at 0. Other cuts
    /// follow from what the parameter can be, and are not written.</summary>
    public string Name => (Cut == PriorCut.AtZero && Family.HasHalf ? PriorFamily.HalfPrefix : "") + Family.Name;

    /// <summary>The text in Stan's notation, "student_t(3, 0, 2.5)", every digit kept.</summary>
    public override string ToString() => ToString("R");

    /// <summary>The same with numbers in a .NET format such as "G4".</summary>
    public string ToString(string numberFormat) => $"{Name}({string.Join(
        ", ", Arguments.Select(value => value.ToString(numberFormat, CultureInfo.InvariantCulture)))})";

    /// <summary>As a distribution of the library.</summary>
    internal Distribution Make() => Family.Make([.. Arguments.Select(value => (Tensor)value)], Cut);

    /// <summary>One distribution for a vector of parameters, where all their priors are of one family and cut alike;
    /// otherwise null.</summary>
    internal static Distribution? Joint(IReadOnlyList<PriorDistribution> priors)
    {
        PriorDistribution first = priors[0];
        return priors.All(p => p.Family == first.Family && p.Cut == first.Cut)
            ? first.Family.Make([.. Enumerable.Range(0, first.Arguments.Count)
                .Select(a => (Tensor)priors.Select(p => p.Arguments[a]).ToArray())], first.Cut)
            : null;
    }

    internal static PriorDistribution Normal(double scale) => new(PriorFamily.Normal, [0, scale]);

    internal static PriorDistribution StudentT(double location, double scale) =>
        new(PriorFamily.StudentT, [3, location, scale]);

    internal static PriorDistribution HalfStudentT(double scale) =>
        new(PriorFamily.StudentT, [3, 0, scale], PriorCut.AtZero);

    internal static PriorDistribution Gamma(double shape, double rate) => new(PriorFamily.Gamma, [shape, rate]);

    internal static PriorDistribution Beta(double a, double b) => new(PriorFamily.Beta, [a, b]);

    internal static PriorDistribution Lkj(double shape) => new(PriorFamily.Lkj, [shape]);
}
