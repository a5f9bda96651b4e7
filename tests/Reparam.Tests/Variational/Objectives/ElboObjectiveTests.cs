using Reparam.Execution;
using Reparam.Random;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class ElboObjectiveTests
{
    private static readonly GaussianTarget Target = new(4, 0.8, logEvidence: -7.5);

    // Any member of the family, away from the optimum.
    private static readonly double[] Elsewhere =
        [.. Target.FullRankParameters.Select((p, i) => p + 0.3 * Math.Cos(3 * i))];

    public static TheoryData<EntropyForm> Forms => [EntropyForm.Analytic, EntropyForm.MonteCarlo, EntropyForm.PathOnly];

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_bound_is_the_log_evidence_at_the_posterior_and_below_it_by_the_divergence_elsewhere(
        EntropyForm form)
    {
        double[] noise = GaussianTarget.Cubature(4);
        Assert.Equal(Target.LogEvidence, Evaluate(form, Target.FullRankParameters, noise).Value, 1e-12);
        (double value, _) = Evaluate(form, Elsewhere, noise);
        Assert.Equal(Target.LogEvidence - Divergence(Elsewhere), value, 1e-11);
        Assert.True(value < Target.LogEvidence - 0.1);
    }

    [Theory]
    [InlineData(EntropyForm.MonteCarlo)]
    [InlineData(EntropyForm.PathOnly)]
    public void At_the_posterior_the_bound_has_no_variance(EntropyForm form)
    {
        for (ulong step = 0; step < 20; step++)
        {
            Assert.Equal(Target.LogEvidence, Evaluate(form, Target.FullRankParameters, Draw(step, 1)).Value, 1e-11);
        }
    }

    [Fact]
    public void With_the_density_of_the_draw_or_of_the_noise_the_bound_is_the_same_draw_by_draw()
    {
        // One takes log q(x) through the inverse map, the other log φ(ε) less the log-determinant of the map.
        var values = new HashSet<double>();
        for (ulong step = 0; step < 20; step++)
        {
            double[] noise = Draw(step, 1);
            double byNoise = Evaluate(EntropyForm.MonteCarlo, Elsewhere, noise).Value;
            Assert.Equal(byNoise, Evaluate(EntropyForm.PathOnly, Elsewhere, noise).Value, 1e-11 * Math.Abs(byNoise));
            values.Add(byNoise);
        }
        Assert.Equal(20, values.Count);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Over_noise_with_exact_moments_the_forms_agree_in_value_and_gradient(EntropyForm form)
    {
        double[] noise = GaussianTarget.Cubature(4);
        (double value, double[] gradient) = Evaluate(EntropyForm.Analytic, Elsewhere, noise);
        (double other, double[] slope) = Evaluate(form, Elsewhere, noise);
        Assert.Equal(value, other, 1e-11);
        double largest = gradient.Max(Math.Abs);
        Assert.True(largest > 1);
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(gradient[i], slope[i], 1e-11 * largest);
        }
    }

    [Theory]
    [InlineData(EntropyForm.MonteCarlo)]
    [InlineData(EntropyForm.PathOnly)]
    public void Over_random_noise_the_forms_agree_in_expectation(EntropyForm form)
    {
        // A target that is not normal, 400 estimates from 64 draws: each of 29 mean differences is within five standard
        // errors, a false alarm for one seed in 50,000.
        LogDensity target = LogDensity.Over(4, x => Sum(-Square(Square(x)) + Sin(x)) - Square(x[0] * x[1]));
        const int estimates = 400, draws = 64;
        int count = Elsewhere.Length + 1;
        double[] sums = new double[count], squares = new double[count];
        double[] parameters = [.. Elsewhere.Select(static p => 0.2 * p)];
        var analytic = new Estimator(target, new FullRankGaussian(), EntropyForm.Analytic, draws);
        var other = new Estimator(target, new FullRankGaussian(), form, draws);
        for (ulong step = 0; step < estimates; step++)
        {
            double[] noise = Draw(step, draws);
            (double value, double[] gradient) = analytic.Run(parameters, noise);
            (double value2, double[] gradient2) = other.Run(parameters, noise);
            for (int i = 0; i < count; i++)
            {
                double difference = i == 0 ? value2 - value : gradient2[i - 1] - gradient[i - 1];
                sums[i] += difference;
                squares[i] += difference * difference;
            }
        }
        int differing = 0;
        for (int i = 0; i < count; i++)
        {
            double mean = sums[i] / estimates, variance = squares[i] / estimates - mean * mean;
            Assert.True(Math.Abs(mean) <= 5 * Math.Sqrt(variance / estimates) + 1e-11, $"Component {i}: {mean}.");
            differing += variance > 1e-12 ? 1 : 0;
        }
        // The total derivative of -log q in the matrix of q has no noise of its own; along the path only it has.
        Assert.InRange(differing, 1, count);
    }

    [Fact]
    public void The_path_only_gradient_of_each_draw_is_zero_at_a_normal_posterior()
    {
        double largestTotal = 0;
        for (ulong step = 0; step < 64; step++)
        {
            double[] noise = Draw(step, 1);
            double scale = Evaluate(EntropyForm.Analytic, Target.FullRankParameters, noise).Gradient.Max(Math.Abs);
            double[] path = Evaluate(EntropyForm.PathOnly, Target.FullRankParameters, noise).Gradient;
            Assert.True(path.Max(Math.Abs) <= 1e-12 * Math.Max(1, scale),
                $"Draw {step}: {path.Max(Math.Abs)} beside {scale}.");
            largestTotal = Math.Max(largestTotal, scale);
        }
        Assert.True(largestTotal > 1);
    }

    [Theory]
    [InlineData(EntropyForm.Analytic)]
    [InlineData(EntropyForm.MonteCarlo)]
    public void The_best_full_rank_approximation_of_a_normal_posterior_in_ten_dimensions_is_exact(EntropyForm form)
    {
        var target = new GaussianTarget(10, 0.9, logEvidence: 2);
        (double bound, double[] parameters) = Maximize(target, new FullRankGaussian(), form);
        Assert.Equal(2, bound, 1e-8);
        double[] expected = target.FullRankParameters;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], parameters[i], 1e-4);
        }
    }

    [Fact]
    public void The_best_mean_field_approximation_has_the_conditional_standard_deviations()
    {
        var target = new GaussianTarget(10, 0.9, logEvidence: 2);
        (double bound, double[] parameters) = Maximize(target, new MeanFieldGaussian(), EntropyForm.Analytic);
        Assert.Equal(2 - target.MeanFieldDivergence, bound, 1e-8);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(target.Mean[i], parameters[i], 1e-4 * target.MeanFieldScales[i]);
            Assert.Equal(target.MeanFieldScales[i], Math.Exp(parameters[10 + i]), 1e-4 * target.MeanFieldScales[i]);
        }
    }

    [Fact]
    public void Only_the_path_only_form_is_not_the_gradient_of_its_value()
    {
        Assert.True(new ElboObjective(EntropyForm.Analytic).AllowsFixedDraws);
        Assert.True(new ElboObjective(EntropyForm.MonteCarlo).AllowsFixedDraws);
        Assert.False(new ElboObjective(EntropyForm.PathOnly).AllowsFixedDraws);
    }

    private static (double Bound, double[] Parameters) Maximize(
        GaussianTarget target, VariationalFamily family, EntropyForm form)
    {
        int n = target.Dimension;
        double[] noise = GaussianTarget.Cubature(n), start = family.Start(target.LogDensity, RandomKey.FromSeed(0));
        var estimator = new Estimator(target.LogDensity, family, form, 2 * n);
        var optimizer = new LimitedMemoryBfgs(
            start.Length, new LimitedMemoryBfgsOptions { MaximumIterations = 20_000 });
        OptimizationResult result = optimizer.Minimize((point, gradient) =>
        {
            (double value, double[] slope) = estimator.Run([.. point], noise);
            for (int i = 0; i < slope.Length; i++)
            {
                gradient[i] = -slope[i];
            }
            return -value;
        }, start);
        return (-result.Value, [.. result.Point]);
    }

    /// <summary>KL(q ‖ p) between normal distributions.</summary>
    private static double Divergence(double[] parameters)
    {
        const int n = 4;
        var build = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build;
        var lower = build.Dense(n, n);
        for (int i = 0, next = 2 * n; i < n; i++)
        {
            lower[i, i] = Math.Exp(parameters[n + i]);
            for (int j = 0; j < i; j++)
            {
                lower[i, j] = parameters[next++];
            }
        }
        var shift = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(n, i => parameters[i] - Target.Mean[i]);
        return 0.5 * ((Target.Precision * lower * lower.Transpose()).Trace() + shift * Target.Precision * shift - n
            + Target.LogDeterminant - 2 * parameters[n..(2 * n)].Sum());
    }

    private static double[] Draw(ulong step, int draws)
    {
        var noise = new double[4 * draws];
        Noise.FillNormal(RandomKey.FromSeed(11), step, 0, draws, 0, 4, noise);
        return noise;
    }

    private static (double Value, double[] Gradient) Evaluate(EntropyForm form, double[] parameters, double[] noise)
    {
        var estimator = new Estimator(Target.LogDensity, new FullRankGaussian(), form, noise.Length / 4);
        return estimator.Run(parameters, noise);
    }

    /// <summary>The bound and its gradient in λ over given noise.</summary>
    private sealed class Estimator
    {
        private readonly PlanRunner _runner;

        public Estimator(LogDensity target, VariationalFamily family, EntropyForm form, int draws)
        {
            int n = target.Dimension;
            Tensor parameters = Input("parameters", [family.ParameterCount(target)]);
            Tensor noise = Input("noise", [n], varies: true);
            Tensor bound = new ElboObjective(form).Value(
                new ObjectiveTerms(target, family, KnownCoordinates.Identity(n, full: true).Map(), parameters, [noise]));
            _runner = new PlanRunner(
                ExecutionPlan.Create([parameters, noise], [bound, Differentiate.Gradient(bound, parameters)[0]]),
                draws);
        }

        public (double Value, double[] Gradient) Run(double[] parameters, double[] noise)
        {
            _runner.SetShared(0, parameters);
            _runner.SetByDraw(1, noise);
            _runner.Run();
            return (_runner.Shared(0)[0], _runner.Shared(1).ToArray());
        }
    }
}
