using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public sealed class BoundaryCorrectedTests : EstimatorLaws
{
    private static readonly double[] Places = [-1.2, -0.3, 0.1, 0.4, 2.5];
    private static readonly double[] Steps = [1, -2, 0.5, 4, 1];

    public override IReadOnlyList<GradientEstimator> Estimators { get; } =
        [new BoundaryCorrected(), new BoundaryCorrected { Surface = SurfaceSampling.Coordinate }];

    public override IReadOnlyList<ExpectationCase> Cases { get; } =
    [
        // A plane across two numbers.
        new(new(t => new Normal(t[..2], Exp(t[2..])), x => x[0] + Select(x[0] < x[1], 2, -1)), [0.3, 0.5, -0.2, 0.1],
            t => t[0] - 1 + 3 * NormalCdf((t[1] - t[0]) / Sqrt(Exp(2 * t[2]) + Exp(2 * t[3])))),
        ExpectationCases.NormalStep,
        // One boundary written four times, on either side of it, in a product and in a sum.
        new(new(t => new Normal(t[0], t[1]),
                x => 3 * (x > 0.5) * (x >= 0.5) + Sign(x - 0.5) + Select(2 * x < 1, 1, 0)), [0.2, 0.9],
            t => 4 * NormalCdf((t[0] - 0.5) / t[1])),
        // Several boundaries, one of them seldom met, and a branch that moves.
        new(new(t => new Normal(t[0], t[1]), x => Sum(Select(x < (Tensor)Places, Steps, 0)) + Select(x > 1, x, 0)),
            [0.2, 0.9],
            t => Sum(Steps * NormalCdf((Places - t[0]) / t[1])) + t[0] * NormalCdf((t[0] - 1) / t[1])
                + t[1] * Exp(-0.5 * Square((t[0] - 1) / t[1])) / Math.Sqrt(2 * Math.PI)),
        // The boundary is made of θ, in the integrand and in the covariance.
        new(new(t => new MultivariateNormal(t[..2], LowerTriangular(t[2..5], 2)), (x, t) => x[0] + 2 * x[1] > t[5]),
            [0.3, -0.2, 0.8, 0.3, 0.6, 0.4],
            t => NormalCdf((t[0] + 2 * t[1] - t[5])
                / Sqrt(Square(t[2] + 2 * t[3]) + 4 * Square(t[4])))),
        // Other noise: one number is moved, by the path of its distribution.
        new(new(t => new Logistic(t[0], Exp(t[1])), x => 3 * (x < 0.7)), [0.4, -0.3],
            t => 3 * new Logistic(t[0], Exp(t[1])).Cdf(0.7)),
        new(new(t => new Gamma(t[0], t[1]), x => Select(x > 1.2, 2, -1)), [2.3, 1.4],
            t => 2 - 3 * new Gamma(t[0], t[1]).Cdf(1.2)),
        // What jumps by the noise alone, and what is continuous, adds nothing.
        new(new(t => new Normal(t[0], 1), (x, t) => Select(x - t[0] < 0.3, 1, 0) + Select(x < 0, 0, x) + (x < 0.4)),
            [0.25],
            t => NormalCdf(0.3 + 0 * t[0]) + t[0] * NormalCdf(t[0]) + Exp(-0.5 * Square(t[0])) / Math.Sqrt(2 * Math.PI)
                + NormalCdf(0.4 - t[0])),
    ];

    [Fact]
    public void Comparisons_with_one_boundary_are_one()
    {
        ExpectationCase four = Cases[2];
        var trace = new ProblemTrace(four.Problem, four.At, "test");
        Assert.Equal([Continuity.Jumps, Continuity.Jumps, Continuity.Jumps, Continuity.Jumps],
            trace.Jumps.Select(j => j.Continuity));
        Assert.Equal(1, Boundaries.Of(trace, SurfaceSampling.Conditional, out _)!.Count);
    }

    [Fact]
    public void Where_it_cannot_be_used_the_automatic_choice_goes_on_without_it()
    {
        GradientEstimate found = Estimator.Auto.Estimate(new(t => new WithoutCdf(t[0]), x => x < 0.4), [0.7], 1000, 1);
        Assert.IsType<ScoreFunction>(found.Estimator);
    }

    /// <summary>An exponential distribution of which only what a model needs is known.</summary>
    private sealed record WithoutCdf(Tensor Scale) : Distribution, IPathwise
    {
        public override Support Support => Support.Positive;

        public override Shape BatchShape => Scale.Shape;

        public override PathMethod? Path => PathMethod.InverseDistributionFunction;

        public override NoiseKind Noise => NoiseKind.Exponential;

        public override Tensor FromNoise(Tensor noise) => Scale * noise;

        public override Tensor LogProb(Tensor x) => -x / Scale - Log(Scale);
    }

    [Fact]
    public void A_step_of_normal_noise_is_exact_in_one_dimension()
    {
        GradientEstimate found = new BoundaryCorrected().Estimate(
            ExpectationCases.NormalStep.Problem, ExpectationCases.NormalStep.At, 16, 1);
        Assert.Equal(ExpectationCases.NormalStep.Exact()[1], found.Gradient[0], 1e-14);
        Assert.InRange(found.TotalVariance, 0, 1e-28);
    }

    [Fact]
    public void Projection_has_less_variance_than_moving_one_coordinate()
    {
        ExpectationProblem walk = new(t => new Normal(t, 1), x => Sum(x) < 1);
        double[] at = [.. Enumerable.Repeat(0.1, 10)];
        double projected = new BoundaryCorrected().Estimate(walk, at, 4000, 1).TotalVariance;
        double moved = new BoundaryCorrected { Surface = SurfaceSampling.Coordinate }.Estimate(walk, at, 4000, 1)
            .TotalVariance;
        Assert.InRange(projected, 0, 1e-20);
        Assert.True(moved > 0.01);
    }

    [Fact]
    public void What_it_cannot_correct_is_refused_by_name()
    {
        var it = new BoundaryCorrected();
        AssertRefused(it, new(t => new Normal(t, 1), x => Sum(x)), [0.5], "does not jump");
        AssertRefused(it, new(t => new Normal(t[0], 1), x => Floor(x)), [0.5], "'floor', floor(x)");
        AssertRefused(it, new(t => new Normal(t[0], 1), x => x * x < 1), [0.5], "x · x < 1, is not affine");
        AssertRefused(it, new(t => new Uniform(t[0], t[1]), x => x < 0.4), [0, 1], "a draw of Uniform");
        AssertRefused(it, new(t => new WithoutCdf(t[0]), x => x < 0.4), [0.7], "WithoutCdf has no formula for a dist");
        AssertRefused(it, ExpectationCases.Poisson.Problem, [0.3, 1.1], "no differentiable sampling path");
        AssertRefused(it, new(t => new Normal(t[0], 1),
            x => Scan(0, new double[] { 1, 2 }, (c, y) => x + (c < y))[1]), [0.5], "inside a recurrence");
        AssertRefused(it, ExpectationProblem.LowerBound(t => new Normal(t[0], 1), x => x < 0.4, 3), [0.5],
            "several samples");
    }
}
