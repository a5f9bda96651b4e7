using System.Collections.Concurrent;
using Reparam.Bijectors;

namespace Reparam.Distributions;

/// <summary>Divergences between distributions that are made of others.</summary>
public static partial class KullbackLeibler
{
    private static void AddWrappers(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        registry.Add<Independent, Independent>(static (p, q) => Independents(p, q), "where that of the parts is");
        registry.Add<TransformedDistribution, TransformedDistribution>(static (p, q) => Transformed(p, q),
            "where that of the sources is and the bijectors are equal");
        registry.Add<Delta, Delta>(static (p, q) => Events.SumInnermost(Tensor.Select(
            Tensor.Equal(p.Value, q.Value), 0, double.PositiveInfinity), p.EventShape.Rank));
    }

    /// <summary>The sum over the axes that both have made of the batch; what one has beyond them stays with
    /// it.</summary>
    private static Tensor? Independents(Independent p, Independent q)
    {
        int axes = Math.Min(p.Axes, q.Axes);
        Distribution Part(Independent of) => of.Axes == axes ? of.Source : new Independent(of.Source, of.Axes - axes);
        return TryDivergence(Part(p), Part(q), out Tensor? parts) ? Events.SumInnermost(parts, axes) : null;
    }

    /// <summary>A bijection changes both densities by the same factor.</summary>
    private static Tensor? Transformed(TransformedDistribution p, TransformedDistribution q)
    {
        if (!p.Bijector.Equals(q.Bijector) || p.Source.EventShape != q.Source.EventShape
            || !TryDivergence(p.Source, q.Source, out Tensor? sources))
        {
            return null;
        }
        return Events.SumInnermost(sources, Math.Max(0, p.Bijector.EventRank - p.Source.EventShape.Rank));
    }
}
