using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>From the priors of a formula to distributions of the library.</summary>
internal static class PriorDistributions
{
    /// <summary>One distribution for a vector of parameters, where all their priors are of one family; otherwise
    /// null.</summary>
    public static Distribution? Joint(IReadOnlyList<PriorDistribution> priors)
    {
        PriorDistribution first = priors[0];
        return priors.All(p =>
                p.Family == first.Family && p.IsTruncatedAtZero == first.IsTruncatedAtZero && !HasShiftedCut(p))
            ? Make(first, [.. Enumerable.Range(0, first.Arguments.Count)
                .Select(a => (Tensor)priors.Select(p => p.Arguments[a]).ToArray())])
            : null;
    }

    /// <summary>The distribution of one parameter.</summary>
    public static Distribution Of(PriorDistribution prior) =>
        HasShiftedCut(prior)
            ? new PositivePart(Make(prior with { IsTruncatedAtZero = false }, Scalars(prior)), MassAboveZero(prior))
            : Make(prior, Scalars(prior));

    private static Tensor[] Scalars(PriorDistribution prior) => [.. prior.Arguments.Select(a => (Tensor)a)];

    /// <summary>Whether it is cut at 0 but not centred there, so that it is no half distribution.</summary>
    private static bool HasShiftedCut(PriorDistribution prior) =>
        prior.IsTruncatedAtZero && prior.Arguments[prior.Family == PriorFamily.StudentT ? 1 : 0] != 0;

    private static Distribution Make(PriorDistribution prior, Tensor[] a) =>
        (prior.Family, prior.IsTruncatedAtZero) switch
        {
            (PriorFamily.Normal, false) => new Distributions.Normal(a[0], a[1]),
            (PriorFamily.Normal, true) => new HalfNormal(a[1]),
            (PriorFamily.StudentT, false) => new Distributions.StudentT(a[0], a[1], a[2]),
            (PriorFamily.StudentT, true) => new HalfStudentT(a[0], a[2]),
            (PriorFamily.Cauchy, false) => new Distributions.Cauchy(a[0], a[1]),
            (PriorFamily.Cauchy, true) => new HalfCauchy(a[1]),
            (PriorFamily.DoubleExponential, _) => new Laplace(a[0], a[1]),
            (PriorFamily.Logistic, _) => new Logistic(a[0], a[1]),
            (PriorFamily.Gumbel, _) => new Gumbel(a[0], a[1]),
            (PriorFamily.Exponential, _) => new Distributions.Exponential(a[0]),
            (PriorFamily.Gamma, _) => new Distributions.Gamma(a[0], a[1]),
            (PriorFamily.InverseGamma, _) => new Distributions.InverseGamma(a[0], a[1]),
            (PriorFamily.LogNormal, _) => new Distributions.LogNormal(a[0], a[1]),
            (PriorFamily.Weibull, _) => new Weibull(a[0], a[1]),
            (PriorFamily.Pareto, _) => new Pareto(a[0], a[1]),
            (PriorFamily.Beta, _) => new Distributions.Beta(a[0], a[1]),
            (PriorFamily.Uniform, _) => new Uniform(a[0], a[1]),
            _ => throw new InvalidOperationException($"{prior} is not the prior of a number."),
        };

    private static double MassAboveZero(PriorDistribution prior) => prior.Family switch
    {
        PriorFamily.Normal => MathNet.Numerics.Distributions.Normal.CDF(0, 1, prior.Arguments[0] / prior.Arguments[1]),
        PriorFamily.StudentT => MathNet.Numerics.Distributions.StudentT.CDF(
            0, 1, prior.Arguments[0], prior.Arguments[1] / prior.Arguments[2]),
        _ => MathNet.Numerics.Distributions.Cauchy.CDF(0, 1, prior.Arguments[0] / prior.Arguments[1]),
    };
}
