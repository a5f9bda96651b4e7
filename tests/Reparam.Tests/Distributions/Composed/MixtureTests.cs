using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class MixtureOfNormalsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Mixture(p[0], new Normal(p[1], p[2]));

    protected override bool HasEntropy(double[] parameters) => false;
}

public sealed class MixtureOfFamiliesTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Mixture(Concatenate([Reshape(1 - p[0], p[0].Shape.Append([1])),
        Reshape(p[0], p[0].Shape.Append([1]))], -1), [new Normal(p[1], p[2]), new Cauchy(0, p[2])]);

    protected override bool HasEntropy(double[] parameters) => false;

    protected override bool SamplesMoments(Numbers[] parameters) => false;
}

public sealed class MixtureTests
{
    // By quadrature over the noise of the component, and over an even grid for the choice between components: the path
    // is not continuous there, which is why its derivative has to be the implicit one.
    [Fact]
    public void The_implicit_gradient_is_that_of_the_expectation_in_weights_locations_and_scales()
    {
        Tensor logits = Input("logits", [2]), loc = Input("loc", [2]), scale = Input("scale", [2]);
        double[][] at = [[0.3, -0.4], [-1, 1.5], [0.7, 1.2]];
        Mixture mixture = Mixture.FromLogits(logits, new Normal(loc, scale));
        double first = 1 / (1 + Math.Exp(-0.7));
        (double[] nodes, double[] weights) = Quadrature.Over(NoiseKind.Normal);
        Tensor total = 0;
        foreach ((double choice, double probability) in new[] { (-8.0, first), (8.0, 1 - first) })
        {
            Tensor noise = Stack(Full(choice, [nodes.Length]), nodes);
            Tensor x = mixture.FromNoise(Transpose(noise));
            total += Sum(probability * (Tensor)weights * (Sin(x) + x * x * x));
        }
        // E[sin x] = sin(m) exp(-s²/2), E[x³] = m³ + 3 m s².
        Tensor expectation = Sum(Softmax(logits) * (Sin(loc) * Exp(-0.5 * Square(scale))
            + loc * loc * loc + 3 * loc * Square(scale)));
        Tensor[] inputs = [logits, loc, scale];
        double[][] result = Evaluation.Run(inputs, at,
            [total, .. Differentiate.Gradient(total, inputs), expectation,
                .. Differentiate.Gradient(expectation, inputs)], 1);
        for (int i = 0; i < 4; i++)
        {
            for (int e = 0; e < result[i].Length; e++)
            {
                DistributionLaws.AssertClose(result[4 + i][e], result[i][e], 1e-10, $"output {i}, element {e}");
            }
        }
    }

    [Fact]
    public void The_gradient_through_correlated_vectors_is_that_of_the_expectation()
    {
        // Seeded draws: the pathwise gradient of E[x₀² x₁] in all parameters against the closed form, within five
        // standard errors (one false alarm in 1.7e6 numbers).
        const int n = 40_000;
        Tensor theta = Input("theta", [5], varies: true);
        double[] at = [0.4, -0.5, 0.8, 0.3, 0.6];
        Mixture Make(Tensor t) => new(Stack(Sigmoid(t[0]), 1 - Sigmoid(t[0])), new Distribution[]
        {
            new MultivariateNormal(Stack(t[1], t[2]), LowerTriangular(Stack(0.7, t[3], 0.9), 2)),
            new MultivariateNormal(Stack(t[4], -1), LowerTriangular(Stack(1.1, -0.4, 0.5), 2)),
        });
        // E[x₀² x₁] = (m₀² + s₀₀) m₁ + 2 m₀ s₀₁ for a normal vector.
        static Tensor Moment(Tensor m0, Tensor m1, Tensor l00, Tensor l10) =>
            (m0 * m0 + l00 * l00) * m1 + 2 * m0 * l00 * l10;
        Tensor shared = Input("theta", [5]);
        Tensor w = Sigmoid(shared[0]);
        Tensor exact = w * Moment(shared[1], shared[2], 0.7, shared[3]) + (1 - w) * Moment(shared[4], -1, 1.1, -0.4);
        double[] expected = Evaluation.Run(
            [shared], [at], [Differentiate.Gradient(exact, shared)[0]], 1)[0];

        Mixture mixture = Make(theta);
        Tensor noise = Input("noise", mixture.NoiseShape, varies: true);
        Tensor x = mixture.FromNoise(noise);
        Tensor gradient = Differentiate.Gradient(Square(x[0]) * x[1], theta)[0];
        var numbers = new double[noise.Size * n];
        NoiseKind.Normal.Fill(Reparam.Random.RandomKey.FromSeed(3), 0, n, noise.Size, numbers);
        double[] repeated = [.. at.SelectMany(v => Enumerable.Repeat(v, n))];
        double[] terms = Evaluation.Run([theta, noise], [repeated, numbers], [gradient], n)[0];
        for (int e = 0; e < at.Length; e++)
        {
            double[] term = terms[(e * n)..((e + 1) * n)];
            double mean = term.Average();
            double error = Math.Sqrt(term.Sum(t => (t - mean) * (t - mean)) / (n - 1.0) / n);
            Assert.True(Math.Abs(mean - expected[e]) < 5 * error,
                $"element {e}: {mean} ± {error}, expected {expected[e]}");
        }
    }

    [Fact]
    public void Components_that_do_not_fit_are_refused()
    {
        Assert.StartsWith("Mixture: probabilities must sum to 1", Assert.Throws<ArgumentException>(
            () => new Mixture(new double[] { 0.5, 0.6 }, new Normal(0, 1), new Normal(1, 1))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("Mixture: logits", Assert.Throws<ArgumentException>(() => Mixture.FromLogits(
            new double[] { 0.5, double.PositiveInfinity }, new Normal(new double[] { 0, 1 }, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("2 components", Assert.Throws<ArgumentException>(
            () => new Mixture(new double[] { 0.5, 0.5 }, new Normal(0, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("differ", Assert.Throws<ArgumentException>(
            () => new Mixture(new double[] { 0.5, 0.5 }, [new Normal(0, 1), new Poisson(1)])).Message,
            StringComparison.Ordinal);
        // A density is not 0 outside its support, so that the sum of two such would be no density.
        Assert.Contains("same support", Assert.Throws<ArgumentException>(
            () => new Mixture(new double[] { 0.5, 0.5 }, [new Uniform(0, 1), new Uniform(2, 3)])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Mixture(
            new double[] { 0.5, 0.5 }, new Uniform(new double[] { 0, 2 }, new double[] { 1, 3 })));
        Assert.Equal("a number from 0 to 1", new Mixture(new double[] { 0.5, 0.5 },
            [new Uniform(0, 1), new Truncated(new Normal(0, 1), 0, 1)]).Support.Description);
    }

    [Fact]
    public void Components_without_a_path_are_named()
    {
        Mixture mixture = new(new double[] { 0.5, 0.5 }, new Dirichlet(new double[,] { { 1, 2 }, { 3, 4 } }));
        Assert.Null(mixture.Path);
        Assert.Contains("and Dirichlet is none of them", Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0], _ => mixture, x => Sum(x), 2, 1)).Message, StringComparison.Ordinal);
        Assert.Null(new Mixture(new double[] { 0.5, 0.5 }, new Poisson(new double[] { 1, 2 })).Path);
    }
}
