using System.Globalization;

namespace Reparam.Formulas;

/// <summary>The distribution of a prior.</summary>
/// <param name="Family">Which.</param>
/// <param name="Arguments">All arguments of the family, in Stan's order; a half distribution has its location
/// too.</param>
/// <param name="IsTruncatedAtZero">Whether a normal, Student t or Cauchy is restricted to positive values (a half
/// distribution where the location is 0).</param>
public sealed record PriorDistribution(PriorFamily Family, ValueList<double> Arguments, bool IsTruncatedAtZero = false)
{
    /// <summary>Lower end of the support; for lkj that of a correlation.</summary>
    public double Lower => Family switch
    {
        PriorFamily.Normal or PriorFamily.StudentT or PriorFamily.Cauchy =>
            IsTruncatedAtZero ? 0 : double.NegativeInfinity,
        PriorFamily.DoubleExponential or PriorFamily.Logistic or PriorFamily.Gumbel => double.NegativeInfinity,
        PriorFamily.Uniform or PriorFamily.Pareto => Arguments[0],
        PriorFamily.Lkj => -1,
        PriorFamily.Exponential or PriorFamily.Gamma or PriorFamily.InverseGamma or PriorFamily.LogNormal
            or PriorFamily.Weibull or PriorFamily.Beta => 0,
        _ => throw new InvalidOperationException($"The lower end of {Family} is not written down."),
    };

    /// <summary>Upper end of the support; for lkj that of a correlation.</summary>
    public double Upper => Family switch
    {
        PriorFamily.Uniform => Arguments[1],
        PriorFamily.Beta or PriorFamily.Lkj => 1,
        _ => double.PositiveInfinity,
    };

    /// <summary>The name in Stan, with half_ in front where it is cut at 0.</summary>
    public string Name => (IsTruncatedAtZero ? PriorSignature.HalfPrefix : "") + PriorSignature.Of(Family).Name;

    /// <summary>The text in Stan's notation, "student_t(3, 0, 2.5)", every digit kept.</summary>
    public override string ToString() => ToString("R");

    /// <summary>The same with numbers in a .NET format such as "G4".</summary>
    public string ToString(string numberFormat) => $"{Name}({string.Join(
        ", ", Arguments.Select(value => value.ToString(numberFormat, CultureInfo.InvariantCulture)))})";

    internal static PriorDistribution Normal(double scale) => new(PriorFamily.Normal, [0, scale]);

    internal static PriorDistribution StudentT(double location, double scale) =>
        new(PriorFamily.StudentT, [3, location, scale]);

    internal static PriorDistribution HalfStudentT(double scale) =>
        new(PriorFamily.StudentT, [3, 0, scale], IsTruncatedAtZero: true);

    internal static PriorDistribution Gamma(double shape, double rate) => new(PriorFamily.Gamma, [shape, rate]);

    internal static PriorDistribution Lkj(double shape) => new(PriorFamily.Lkj, [shape]);
}
