using Reparam.Bijectors;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

/// <summary>Problems with known answers: polynomials and exponentials under continuous distributions, sums and squares
/// of counts.</summary>
public static class ExpectationCases
{
    private static readonly Tensor Weights = new[] { 1, -2, 0.5 };

    public static ExpectationCase Normal { get; } = new(
        new(t => new Normal(t[0], Exp(t[1])), x => Square(x) + Exp(0.5 * x)), [0.5, -0.3],
        t => Square(t[0]) + Exp(2 * t[1]) + Exp(0.5 * t[0] + 0.125 * Exp(2 * t[1])));

    public static ExpectationCase NormalBatch { get; } = new(
        new(t => new Normal(t[..2], Exp(t[2..])), x => Square(x[0]) * x[1] + Exp(0.3 * x[1])), [0.5, -1, 0.1, -0.4],
        t => (Square(t[0]) + Exp(2 * t[2])) * t[1] + Exp(0.3 * t[1] + 0.045 * Exp(2 * t[3])));

    /// <summary>θ enters the distribution and the integrand.</summary>
    public static ExpectationCase NormalWithParameters { get; } = new(
        new(t => new Normal(t[0], t[1]), (x, t) => t[1] * Square(x) + t[2] * x), [0.5, 0.8, -1.5],
        t => t[1] * (Square(t[0]) + Square(t[1])) + t[2] * t[0]);

    public static ExpectationCase MultivariateNormal { get; } = new(
        new(t => new MultivariateNormal(t[..2], LowerTriangular(t[2..], 2)),
            x => Square(x[0]) * x[1] + Exp(0.4 * x[1])),
        [1, -0.5, 0.7, 0.4, 0.9],
        t => t[1] * (Square(t[0]) + Square(t[2])) + 2 * t[0] * t[2] * t[3]
            + Exp(0.4 * t[1] + 0.08 * (Square(t[3]) + Square(t[4]))));

    /// <summary>The bound of an unnormalised normal log joint.</summary>
    public static ExpectationCase LowerBound { get; } = new(
        ExpectationProblem.LowerBound(t => new Normal(t[0], Exp(t[1])), x => -0.5 * Square((x - 1) / 2)), [0.2, -0.1],
        t => -0.125 * (Square(t[0] - 1) + Exp(2 * t[1])) + t[1] + (0.5 + 0.5 * Math.Log(2 * Math.PI)));

    public static ExpectationCase Exponential { get; } = new(
        new(t => new Exponential(t[0]), Square), [1.7], t => 2 / Square(t[0]));

    public static ExpectationCase Gamma { get; } = new(
        new(t => new Gamma(t[0], t[1]), Square), [2.3, 1.4], t => t[0] * (t[0] + 1) / Square(t[1]));

    public static ExpectationCase GammaRate { get; } = new(
        new(t => new Gamma(2.3, Exp(t[0])), Square), [0.3], t => 2.3 * 3.3 * Exp(-2 * t[0]));

    public static ExpectationCase InverseGamma { get; } = new(
        new(t => new InverseGamma(6, t[0]), x => 1 / x + x), [1.5], t => 6 / t[0] + t[0] / 5);

    public static ExpectationCase LogNormal { get; } = new(
        new(t => new LogNormal(t[0], t[1]), x => x), [0.2, 0.5], t => Exp(t[0] + 0.5 * Square(t[1])));

    public static ExpectationCase HalfNormal { get; } = new(
        new(t => new HalfNormal(t[0]), x => Square(x) + x), [1.3], t => Square(t[0]) + t[0] * Math.Sqrt(2 / Math.PI));

    public static ExpectationCase Laplace { get; } = new(
        new(t => new Laplace(t[0], t[1]), x => Square(x) + x), [0.4, 0.7],
        t => Square(t[0]) + 2 * Square(t[1]) + t[0]);

    public static ExpectationCase Weibull { get; } = new(
        new(t => new Weibull(2, t[0]), x => Square(x) + x), [1.3], t => Square(t[0]) + t[0] * (Math.Sqrt(Math.PI) / 2));

    public static ExpectationCase Uniform { get; } = new(
        new(t => new Uniform(t[0], t[1]), x => x * x * x), [-1, 2.5],
        t => (Pow(t[1], 4) - Pow(t[0], 4)) / (4 * (t[1] - t[0])));

    public static ExpectationCase Transformed { get; } = new(
        new(t => new TransformedDistribution(new Normal(t[..2], Exp(t[2..])), new Exp()), x => x[0] * x[1]),
        [0.1, -0.2, -1, -0.5], t => Exp(t[0] + t[1] + 0.5 * (Exp(2 * t[2]) + Exp(2 * t[3]))));

    public static ExpectationCase Poisson { get; } = new(
        new(t => new Poisson(Exp(t)), x => Square(Sum(x)) - x[0]), [0.3, 1.1],
        t => Square(Sum(Exp(t))) + Sum(Exp(t)) - Exp(t[0]));

    public static ExpectationCase Binomial { get; } = new(
        new(t => Reparam.Distributions.Binomial.FromLogits(4, t[0]), Square), [0.4],
        t => 4 * Sigmoid(t[0]) * (1 - Sigmoid(t[0])) + 16 * Square(Sigmoid(t[0])));

    public static ExpectationCase Geometric { get; } = new(
        new(t => new Geometric(Sigmoid(t[0])), Square), [0.4], t => Exp(-t[0]) + 2 * Exp(-2 * t[0]));

    public static ExpectationCase NegativeBinomial { get; } = new(
        new(t => new NegativeBinomial(Exp(t[0]), 2.5), Square), [0.4], t => Exp(t[0]) + 1.4 * Exp(2 * t[0]));

    /// <summary>A step: no path would see it.</summary>
    public static ExpectationCase NormalStep { get; } = new(
        new(t => new Normal(t[0], t[1]), x => x > 0.5), [0.2, 0.9], t => NormalCdf((t[0] - 0.5) / t[1]));

    public static ExpectationCase Bernoulli { get; } = new(
        new(t => new Bernoulli(Sigmoid(t)), x => Square(Sum(Weights * x) - 0.4)), [0.3, -0.6, 1.2],
        t => Square(Sum(Weights * Sigmoid(t)) - 0.4) + Sum(Square(Weights) * Sigmoid(t) * Sigmoid(-t)));

    public static ExpectationCase BernoulliWithParameters { get; } = new(
        new(t => Reparam.Distributions.Bernoulli.FromLogits(t[..1]), (x, t) => Square(Sum(x) - t[1])), [0.3, 0.2],
        t => Square(Sigmoid(t[0]) - t[1]) + Sigmoid(t[0]) * Sigmoid(-t[0]));

    /// <summary>Two categories of three, by vectors; E of a product of linear functions of independent ones, and a
    /// square.</summary>
    public static ExpectationCase Categorical { get; } = new(
        new(t => Reparam.Distributions.Categorical.FromLogits(Reshape(t, [2, 3])),
            x => Sum(x[0] * Weights) * Sum(x[1] * Weights) + Square(Sum(x[0] * Weights))) { OneHot = true },
        [0.1, 0.5, -0.4, 1, 0, -0.2],
        t => Sum(Softmax(t[..3]) * Weights) * Sum(Softmax(t[3..]) * Weights)
            + Sum(Softmax(t[..3]) * Square(Weights)));
}
