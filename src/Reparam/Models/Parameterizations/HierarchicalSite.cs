using Reparam.Distributions;
using Reparam.Primitives;

namespace Reparam;

/// <summary>A site whose scale depends on unknowns before it, and which therefore can be written in other
/// forms.</summary>
/// <param name="Index">Its place among the sites.</param>
/// <param name="Site">The site.</param>
/// <param name="Start">The place of its first element among all unconstrained numbers.</param>
internal sealed record HierarchicalSite(int Index, Site Site, int Start)
{
    /// <summary>Whether each element has a scale of its own, so that it can be centred in part; otherwise the elements
    /// of a vector share a triangular factor.</summary>
    public bool IsElementwise => Site.Prior is ILocationScale;

    /// <summary>The number of unconstrained numbers.</summary>
    public int Size => Site.UnconstrainedShape.Size;

    /// <summary>Those of a model, in the order in which they were written.</summary>
    /// <remarks>A location or a scale of positive values that depends on unknowns, as in a half-Cauchy of unknown
    /// scale, only moves their logarithm: affine approximations follow that, and such sites are not listed.</remarks>
    public static IReadOnlyList<HierarchicalSite> Of(WrittenModel written)
    {
        var found = new List<HierarchicalSite>();
        int start = 0;
        for (int i = 0; i < written.Sites.Count; i++)
        {
            Site site = written.Sites[i];
            // A prior that a discrete unknown was summed out of is no term of the site alone.
            if (written.Terms.Any(t => t.Kind == TermKind.Prior && t.Name == site.Name)
                && Scale(site.Prior) is { Attributes: not ConstantAttributes } scale
                && Graph.TopologicalOrder([scale]).Exists(static node => node.Attributes is InputAttributes))
            {
                found.Add(new HierarchicalSite(i, site, start));
            }
            start += site.UnconstrainedShape.Size;
        }
        return found;
    }

    /// <summary>The unconstrained value, of the input u of a form: an expression of the sites before it as they were
    /// written.</summary>
    /// <param name="u">The input.</param>
    /// <param name="form">The form.</param>
    public Tensor Value(Tensor u, SiteForm form)
    {
        if (form.IsCentred)
        {
            return u;
        }
        if (Site.Prior is ITriangularScale vector)
        {
            return Tensor.BroadcastTo(vector.Loc + TriangularFactor.Times(vector.ScaleTril, u), u.Shape);
        }
        var numbers = (ILocationScale)Site.Prior;
        return form.IsNonCentred
            ? numbers.Loc + numbers.Scale * u
            : numbers.Loc + Tensor.Exp((1 - form.Centredness) * LogRatio(numbers.Scale, form))
                * (u - form.Centredness * numbers.Loc);
    }

    /// <summary>The prior of the input of a form, of the site's support.</summary>
    /// <inheritdoc cref="Value"/>
    public Distribution Prior(SiteForm form) => Site.Prior switch
    {
        ITriangularScale vector => vector.Standard,
        ILocationScale numbers when form.IsNonCentred => numbers.With(0, 1),
        ILocationScale numbers => numbers.With(form.Centredness * numbers.Loc,
            form.Anchor * Tensor.Exp(form.Centredness * LogRatio(numbers.Scale, form))),
        _ => Site.Prior,
    };

    private static Tensor LogRatio(Tensor scale, SiteForm form) => Tensor.Log(scale / form.Anchor);

    private static Tensor? Scale(Distribution prior) => prior switch
    {
        ILocationScale numbers => numbers.Scale,
        ITriangularScale vectors => vectors.ScaleTril,
        _ => null,
    };
}
