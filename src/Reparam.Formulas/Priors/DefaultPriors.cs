using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>The priors used where the user states none. Weakly informative: wide for what data of this scale can
/// say.</summary>
/// <remarks>
/// <para>Intercept, gaussian and student: student_t(3, median(y), max(2.5, mad(y))), y less the offset, mad being
/// 1.4826 times the median absolute deviation; poisson and negbinomial: student_t(3, median(log(y + 0.1)), 2.5), less
/// the offset; bernoulli and binomial: student_t(3, 0, 2.5). As brms 2.18, but not rounded, with the offset taken off,
/// and with the one scale 2.5 for all counts.</para>
/// <para>b, gaussian and student: normal(0, 2.5 sd(y) / sd(x)); otherwise normal(0, 2.5 / sd(x)), for each column x. As
/// rstanarm 2.21's autoscale. A standard deviation of 0 counts as 1.</para>
/// <para>sd and sigma: half_student_t(3, 0, max(2.5, mad(y))); sd of families without sigma: half_student_t(3, 0, 2.5).
/// shape: gamma(0.01, 0.01). nu: gamma(2, 0.1), on all positive numbers where brms keeps to those above 1. cor: lkj(1).
/// Otherwise as brms 2.18.</para>
/// </remarks>
internal sealed class DefaultPriors
{
    private const double Scale = 2.5;

    private readonly double coefficientScale = Scale;

    public DefaultPriors(Family family, ImmutableArray<double> response, ImmutableArray<double> offset)
    {
        double[] shifted = [.. response.Select((y, row) => family.Link switch
        {
            LinkFunction.Identity => y - offset[row],
            LinkFunction.Log => Math.Log(y + 0.1) - offset[row],
            _ => 0,
        })];
        var location = Statistics.Median(shifted);
        var scale = Scale;
        if (family.Link == LinkFunction.Identity)
        {
            scale = Math.Max(Scale, Statistics.MedianAbsoluteDeviation(shifted));
            coefficientScale = Scale * NonZero(Statistics.StandardDeviation(response.AsSpan()));
        }

        Intercept = PriorDistribution.StudentT(location, scale);
        StandardDeviation = PriorDistribution.HalfStudentT(scale);
        Sigma = PriorDistribution.HalfStudentT(scale);
    }

    public PriorDistribution Intercept { get; }

    public PriorDistribution StandardDeviation { get; }

    public PriorDistribution Sigma { get; }

    public PriorDistribution Shape { get; } = PriorDistribution.Gamma(0.01, 0.01);

    public PriorDistribution Nu { get; } = PriorDistribution.Gamma(2, 0.1);

    public PriorDistribution Correlation { get; } = PriorDistribution.Lkj(1);

    public PriorDistribution Coefficient(DesignColumn column) =>
        PriorDistribution.Normal(coefficientScale / NonZero(column.StandardDeviation));

    private static double NonZero(double deviation) => deviation > 0 ? deviation : 1;
}
