using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

/// <summary>Problems of several random sites with known answers.</summary>
public static class SiteCases
{
    /// <summary>A normal number and a coin, independent.</summary>
    public static ExpectationCase NormalAndCoin { get; } = new(
        ExpectationProblem.Define((sites, t) =>
        {
            Tensor x = sites.Sample("x", new Normal(t[0], Exp(t[1])));
            Tensor b = sites.Sample("b", Bernoulli.FromLogits(t[2]));
            return Square(x) * (1 + b) + b * x;
        }),
        [0.7, -0.3, 0.4],
        t => (Square(t[0]) + Exp(2 * t[1])) * (1 + Sigmoid(t[2])) + Sigmoid(t[2]) * t[0]);

    /// <summary>Two normal numbers, one of which enters a step.</summary>
    public static ExpectationCase SmoothAndStep { get; } = new(
        ExpectationProblem.Define((sites, t) =>
        {
            Tensor x = sites.Sample("x", new Normal(t[0], 1));
            Tensor y = sites.Sample("y", new Normal(t[1], Exp(t[2])));
            return Square(x) + (1 + x) * Select(y < 0.5, 0, 3);
        }),
        [0.7, 0.2, -0.1],
        t => Square(t[0]) + 1 + 3 * (1 + t[0]) * NormalCdf((t[1] - 0.5) / Exp(t[2])));

    /// <summary>A count whose rate is made from a normal number.</summary>
    public static ExpectationCase CountGivenNormal { get; } = new(
        ExpectationProblem.Define((sites, t) =>
        {
            Tensor x = sites.Sample("x", new Normal(t[0], Exp(t[1])));
            Tensor n = sites.Sample("n", new Poisson(Exp(0.5 * x + t[2])));
            return n * x + n + t[2] * x;
        }),
        [0.5, -0.4, 0.6],
        t => Exp(t[2] + 0.5 * t[0] + Exp(2 * t[1]) / 8) * (t[0] + 0.5 * Exp(2 * t[1]) + 1) + t[2] * t[0]);

    /// <summary>A step of a normal number whose mean is made from another one.</summary>
    public static ExpectationCase StepOfChain { get; } = new(
        ExpectationProblem.Define((sites, t) =>
        {
            Tensor x = sites.Sample("x", new Normal(t[0], 1)), y = sites.Sample("y", new Normal(t[1] * x, 1));
            return x + Select(0 < y, 2, 0);
        }),
        [0.4, 0.8],
        t => t[0] + 2 * NormalCdf(t[0] * t[1] / Sqrt(1 + Square(t[1]))));

    /// <summary>A step of a normal number, from which the odds of a coin are made, too: by Simpson's rule.</summary>
    public static ExpectationCase StepAndCoinGivenNormal { get; } = new(
        ExpectationProblem.Define((sites, t) =>
        {
            Tensor x = sites.Sample("x", new Normal(t[0], 1));
            Tensor b = sites.Sample("b", Bernoulli.FromLogits(x * t[1]));
            return Select(0 < x, 1 + 2 * b, 0.5 * b) + x;
        }),
        [0.3, 0.9],
        t =>
        {
            const int intervals = 2000;
            const double end = 12, step = end / intervals;
            Tensor places = Constant([.. Enumerable.Range(0, intervals + 1).Select(i => i * step)], [intervals + 1]);
            Tensor weights = Constant([.. Enumerable.Range(0, intervals + 1).Select(i =>
                step / 3 * (i is 0 or intervals ? 1 : i % 2 == 1 ? 4 : 2))], [intervals + 1]);
            Tensor Density(Tensor x) => Exp(-0.5 * Square(x - t[0])) / Math.Sqrt(2 * Math.PI);
            return t[0] + Sum(weights * (Density(places) * (1 + 2 * Sigmoid(places * t[1]))
                + Density(-places) * 0.5 * Sigmoid(-places * t[1])));
        });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExpectationCase> All { get; } =
        [NormalAndCoin, SmoothAndStep, CountGivenNormal, StepOfChain, StepAndCoinGivenNormal];
}
