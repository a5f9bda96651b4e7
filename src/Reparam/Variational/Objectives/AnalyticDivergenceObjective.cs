using Reparam.Bijectors;
using Reparam.Distributions;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Variational;

/// <summary>
/// The evidence lower bound as E_q[log p(y | x)] - KL(q ‖ p(x)) (Schulz and Aziz 2017, eq. 11), the divergence from the
/// prior in closed form site by site wherever there is one, and estimated over the draws elsewhere.
/// </summary>
/// <remarks>
/// A site has a closed form where q is normal, the parameters of its prior depend on no other unknown, and the divergence
/// of what q is in the site's own space from the prior is known (docs/divergences.md): normal where the site is
/// unconstrained, log-normal where it is positive. The entropy of q is joint, so correlations between sites are kept. With
/// a family that is not normal all is estimated, and this is <see cref="ElboObjective"/>. Whether the variance is less
/// depends: what is in closed form has none, but the noise of the likelihood is no longer offset by that of the prior;
/// close to the posterior the estimate of <see cref="EntropyForm.PathOnly"/> has less.
/// </remarks>
public sealed record AnalyticDivergenceObjective : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name => "ELBO with analytic divergences";

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <summary>The sites whose divergence is in closed form, in the order of the model.</summary>
    /// <param name="target">The log density of a model; of others there are none.</param>
    /// <param name="family">The family of q.</param>
    public static IReadOnlyList<string> AnalyticSites(LogDensity target, VariationalFamily family)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(family);
        int n = target.Dimension;
        Tensor noise = Input("noise", [n], varies: true), parameters = Input("parameters", [family.ParameterCount(target)]);
        FactorPattern pattern = family.Pattern(target);
        Bijector coordinates = pattern.Map(
            Input("centre", [n]), Input("factor", pattern.Shape));
        return [.. Expectations(new ObjectiveTerms(target, family, coordinates, parameters, [noise])).Keys];
    }

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Entropy is not { } entropy)
        {
            return terms.Mean(static draw => draw.LogRatio);
        }
        IReadOnlyDictionary<string, Tensor> known = Expectations(terms);
        return known.Values.Aggregate(entropy, static (sum, expectation) => sum + expectation)
            + terms.Mean(draw => draw.LogJointOf(term => !(IsPrior(term.Kind) && known.ContainsKey(term.Name))));
    }

    private static bool IsPrior(TermKind kind) => kind is TermKind.Prior or TermKind.Jacobian;

    /// <summary>E_q of log prior and log |det J| of each site where it is known.</summary>
    private static OrderedDictionary<string, Tensor> Expectations(ObjectiveTerms terms)
    {
        var known = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        if (terms.Entropy is null
            || AffineMoments.Of(terms.Components[0].Map, terms.Coordinates, terms.Target.Dimension) is not { } moments)
        {
            return known;
        }
        foreach (FixedPrior site in terms.Target.FixedPriors)
        {
            if (Expectation(site, moments) is { } expectation)
            {
                known.Add(site.Name, expectation);
            }
        }
        return known;
    }

    /// <summary>E[log p(h(u)) + log |det h′(u)|] = -KL(h(u) ‖ p) - H(u) for the unconstrained form u of a site and its
    /// bijector h; null where it is not known.</summary>
    private static Tensor? Expectation(FixedPrior site, AffineMoments moments)
    {
        Distribution prior = site.Prior;
        int count = site.UnconstrainedShape.Size, end = site.Start + count;
        Tensor mean = moments.Mean[site.Start..end];
        if (prior is MultivariateNormal && site.UnconstrainedShape.Rank == 1)
        {
            Tensor factor = moments.Factor(site.Start, count);
            return Known(new MultivariateNormal(mean, factor), prior, Sum(Log(Diagonal(factor))), count);
        }
        while (prior is Independent independent)
        {
            prior = independent.Source;
        }
        Tensor deviations = moments.StandardDeviations[site.Start..end], logs = Sum(Log(deviations));
        (mean, deviations) = (Reshape(mean, site.UnconstrainedShape), Reshape(deviations, site.UnconstrainedShape));
        return prior.EventShape.Rank > 0 ? null : prior.Support.FromUnconstrained switch
        {
            Identity => Known(new Normal(mean, deviations), prior, logs, count),
            Bijectors.Exp => Known(new LogNormal(mean, deviations), prior, logs, count),
            _ => null,
        };
    }

    private static Tensor? Known(Distribution site, Distribution prior, Tensor logDeterminant, int count) =>
        KullbackLeibler.TryDivergence(site, prior, out Tensor? divergence)
        && !KullbackLeibler.IsAlwaysInfinite(site.GetType(), prior.GetType())
            ? -Sum(divergence) - logDeterminant - count * (0.5 + HalfLogTwoPi)
            : null;
}
