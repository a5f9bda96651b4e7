using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>The priors used where the user states none. Weakly informative: wide for what data of this scale can
/// say.</summary>
/// <remarks>
/// <para>Intercept, and each threshold: student_t(3, median(z), scale), z being the response on the scale of the
/// predictor less the offset: y itself with an identity link, log(y) where it is positive and the link is a logarithm or
/// the family that of its logarithm (0 counts as 0.1), log(y + 0.1) for counts; median 0 with other links. The scale is
/// max(2.5, mad(z)), mad being 1.4826 times the median absolute deviation, but 2.5 for counts and with other links. As
/// brms 2.18, but not rounded, with the offset taken off, and with the one scale 2.5 for all counts.</para>
/// <para>b: normal(0, 2.5 sd(z) / sd(x)) with an identity link, z without the offset taken off; otherwise
/// normal(0, 2.5 / sd(x)), for each column x. As rstanarm 2.21's autoscale. A standard deviation of 0 counts as
/// 1.</para>
/// <para>sd and sigma: half_student_t(3, 0, scale) with that scale. shape and phi: gamma(0.01, 0.01). nu: gamma(2, 0.1),
/// on all positive numbers where brms keeps to those above 1. kappa: gamma(2, 0.01). alpha: normal(0, 4). zi and hu:
/// beta(1, 1). quantile: beta(1, 1), where brms has a flat prior, which is the same. cor: lkj(1). Otherwise as brms
/// 2.18.</para>
/// </remarks>
internal sealed class DefaultPriors
{
    private const double Least = 2.5;

    private readonly double scale = Least;
    private readonly double coefficientScale = Least;

    public DefaultPriors(Family family, ImmutableArray<double> response, ImmutableArray<double> offset)
    {
        double location = 0;
        if (family.OnScaleOfPredictor is { } transform)
        {
            double[] transformed = [.. response.Select(transform)];
            double[] shifted = [.. transformed.Select((z, row) => z - offset[row])];
            location = Statistics.Median(shifted);
            if (family.Response != ResponseKind.Count)
            {
                scale = Math.Max(Least, Statistics.MedianAbsoluteDeviation(shifted));
            }
            if (family.Link == LinkFunction.Identity)
            {
                coefficientScale = Least * NonZero("the response", Statistics.StandardDeviation(transformed));
            }
        }

        Intercept = PriorDistribution.StudentT(location, scale);
        StandardDeviation = PriorDistribution.HalfStudentT(scale);
    }

    public PriorDistribution Intercept { get; }

    public PriorDistribution StandardDeviation { get; }

    public PriorDistribution Correlation { get; } = PriorDistribution.Lkj(1);

    public PriorDistribution Coefficient(DesignColumn column) =>
        PriorDistribution.Normal(coefficientScale / NonZero(column.Label, column.StandardDeviation));

    /// <summary>Of a parameter of the family.</summary>
    public PriorDistribution Own(PriorClass parameter) => parameter switch
    {
        PriorClass.Sigma => PriorDistribution.HalfStudentT(scale),
        PriorClass.Shape or PriorClass.Phi => PriorDistribution.Gamma(0.01, 0.01),
        PriorClass.Nu => PriorDistribution.Gamma(2, 0.1),
        PriorClass.Kappa => PriorDistribution.Gamma(2, 0.01),
        PriorClass.Alpha => PriorDistribution.Normal(4),
        PriorClass.ZeroInflation or PriorClass.Hurdle or PriorClass.Quantile => PriorDistribution.Beta(1, 1),
        _ => throw new InvalidOperationException($"{parameter} is no parameter of a family."),
    };

    private static double NonZero(string what, double deviation) => double.IsFinite(deviation)
        ? deviation > 0 ? deviation : 1
        : throw new UserInputException(
            $"The numbers of {what} are so large that their standard deviation, of which the default "
                + "priors are made, is beyond the greatest number there is. Divide them, such as by 1e100.");
}
