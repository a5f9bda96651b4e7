using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Expectations over an exponential variable of rate 1 by a fixed rule in tensor operations.</summary>
/// <remarks>The trapezoidal rule in the logarithm of the variable, where the density falls doubly exponentially above
/// and exponentially below: for functions that are smooth in the logarithm it is exact to rounding.</remarks>
internal static class ExponentialIntegral
{
    private const double Step = 0.2, First = -62, Last = 4;

    /// <summary>∫ e^-s f(s) ds over s &gt; 0.</summary>
    /// <param name="integrand">f, element by element; what it captures broadcasts with its argument.</param>
    /// <param name="rank">The number of axes of what it captures.</param>
    public static Tensor Of(Func<Tensor, Tensor> integrand, int rank)
    {
        int count = (int)Math.Round((Last - First) / Step) + 1;
        Shape shape = Shape.Create([count, .. Enumerable.Repeat(1, rank)]);
        double[] nodes = [.. Enumerable.Range(0, count).Select(i => Math.Exp(First + i * Step))];
        double[] weights = [.. nodes.Select(s => s * Math.Exp(-s) * Step)];
        return Sum(integrand(From(nodes, shape)) * From(weights, shape), 0);
    }

    /// <summary>e^t E₁(t) with the exponential integral E₁: the expectation of 1 / (s + t). To 10⁻¹⁴ for t above
    /// 10⁻¹⁰.</summary>
    public static Tensor Scaled(Tensor t, int rank) => Of(s => 1 / (s + t), rank);
}
