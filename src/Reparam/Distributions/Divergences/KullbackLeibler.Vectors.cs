using System.Collections.Concurrent;
using Reparam.Bijectors;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Divergences between distributions of vectors.</summary>
public static partial class KullbackLeibler
{
    private static void AddVectors(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        registry.Add<Dirichlet, Dirichlet>(static (p, q) => Dirichlets(p.Concentration, q.Concentration));
        registry.Add<MultivariateNormal, MultivariateNormal>(static (p, q) =>
        {
            Tensor factor = LowerTriangle(p.ScaleTril), change = factor - LowerTriangle(q.ScaleTril);
            Tensor below = Sum(Square(SolveTriangular(q.ScaleTril, change) * Below(factor.Length)));
            Tensor diagonal = Diagonal(q.ScaleTril);
            return 0.5 * (below + Sum(Diagonals(Diagonal(p.ScaleTril), diagonal), -1)
                + Sum(Square(Whiten(p.Loc - q.Loc, q.ScaleTril)), -1));
        });
        const string Condition = "where Independent is of Normal, by one axis";
        registry.Add<Independent, MultivariateNormal>(static (p, q) =>
        {
            if (p is not { Axes: 1, Source: Normal normal })
            {
                return null;
            }
            Tensor inverse = SolveTriangular(q.ScaleTril, DiagonalMatrix(Full(1, q.EventShape)));
            Tensor scale = BroadcastTo(normal.Scale, normal.BatchShape);
            Tensor below = Sum(Square(scale) * Sum(Square(inverse * Below(inverse.Length)), 0), -1);
            return 0.5 * (below + Sum(Diagonals(scale, Diagonal(q.ScaleTril)), -1)
                + Sum(Square(Whiten(BroadcastTo(normal.Loc, normal.BatchShape) - q.Loc, q.ScaleTril)), -1));
        }, Condition);
        registry.Add<MultivariateNormal, Independent>(static (p, q) =>
        {
            if (q is not { Axes: 1, Source: Normal normal })
            {
                return null;
            }
            Tensor scale = BroadcastTo(normal.Scale, normal.BatchShape);
            Tensor below = Sum(Square(p.ScaleTril * Below(p.ScaleTril.Length)), -1);
            return 0.5 * Sum(below / Square(scale) + Diagonals(Diagonal(p.ScaleTril), scale)
                + Square((p.Loc - normal.Loc) / scale), -1);
        }, Condition);
    }

    /// <summary>r² - 1 - log r² for the ratio r of two diagonals: with the squares below the diagonal of L₂⁻¹ L₁ it is
    /// tr(Σ₂⁻¹ Σ₁) - n - log det(Σ₂⁻¹ Σ₁).</summary>
    private static Tensor Diagonals(Tensor first, Tensor second)
    {
        Tensor change = (first - second) / second;
        return Excess(change * (change + 2));
    }

    private static Tensor Below(int n) => Events.Indicator(n, n, static (row, column) => row > column);

    /// <summary>L⁻¹ x for each vector of a batch.</summary>
    private static Tensor Whiten(Tensor x, Tensor lower) =>
        Reshape(Transpose(SolveTriangular(lower, Transpose(Events.Rows(x)))), x.Shape);

    private static Tensor Dirichlets(Tensor a1, Tensor a2)
    {
        Tensor change = a2 - a1, sum = Sum(a1, -1), sumChange = Sum(change, -1);
        Tensor share = a1 / Events.Column(sum) * Events.Column(sumChange) - change;
        return Sum(RelativeBy(a2, share) + LogGammaExcessRest(a1, change), -1) - LogGammaExcessRest(sum, sumChange);
    }
}
