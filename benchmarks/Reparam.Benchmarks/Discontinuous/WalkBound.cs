using static Reparam.Benchmarks.Discontinuous.ExactBounds;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The bound of the walk by forward recursion: the density of the place of those who have not arrived, and
/// with it the first two moments of the way they have gone, at nodes of Gauss and Legendre.</summary>
/// <remarks>Arrivals are integrated over the last step in closed form. The error is that of the rule, whose nodes are a
/// sixth apart: it grows where a standard deviation is not well above that, or somebody comes beyond 24. At the start
/// and at the optimum it is below the standard error of the tests' draws.</remarks>
internal static class WalkBound
{
    private const int Steps = 15, Panels = 12;
    private const double End = 24, Observed = Steps / 4.0;
    private static readonly double[] Nodes = Rule(Numerics.GaussLegendre.Nodes, shifted: true);
    private static readonly double[] Weights = Rule(Numerics.GaussLegendre.Weights, shifted: false);
    private static readonly Tensor Column = Reshape(Weights, [Weights.Length, 1]);
    private static readonly Tensor Difference = Differences();
    private static readonly Tensor Length = Abs(Difference), SquaredLength = Square(Difference);

    /// <summary>The bound.</summary>
    /// <param name="theta">The parameters.</param>
    /// <param name="everyStep">Whether steps after the arrival have a prior too.</param>
    public static Tensor Of(Tensor theta, bool everyStep)
    {
        var (m, s) = Moments(theta);
        Tensor density = Density((Nodes - m[0]) / s[0]) / s[0] * Weights, way = Full(0, [Nodes.Length]), square = way;
        Tensor prior = Expected(Square(m) + Square(s), 1);
        const double missed = 1000 - Steps / 2.0;
        Tensor bound = Expected(Square(m[0] - Steps / 5.0) + Square(s[0]), 1) + Entropy(s)
            + NormalCdf(-m[0] / s[0]) * Expected(Observed * Observed, 1);
        for (int i = 1; i <= Steps; i++)
        {
            bound += everyStep ? prior[i] : prior[i] * Sum(density);
            bound += Arrival(m[i], s[i], density, way, square);
            Tensor kernel = Density((Difference - m[i]) / s[i]) / s[i] * Column;
            (density, way, square) = (MatMul(kernel, density), MatMul(kernel, way) + MatMul(kernel * Length, density),
                MatMul(kernel, square) + 2 * MatMul(kernel * Length, way) + MatMul(kernel * SquaredLength, density));
        }
        return bound + Sum(density) * Expected(missed * missed, 1);
    }

    /// <summary>The log density of the observed way, over those who arrive by a step x &lt; -place.</summary>
    private static Tensor Arrival(Tensor m, Tensor s, Tensor density, Tensor way, Tensor square)
    {
        Tensor z = (-(Tensor)Nodes - m) / s, arrives = NormalCdf(z);
        Tensor step = m * arrives - s * Density(z);
        Tensor stepSquare = (Square(m) + Square(s)) * arrives - s * (m - Nodes) * Density(z);
        // (c - way + x)² of a way before the step and the step x, which is negative.
        Tensor miss = Sum(density * (Observed * Observed * arrives + 2 * Observed * step + stepSquare)
            - 2 * way * (Observed * arrives + step) + square * arrives);
        return -0.5 * miss + Sum(density * arrives) * Expected(0, 1);
    }

    private static Tensor Density(Tensor z) => Exp(-0.5 * Square(z)) / Math.Sqrt(2 * Math.PI);

    private static double[] Rule(ReadOnlySpan<double> unit, bool shifted)
    {
        const double width = End / Panels;
        var result = new double[Panels * unit.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = width * (unit[i % unit.Length] + (shifted ? i / unit.Length : 0));
        }
        return result;
    }

    private static Tensor Differences() =>
        Reshape(Nodes, [Nodes.Length, 1]) - Reshape(Nodes, [1, Nodes.Length]);
}
