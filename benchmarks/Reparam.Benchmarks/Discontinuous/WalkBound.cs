using static Reparam.Benchmarks.Discontinuous.ExactBounds;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The bound of the walk by forward recursion: the density of the place of those who have not arrived, and
/// with it the first two moments of the way they have gone, at nodes of Gauss and Legendre.</summary>
/// <remarks>Arrivals are integrated over the last step in closed form. The error is that of the rule, whose nodes are a
/// sixth apart: it grows where a standard deviation is not well above that, or somebody comes beyond 24. At the optimum
/// it is below 0.001 nats.</remarks>
internal sealed class WalkBound
{
    private const int Steps = 15;
    private const double End = 24, Observed = Steps / 4.0;
    private readonly double[] _nodes, _weights;

    /// <summary>With a number of panels of 12 nodes each.</summary>
    public WalkBound(int panels = 12)
    {
        _nodes = Rule(Numerics.GaussLegendre.Nodes, panels, shifted: true);
        _weights = Rule(Numerics.GaussLegendre.Weights, panels, shifted: false);
    }

    /// <summary>The bound.</summary>
    /// <param name="theta">The parameters.</param>
    /// <param name="everyStep">Whether steps after the arrival have a prior too.</param>
    /// <param name="never">See <see cref="DiscontinuousPrograms.Walk"/>.</param>
    public Tensor Of(Tensor theta, bool everyStep, double never = 1000)
    {
        int n = _nodes.Length;
        Tensor difference = Reshape(_nodes, [n, 1]) - Reshape(_nodes, [1, n]), length = Abs(difference);
        Tensor column = Reshape(_weights, [n, 1]), squaredLength = Square(difference);
        var (m, s) = Moments(theta);
        Tensor density = Density((_nodes - m[0]) / s[0]) / s[0] * _weights, way = Full(0, [n]), square = way;
        Tensor prior = Expected(Square(m) + Square(s), 1);
        double missed = never - Steps / 2.0;
        Tensor bound = Expected(Square(m[0] - Steps / 5.0) + Square(s[0]), 1) + Entropy(s)
            + NormalCdf(-m[0] / s[0]) * Expected(Observed * Observed, 1);
        for (int i = 1; i <= Steps; i++)
        {
            bound += everyStep ? prior[i] : prior[i] * Sum(density);
            bound += Arrival(m[i], s[i], density, way, square);
            Tensor kernel = Density((difference - m[i]) / s[i]) / s[i] * column;
            (density, way, square) = (MatMul(kernel, density), MatMul(kernel, way) + MatMul(kernel * length, density),
                MatMul(kernel, square) + 2 * MatMul(kernel * length, way) + MatMul(kernel * squaredLength, density));
        }
        return bound + Sum(density) * Expected(missed * missed, 1);
    }

    /// <summary>The log density of the observed way, over those who arrive by a step x &lt; -place.</summary>
    private Tensor Arrival(Tensor m, Tensor s, Tensor density, Tensor way, Tensor square)
    {
        Tensor z = (-(Tensor)_nodes - m) / s, arrives = NormalCdf(z);
        Tensor step = m * arrives - s * Density(z);
        Tensor stepSquare = (Square(m) + Square(s)) * arrives - s * (m - _nodes) * Density(z);
        // (c - way + x)² of a way before the step and the step x, which is negative.
        Tensor miss = Sum(density * (Observed * Observed * arrives + 2 * Observed * step + stepSquare)
            - 2 * way * (Observed * arrives + step) + square * arrives);
        return -0.5 * miss + Sum(density * arrives) * Expected(0, 1);
    }

    private static Tensor Density(Tensor z) => Exp(-0.5 * Square(z)) / Math.Sqrt(2 * Math.PI);

    private static double[] Rule(ReadOnlySpan<double> unit, int panels, bool shifted)
    {
        double width = End / panels;
        var result = new double[panels * unit.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = width * (unit[i % unit.Length] + (shifted ? i / unit.Length : 0));
        }
        return result;
    }
}
