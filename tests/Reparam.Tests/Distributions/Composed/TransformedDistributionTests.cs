using Reparam.Bijectors;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class TransformedDistributionTests
{
    private static readonly double[] Positive = [1e-6, 0.3, 1, 4.5, 900];

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double[] e = expected.ToArray(), a = actual.ToArray();
        for (int i = 0; i < e.Length; i++)
        {
            DistributionLaws.AssertClose(e[i], a[i], 1e-14, $"element {i}");
        }
    }

    [Fact]
    public void The_exponential_of_a_normal_variable_is_log_normal()
    {
        TransformedDistribution transformed = new(new Normal(0.5, 2), new Exp());
        AssertSame(new LogNormal(0.5, 2).LogProb(Positive), transformed.LogProb(Positive));
        Assert.Equal(Support.Positive, transformed.Support);
        Assert.Equal(new LogNormal(0.5, 2).FromNoise(Positive[1..4]).ToArray(),
            transformed.FromNoise(Positive[1..4]).ToArray());
        Assert.Equal(NoiseKind.Normal, transformed.Noise);
    }

    [Fact]
    public void Standardisation_takes_a_normal_variable_to_the_standard_one_and_back()
    {
        Tensor x = new double[] { -3, 0.1, 2 };
        AssertSame(new Normal(5, 2).LogProb(x),
            new TransformedDistribution(new Normal(0, 1), new Affine(5, 2)).LogProb(x));
        AssertSame(new Normal(0, 1).LogProb(x),
            new TransformedDistribution(new Normal(5, 2), new InverseBijector(new Affine(5, 2))).LogProb(x));
    }

    [Fact]
    public void A_decreasing_map_gives_the_mirrored_density()
    {
        // y = 3 - 2 x for x ~ Exponential(4): density 2 exp(-4 (3 - y) / 2) on y < 3.
        TransformedDistribution mirrored = new(new Exponential(4), new Affine(3, -2));
        double[] y = [-7, 0, 2.5, 2.999];
        AssertSame(y.Select(v => Math.Log(2) - 2 * (3 - v)).ToArray(), mirrored.LogProb(y));
        AssertSame(new Normal(-1, 3).LogProb(y),
            new TransformedDistribution(new Normal(1, 3), new Affine(0, -1)).LogProb(y));
    }

    [Fact]
    public void A_histogram_of_evenly_spaced_draws_follows_the_density_of_a_decreasing_map()
    {
        // y = 3 - 2 exp(ε / 2): the share of draws in a bin against the integral of the density over it by Simpson's
        // rule.
        const int n = 20_000, bins = 40;
        TransformedDistribution distribution = new(new LogNormal(0, 0.5), new Affine(3, -2));
        double[] noise =
            [.. Enumerable.Range(0, n).Select(i => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / n))];
        double[] draws = distribution.FromNoise(noise).ToArray();
        for (int bin = 0; bin < bins; bin++)
        {
            double low = -3 + bin * 0.125, width = 0.125,
                share = draws.Count(y => y >= low && y < low + width) / (double)n;
            double[] p = [.. distribution.LogProb(new double[] { low, low + 0.25 * width, low + 0.5 * width,
                low + 0.75 * width, low + width }).ToArray().Select(Math.Exp)];
            double mass = width / 12 * (p[0] + 4 * p[1] + 2 * p[2] + 4 * p[3] + p[4]);
            Assert.Equal(mass, share, 1.5 / n);
        }
    }

    [Fact]
    public void The_logit_of_a_uniform_variable_is_logistic()
    {
        double[] y = [-30, -1, 0, 2];
        TransformedDistribution logistic = new(new Uniform(0, 1), new Logit());
        AssertSame(-Softplus(y) - Softplus(-(Tensor)y), logistic.LogProb(y));
        Assert.Null(logistic.Support.Violation(y, [4]));
    }

    [Fact]
    public void Density_and_path_are_differentiable_in_the_parameters_of_base_and_map()
    {
        // log p(y) of y = a + b exp(m + ε) by the closed form.
        Tensor[] p = [Input("m", []), Input("a", []), Input("b", [])];
        Tensor y = 4;
        Tensor log = new TransformedDistribution(new LogNormal(p[0], 1), new Affine(p[1], p[2])).LogProb(y);
        Tensor z = Log((y - p[1]) / p[2]);
        Tensor closed = -0.5 * Square(z - p[0]) - z - 0.5 * Math.Log(2 * Math.PI) - Log(Abs(p[2]));
        double[][] result = Evaluation.Run(p, [[0.3], [1], [2.5]],
            [log, .. Differentiate.Gradient(log, p), closed, .. Differentiate.Gradient(closed, p)], 1);
        for (int i = 0; i < 4; i++)
        {
            DistributionLaws.AssertClose(result[i + 4][0], result[i][0], 1e-14, $"output {i}");
        }
    }

    [Fact]
    public void A_map_of_vectors_makes_the_innermost_batch_axis_the_event()
    {
        TransformedDistribution simplex = new(new Normal(new double[,] { { 0, 1 }, { 2, 3 } }, 1), new StickBreaking());
        Assert.Equal([2], simplex.BatchShape);
        Assert.Equal([3], simplex.EventShape);
        Tensor y = simplex.FromNoise(Tensor.Full(0.5, [2, 2]));
        Assert.Equal([2, 3], y.Shape);
        Assert.Equal([2], simplex.LogProb(y).Shape);

        TransformedDistribution factor = new(new Normal(new double[3], 1), new CorrelationCholesky(3));
        Assert.Equal(Shape.Scalar, factor.BatchShape);
        Assert.Equal([3, 3], factor.EventShape);
        Assert.Equal(Shape.Scalar, factor.LogProb(factor.FromNoise(new double[] { 0.5, -1, 2 })).Shape);
        DistributionLaws.AssertClose(1, Quadrature.Mass(factor, dimension: 3, range: 8, step: 0.25), 1e-11,
            "the integral");

        // A map of numbers after a distribution of vectors: the log-determinants of the vector add up.
        MultivariateNormal normal = new(new double[] { 1, 2 }, new double[,] { { 1, 0 }, { 0.5, 2 } });
        TransformedDistribution scaled = new(normal, new Affine(0, -3));
        Assert.Equal([2], scaled.EventShape);
        AssertSame(normal.LogProb(new double[] { -1, 2 }) - 2 * Math.Log(3), scaled.LogProb(new double[] { 3, -6 }));
    }

    [Fact]
    public void A_map_may_broaden_the_batch()
    {
        TransformedDistribution spread = new(new Normal(0, 1), new Affine(new double[] { 1, 2, 3 }, 2));
        Assert.Equal([3], spread.BatchShape);
        AssertSame(new Normal(new double[] { 1, 2, 3 }, 2).LogProb(0.5), spread.LogProb(0.5));
    }

    [Fact]
    public void A_base_without_a_path_is_named_when_the_path_is_asked_for()
    {
        Mixture mixture = new(new double[] { 0.5, 0.5 }, new Dirichlet(new double[,] { { 1, 2 }, { 3, 4 } }));
        TransformedDistribution transformed = new(mixture, new Affine(0, 2));
        Assert.Null(transformed.Path);
        Assert.Contains(
            "TransformedDistribution has no differentiable sampling path: Mixture, of which it is made, has none.",
            Assert.Throws<ArgumentException>(
                () => Expectation.Gradient([0], _ => transformed, x => Sum(x), 2, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_with_too_few_axes_and_a_discrete_base_are_refused()
    {
        Assert.Equal("TransformedDistribution: StickBreaking maps vectors, but a draw of Normal has shape []. Give " +
            "its parameters more axes. (Parameter 'bijector')",
            Assert.Throws<ArgumentException>(() => new TransformedDistribution(new Normal(0, 1), new StickBreaking()))
                .Message);
        Assert.Throws<NotSupportedException>(() => new TransformedDistribution(new Poisson(1), new Exp()));
    }
}
