using Reparam.Distributions;
using Reparam.Primitives;

namespace Reparam;

/// <summary>A site whose prior depends on no other unknown, and where its unconstrained form lies in the vector of
/// all.</summary>
/// <param name="Name">Its name, which its terms of the log density have too.</param>
/// <param name="Prior">Its distribution.</param>
/// <param name="Start">The place of its first element.</param>
/// <param name="UnconstrainedShape">The shape of its unconstrained form.</param>
internal sealed record FixedPrior(string Name, Distribution Prior, int Start, Shape UnconstrainedShape)
{
    /// <summary>Those of a model.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="unconstrained">Their unconstrained forms, as inputs of the terms.</param>
    /// <param name="terms">The terms of the log density.</param>
    public static IReadOnlyList<FixedPrior> Of(
        IReadOnlyList<Site> sites, IReadOnlyList<Tensor> unconstrained, IReadOnlyList<Term> terms)
    {
        var found = new List<FixedPrior>();
        int start = 0;
        for (int i = 0; i < sites.Count; i++)
        {
            Site site = sites[i];
            Tensor own = unconstrained[i];
            // Where a discrete unknown was summed out of it, there is no such term.
            bool isFixed = terms.Any(t => t.Kind == TermKind.Prior && t.Name == site.Name)
                && terms.Where(t => t.Kind is TermKind.Prior or TermKind.Jacobian && t.Name == site.Name)
                .All(t => Graph.TopologicalOrder([t.Value]).TrueForAll(
                    node => node.Attributes is not InputAttributes || ReferenceEquals(node, own)));
            if (isFixed)
            {
                found.Add(new FixedPrior(site.Name, site.Prior, start, site.UnconstrainedShape));
            }
            start += own.Size;
        }
        return found;
    }
}
