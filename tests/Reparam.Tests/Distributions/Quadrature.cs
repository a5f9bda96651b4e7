using Reparam.Bijectors;
using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>Nodes and weights of double-exponential quadrature (Takahasi and Mori 1974): the trapezoidal rule after a
/// change of variables under which integrands fall off doubly exponentially.</summary>
internal static class Quadrature
{
    private const double Step = 1.0 / 1024;

    /// <summary>∫ f(x) dx over a set of numbers.</summary>
    public static (double[] Nodes, double[] Weights) Over(Support support) => support.FromUnconstrained switch
    {
        Identity => Map(static s => (Math.Sinh(s), Math.Cosh(s))),
        Exp => Map(static s => (Math.Exp(s), Math.Exp(s))),
        Sigmoid => UnitInterval(0, 1),
        Interval interval => UnitInterval(interval.Lower.ToDouble(), interval.Upper.ToDouble()),
        Chain { Parts: [Exp, Affine { Shift: var end, Scale: var scale }] } =>
            Map(s => (end.ToDouble() + scale.ToDouble() * Math.Exp(s), Math.Abs(scale.ToDouble()) * Math.Exp(s))),
        { EventRank: 0 } bijector => Through(bijector),
        _ => throw new NotSupportedException($"No quadrature over {support}."),
    };

    /// <summary>∫ f(x) dx from one number to another.</summary>
    public static (double[] Nodes, double[] Weights) Between(double lower, double upper)
    {
        var (nodes, weights) = UnitInterval(lower, upper);
        bool[] inside = [.. nodes.Select(x => x > lower && x < upper)];
        return ([.. nodes.Where((_, i) => inside[i])], [.. weights.Where((_, i) => inside[i])]);
    }

    /// <summary>∫ f(x) dx over intervals that lie side by side, each by itself.</summary>
    public static (double[] Nodes, double[] Weights) Piecewise(params double[] ends)
    {
        (double[] Nodes, double[] Weights)[] parts = [.. ends.Skip(1).Select((end, i) => Between(ends[i], end))];
        return ([.. parts.SelectMany(static p => p.Nodes)], [.. parts.SelectMany(static p => p.Weights)]);
    }

    /// <summary>∫ f(x) dx over the image of a bijector, as far as numbers reach.</summary>
    private static (double[] Nodes, double[] Weights) Through(Bijector bijector)
    {
        var (points, weights) = Map(static s => (Math.Sinh(s), Math.Cosh(s)));
        var (images, logSlopes) = bijector.ForwardAndLogDet(points);
        double[] nodes = images.ToArray(), slopes = [.. logSlopes.ToArray().Select(Math.Exp)];
        bool[] inside = [.. nodes.Select((x, i) => double.IsFinite(x) && double.IsFinite(slopes[i] * weights[i]))];
        return ([.. nodes.Where((_, i) => inside[i])],
            [.. weights.Zip(slopes, static (w, s) => w * s).Where((_, i) => inside[i])]);
    }

    /// <summary>The expectation of f(ε) over noise.</summary>
    public static (double[] Nodes, double[] Weights) Over(NoiseKind noise)
    {
        if (noise == NoiseKind.Uniform)
        {
            // Uniform numbers are no finer than this; the rest of the interval weighs as little.
            var (u, all) = UnitInterval(0, 1);
            return ([.. u.Where(static x => x > 1e-18)], [.. all.Where((_, i) => u[i] > 1e-18)]);
        }
        (double[] nodes, double[] weights) = noise == NoiseKind.Normal
            ? ([.. Enumerable.Range(-14 * 64, 2 * 14 * 64 + 1).Select(i => i / 64.0)],
                [.. Enumerable.Repeat(1 / 64.0, 2 * 14 * 64 + 1)])
            : Truncated(Over(Support.Positive), 700);
        return (nodes, [.. nodes.Zip(weights, (x, w) => w * (noise == NoiseKind.Normal
            ? Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI)
            : Math.Exp(-x)))]);
    }

    private static (double[] Nodes, double[] Weights) Truncated((double[] Nodes, double[] Weights) rule, double end) =>
        ([.. rule.Nodes.Where(x => x < end)], [.. rule.Weights.Where((_, i) => rule.Nodes[i] < end)]);

    /// <summary>∫ p(y) dy = ∫ p(h(x)) |h'(x)| dx over a grid of the unconstrained space of a set of vectors or
    /// matrices.</summary>
    public static double Mass(Distribution distribution, int dimension, double range, double step)
    {
        int side = 2 * (int)Math.Round(range / step) + 1, count = (int)Math.Pow(side, dimension);
        var points = new double[count * dimension];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = (i / dimension / (int)Math.Pow(side, i % dimension) % side - side / 2) * step;
        }
        Bijector bijector = distribution.Support.FromUnconstrained;
        var (y, logDet) = bijector.ForwardAndLogDet(Tensor.From(points, [count, dimension]));
        Tensor log = distribution.LogProb(y) + (bijector.EventRank == 1 ? logDet : Tensor.Sum(logDet, -1));
        return log.ToArray().Sum(Math.Exp) * Math.Pow(step, dimension);
    }

    private static (double[] Nodes, double[] Weights) UnitInterval(double lower, double upper)
    {
        var (nodes, weights) = Map(static s => (1 / (1 + Math.Exp(-2 * s)), 0.5 / Math.Pow(Math.Cosh(s), 2)));
        bool[] inside = [.. nodes.Select(static x => x is > 0 and < 1)];
        return ([.. nodes.Where((_, i) => inside[i]).Select(x => lower + (upper - lower) * x)],
            [.. weights.Where((_, i) => inside[i]).Select(w => (upper - lower) * w)]);
    }

    private static (double[] Nodes, double[] Weights) Map(Func<double, (double Value, double Slope)> map)
    {
        // The outermost nodes are e^±690, near the ends of double.
        int half = (int)(Math.Asinh(690 / (0.5 * Math.PI)) / Step);
        double[] t = [.. Enumerable.Range(-half, 2 * half + 1).Select(i => i * Step)];
        (double Value, double Slope)[] mapped = [.. t.Select(v => map(0.5 * Math.PI * Math.Sinh(v)))];
        return ([.. mapped.Select(m => m.Value)],
            [.. mapped.Zip(t, static (m, v) => m.Slope * 0.5 * Math.PI * Math.Cosh(v) * Step)]);
    }
}
