using Reparam.Numerics;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Integrals over the interval from 0 to 1 by a fixed rule, in tensor operations: derivatives of the sum are
/// the sum of derivatives.</summary>
internal static class UnitIntegral
{
    /// <summary>∫ f(s) ds by the rule of Gauss and Legendre with 12 points.</summary>
    /// <param name="integrand">f, element by element; what it captures broadcasts with its argument.</param>
    /// <param name="rank">The number of axes of what it captures.</param>
    public static Tensor Of(Func<Tensor, Tensor> integrand, int rank)
    {
        (Tensor nodes, Tensor weights) = Rule(rank, panels: 1);
        return Sum(integrand(nodes) * weights, 0);
    }

    /// <summary>Nodes and weights of that rule on each of some panels, along a first axis before as many axes of length
    /// 1 as are asked for.</summary>
    public static (Tensor Nodes, Tensor Weights) Rule(int rank, int panels)
    {
        int count = GaussLegendre.Nodes.Length;
        var nodes = new double[count * panels];
        var weights = new double[count * panels];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = (i / count + GaussLegendre.Nodes[i % count]) / panels;
            weights[i] = GaussLegendre.Weights[i % count] / panels;
        }
        Shape shape = Shape.Create([nodes.Length, .. Enumerable.Repeat(1, rank)]);
        return (From(nodes, shape), From(weights, shape));
    }
}
