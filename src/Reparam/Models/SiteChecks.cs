using Reparam.Distributions;
using Reparam.Primitives;

namespace Reparam;

/// <summary>What is refused of a site, whatever else is in the model.</summary>
internal static class SiteChecks
{
    /// <summary>The batch shape of a site, which its plates decide where there are any.</summary>
    /// <exception cref="ArgumentException">The distribution's does not fit them.</exception>
    public static Shape Batch(string verb, string name, Distribution distribution, Shape plates, string parameter)
    {
        if (!distribution.BatchShape.BroadcastsTo(plates) && plates.Rank > 0)
        {
            throw new ArgumentException(
                $"{verb} '{name}': the parameters of {distribution.GetType().Name} have shape " +
                $"{distribution.BatchShape}, which does not fit the plates around it, of shape {plates}. Pass " +
                $"numbers for all elements alike, or parameters that broadcast to {plates}.", parameter);
        }
        return plates.Rank > 0 ? plates : distribution.BatchShape;
    }

    /// <summary>Refuses observed values that are not of the shape of their distribution.</summary>
    public static void RequireShape(string name, Distribution likelihood, Tensor values, Shape plates)
    {
        Shape expected = Batch("Observe", name, likelihood, plates, nameof(likelihood)).Append(likelihood.EventShape);
        if (!expected.BroadcastsTo(values.Shape))
        {
            throw new ArgumentException(
                $"Observe '{name}': the values have shape {values.Shape}, but the distribution " +
                $"{likelihood.GetType().Name} has shape {expected}. Give one value for each element of the " +
                "distribution.", nameof(values));
        }
    }

    /// <summary>Refuses the distribution of a discrete unknown whose values are no integers between numbers.</summary>
    public static void RequireKnownEnds(string name, Distribution prior)
    {
        if (prior.Support.IntegerLimits is not var (lower, upper)
            || (lower is not null && !Bounds.IsNumber(lower)) || (upper is not null && !Bounds.IsNumber(upper)))
        {
            throw new NotSupportedException(
                $"Sample '{name}': a value of {prior.GetType().Name} must be {prior.Support}, which is no set of " +
                "integers with ends known beforehand, so it can neither be summed out of the model nor be drawn by " +
                "itself. Let its ends be numbers, as those of a Categorical, a Poisson or a Binomial of known trials " +
                "are, or take a distribution of the observed values in which it is integrated out.");
        }
    }

    /// <summary>Refuses a likelihood the ends of whose support move with continuous unknowns; of discrete ones no
    /// gradient is taken.</summary>
    public static void RequireFixedEnds(string name, Distribution likelihood, IReadOnlyList<Tensor> discrete)
    {
        if (likelihood.Support.Moves && !MovesWith(discrete, likelihood.Support))
        {
            throw new ArgumentException(
                $"Observe '{name}': the ends of the support of {likelihood.GetType().Name} depend on unknowns. " +
                "Where an end passes an observed value the likelihood drops to zero, which its formula and its " +
                "gradient do not show. Give ends that are numbers, or a distribution whose support is fixed.",
                nameof(likelihood));
        }
    }

    /// <summary>Whether ends depend on no unknowns but some.</summary>
    private static bool MovesWith(IReadOnlyList<Tensor> unknowns, Support support) =>
        support.IntegerLimits is var (lower, upper)
            && Graph.TopologicalOrder([.. new[] { lower, upper }.OfType<Tensor>()])
                .TrueForAll(node => node.Attributes is not InputAttributes || unknowns.Contains(node));
}
