using Reparam.Distributions;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Chooses the forms of the sites of hierarchies by what the data tell of each element. In standard form the prior has
/// precision 1, and the curvature of the whole density beyond that is r, what the data add. Given the scale, an element
/// centred by c = r / (1 + r) is independent of the location, and the funnel is as narrow as can be
/// (Papaspiliopoulos, Roberts and Sköld 2003, "Non-centered parameterisations for hierarchical models and data
/// augmentation", section 3).
/// </summary>
/// <remarks>The point at which this is measured is the mean of a short fit in standard form, which has no funnel. The
/// mode would not do: with many groups the scale there is too great by far. The choice depends on the model alone, and
/// serves all fits of it.</remarks>
internal static class ParameterizationPilot
{
    /// <summary>Nearer to one end than this, an element takes the form of the end, which costs less.</summary>
    private const double Negligible = 0.05;

    /// <summary>Means of the globals to a part of their standard deviations are enough.</summary>
    private static readonly FixedDraws Short = new()
    {
        InitialDraws = 64, MaximumDraws = 64, MaximumIterations = 20, Tolerance = 1,
    };

    /// <summary>The seed of its draws: a choice belongs to the model, not to a fit.</summary>
    private const ulong Seed = 0x9A7A;

    /// <summary>The log density to fit: with sites in the chosen forms, or as written where none is of a
    /// hierarchy.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">The most threads; 0 for as many as there are.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static LogDensity Choose(Model model, int threads, CancellationToken cancellation)
    {
        IReadOnlyList<HierarchicalSite> sites = HierarchicalSite.Of(model.Written);
        return sites.Count == 0
            ? model.LogDensity
            : model.Forms(() => Chosen(model, sites, threads, cancellation)).LogDensity;
    }

    private static Reparameterization Chosen(
        Model model, IReadOnlyList<HierarchicalSite> sites, int threads, CancellationToken cancellation)
    {
        var standard = new Reparameterization(model, [.. sites.Select(static s => (s, SiteForm.NonCentred))]);
        LogDensity target = standard.LogDensity;
        var evaluator = new TargetEvaluator(target, threads);
        double[] centre;
        long evaluations;
        try
        {
            (centre, evaluations) = Centre(target, evaluator, threads, cancellation);
        }
        catch (FitException)
        {
            // Where nothing can be measured, the fit of what was written says why.
            return new Reparameterization(model, [.. sites.Select(static s => (s, SiteForm.Centred))]);
        }
        double[] curvature = evaluator.NegativeHessianDiagonal(centre);
        var (written, locations, scales) = At(standard, centre);
        var forms = new List<(HierarchicalSite, SiteForm)>();
        double[] start = [.. written];
        for (int i = 0; i < sites.Count; i++)
        {
            HierarchicalSite site = sites[i];
            double[] information = [.. curvature.AsSpan(site.Start, site.Size).ToArray()
                .Select(static h => double.IsFinite(h) ? Math.Max(0, h - 1) : 0)];
            SiteForm form = site.IsElementwise
                ? Elementwise(information, scales[i], site.Site.UnconstrainedShape)
                : information.Average() > 1 ? SiteForm.Centred : SiteForm.NonCentred;
            double[] centredness = form.Centredness.ToArray();
            for (int e = 0; e < site.Size && !form.IsCentred; e++)
            {
                start[site.Start + e] = form.IsNonCentred
                    ? centre[site.Start + e]
                    : written[site.Start + e] - (1 - centredness[centredness.Length == 1 ? 0 : e]) * locations[i][e];
            }
            forms.Add((site, form));
        }
        return new Reparameterization(model, forms)
        {
            Start = start, Evaluations = evaluator.Evaluations + evaluations,
        };
    }

    /// <summary>Where the mass is, and the evaluations that the fit took.</summary>
    /// <remarks>Rows of a source are not read for as many draws: for these it is the best point on the way to the
    /// mode.</remarks>
    private static (double[] Centre, long Evaluations) Centre(
        LogDensity target, TargetEvaluator evaluator, int threads, CancellationToken cancellation)
    {
        GaussianFamily family = Family(target);
        RandomKey key = RandomKey.FromSeed(Seed);
        Coordinates best = ModeSearch.Find(
            target, evaluator, family.Pattern(target), key.Fold("start"), cancellation);
        if (target.Rows is not null)
        {
            return (best.Centre, 0);
        }
        Optimum fit = new GaussianFixedDraws(target, family, new ElboObjective(), best, Short, threads)
            .Run(key.Fold("noise"), new FitContext(null, cancellation), "pilot");
        return (fit.Approximation.Coordinates.Centre, fit.Evaluations);
    }

    private static SiteForm Elementwise(double[] information, double[] scale, Shape shape)
    {
        double[] centredness = [.. information.Select(static r =>
        {
            double c = r / (1 + r);
            return c < Negligible ? 0 : c > 1 - Negligible ? 1 : c;
        })];
        return Array.TrueForAll(centredness, static c => c == 0) ? SiteForm.NonCentred
            : Array.TrueForAll(centredness, static c => c == 1) ? SiteForm.Centred
            : new SiteForm(Tensor.From(centredness, shape), Tensor.From(scale, shape));
    }

    /// <summary>The family whose coordinates are searched in.</summary>
    private static GaussianFamily Family(LogDensity target) =>
        target.Structure.Plates.Count > 0 && target.Structure.Globals.Length <= FitOptions.FullRankLimit
            ? new StructuredGaussian()
        : target.Dimension <= FitOptions.FullRankLimit ? new FullRankGaussian() : new MeanFieldGaussian();

    /// <summary>At a point of the standard forms: the unconstrained numbers as written, and each element's location and
    /// scale where the elements of a site have their own.</summary>
    private static (double[] Written, double[][] Locations, double[][] Scales) At(
        Reparameterization standard, double[] point)
    {
        Tensor u = Tensor.From(point, [point.Length]);
        double[][] locations = new double[standard.Forms.Count][], scales = new double[standard.Forms.Count][];
        for (int i = 0; i < scales.Length; i++)
        {
            Site site = standard.Forms[i].Site.Site;
            (locations[i], scales[i]) = site.Prior is ILocationScale prior
                ? (Numbers(prior.Loc, site), Numbers(prior.Scale, site)) : ([], []);
        }
        return (standard.Written(u).ToArray(), locations, scales);

        double[] Numbers(Tensor recorded, Site site) =>
            Tensor.BroadcastTo(standard.AtWritten(u, recorded), site.UnconstrainedShape).ToArray();
    }
}
