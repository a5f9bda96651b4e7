using Reparam.Distributions;
using Reparam.Random;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Variational;

/// <summary>
/// The evidence lower bound with the prior of one site replaced by N(0, lᵢ), each variance lᵢ at its optimum: automatic
/// relevance determination (Titsias and Lázaro-Gredilla 2014, section 3.2).
/// </summary>
/// <remarks>
/// The bound is greatest at lᵢ = E_q[wᵢ²] = mᵢ² + sᵢ². Put in, E_q[log N(w; 0, l)] becomes
/// -½ Σ log(mᵢ² + sᵢ²) - n/2 (1 + log 2π), in which nothing is left to choose. An element that the data do not need goes
/// to zero with all of its variance, and is thereby selected out; lᵢ of the others is mean² + sd² of its summary. The
/// prior that the model states for the site is only where the fit starts from. Posterior, weights and bound are those
/// of the model with the prior N(0, l). As l is fitted, the bound exceeds that of any prior chosen beforehand.
/// Source: Titsias and Lázaro-Gredilla (2014), "Doubly stochastic variational Bayes for non-conjugate inference",
/// section 3.2; sᵢ² is the diagonal of the covariance, full or not.
/// </remarks>
/// <param name="Site">The name of the site: real numbers, whose prior depends on no other unknown.</param>
public sealed record AutomaticRelevanceObjective(string Site) : VariationalObjective
{
    private const int Draws = 4096;

    /// <inheritdoc/>
    public override string Name => $"ELBO with relevance of '{Site}'";

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such site, its prior depends on other unknowns, or it is
    /// constrained.</exception>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        FixedPrior site = Find(terms.Target);
        int end = site.Start + site.UnconstrainedShape.Size;
        AffineMoments? moments = terms.Entropy is null ? null
            : AffineMoments.Of(terms.Components[0].Map, terms.Coordinates, terms.Target.Dimension);
        Tensor squares = moments is null
            ? terms.Mean(draw => Square(draw.Value[site.Start..end]))
            : Square(moments.Mean[site.Start..end]) + Square(moments.StandardDeviations[site.Start..end]);
        Tensor prior = -0.5 * Sum(Log(squares)) - (end - site.Start) * (0.5 + HalfLogTwoPi);
        return prior + (terms.Entropy is { } entropy
            ? entropy + terms.Mean(draw => draw.LogJointOf(IsKept))
            : terms.Mean(draw => draw.LogJointOf(IsKept) - draw.LogDensity));
    }

    /// <summary>The model with the prior N(0, l) at the optimal l.</summary>
    internal override LogDensity Weighed(LogDensity target, Approximation approximation)
    {
        FixedPrior site = Find(target);
        int count = site.UnconstrainedShape.Size;
        var variances = new double[count];
        if (approximation.IsGaussian)
        {
            double[] deviations = approximation.Coordinates.StandardDeviations();
            for (int i = 0; i < count; i++)
            {
                double mean = approximation.Coordinates.Centre[site.Start + i];
                variances[i] = mean * mean + deviations[site.Start + i] * deviations[site.Start + i];
            }
        }
        else
        {
            double[] points = approximation.Draw(RandomKey.FromSeed(0).Fold(Site), Draws, 1).Points;
            for (int e = 0; e < count * Draws; e++)
            {
                double value = points[site.Start * Draws + e];
                variances[e / Draws] += value * value / Draws;
            }
        }
        Tensor scales = Sqrt(variances);
        return target.Replacing(IsKept, Site,
            x => Sum(new Normal(0, scales).LogProb(x[site.Start..(site.Start + count)])));
    }

    internal override bool ReplacesPrior => true;

    internal override void Check() => ArgumentException.ThrowIfNullOrWhiteSpace(Site);

    private bool IsKept(Term term) => term.Kind != TermKind.Prior || term.Name != Site;

    private static bool IsReal(FixedPrior site) => site.Prior.Support.FromUnconstrained is Bijectors.Identity;

    private FixedPrior Find(LogDensity target) =>
        target.FixedPriors.FirstOrDefault(p => p.Name == Site && IsReal(p)) ?? throw new ArgumentException(
            $"AutomaticRelevanceObjective: '{Site}' is not a site of real numbers whose prior depends on no other " +
            $"unknown. Those are: {string.Join(", ", target.FixedPriors.Where(IsReal).Select(static p => p.Name))}. " +
            "Name one of them, such as weights with the prior Normal(0, 1).", nameof(target));
}
