using Reparam.Execution;
using Reparam.Random;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>What every family must satisfy; one closed subclass for each.</summary>
public abstract class FamilyLaws
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>The family under test.</summary>
    public abstract VariationalFamily Family { get; }

    /// <summary>How far log q may be from the standard normal density at the start, within two deviations; infinite
    /// where components start apart.</summary>
    protected virtual double StartTolerance => 1e-12;

    /// <summary>What the density may miss of 1 over a grid.</summary>
    protected virtual double MassTolerance => 1e-5;

    /// <summary>Half the side of that grid.</summary>
    protected virtual double Reach => 16;

    /// <summary>The correlation of the normal posterior that the family can fit exactly.</summary>
    protected virtual double Correlation => 0.8;

    /// <summary>The density along the path against that by the inverse.</summary>
    protected virtual double PathTolerance => 1e-10;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void The_start_has_as_many_parameters_as_the_family_and_is_close_to_the_standard_normal_density(int n)
    {
        LogDensity target = Standard(n);
        double[] start = Family.Start(target, RandomKey.FromSeed(4));
        Assert.Equal(Family.ParameterCount(target), start.Length);
        Assert.Equal(start, Family.Start(target, RandomKey.FromSeed(4)));
        double[] noise = QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), n, 64);
        double[] x = [.. noise.Select(e => Math.Clamp(e, -2, 2))];
        double[] found = LogDensities(n, start, x, 64);
        for (int d = 0; d < 64; d++)
        {
            double expected = -n * HalfLogTwoPi - 0.5 * Enumerable.Range(0, n).Sum(e => x[e * 64 + d] * x[e * 64 + d]);
            Assert.True(Math.Abs(found[d] - expected) <= StartTolerance * n, $"{found[d]} beside {expected}.");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_density_along_the_path_is_that_by_the_inverse(int n)
    {
        LogDensity target = Standard(n);
        double[] parameters = Somewhere(n);
        const int draws = 64;
        Tensor lambda = Input("parameters", [parameters.Length]), noise = Input("noise", [n], varies: true);
        var terms = new ObjectiveTerms(target, Family, KnownCoordinates.Identity(n, full: true).Map(), lambda, [noise]);
        foreach (ApproximationDraw draw in terms.Strata(0))
        {
            var runner = new PlanRunner(ExecutionPlan.Create([lambda, noise],
                [Spread(draw.LogDensity), Spread(draw.PathLogDensity), Spread(draw.ScoreLogDensity)]), draws);
            runner.SetShared(0, parameters);
            runner.SetByDraw(1, QuasiMonteCarlo.Normal(RandomKey.FromSeed(2), n, draws));
            runner.Run();
            double[][] values = [new double[draws], new double[draws], new double[draws]];
            for (int i = 0; i < 3; i++)
            {
                runner.CopyByDraw(i, values[i]);
            }
            for (int d = 0; d < draws; d++)
            {
                Assert.True(double.IsFinite(values[0][d]));
                Assert.Equal(values[0][d], values[1][d], PathTolerance * Math.Max(1, Math.Abs(values[0][d])));
                Assert.Equal(values[1][d], values[2][d], 1e-12 * Math.Max(1, Math.Abs(values[0][d])));
            }
            Assert.True(values[0].Max() - values[0].Min() > 0.5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_density_integrates_to_one(int n)
    {
        const double step = 0.05;
        int side = (int)(2 * Reach / step);
        double[] parameters = Somewhere(n);
        int count = n == 1 ? side : side * side;
        var points = new double[n * count];
        for (int d = 0; d < count; d++)
        {
            for (int e = 0; e < n; e++)
            {
                points[e * count + d] = -Reach + (((e == 0 ? d % side : d / side) + 0.5) * step);
            }
        }
        double mass = LogDensities(n, parameters, points, count).Sum(Math.Exp) * Math.Pow(step, n);
        Assert.Equal(1, mass, MassTolerance);
    }

    [Fact]
    public void The_gradient_of_the_bound_is_that_by_differences()
    {
        LogDensity target = LogDensity.Over(3, x => Sum(-0.1 * Square(Square(x)) + Sin(3 * x)) - Square(x[0] * x[1]));
        var run = new ObjectiveRun(target, Family, new ElboObjective(), draws: 4);
        run.AssertGradientIsOfTheValue(Somewhere(3), run.Noise(3), 1e-7);
    }

    [Fact]
    public void The_path_only_gradient_has_the_mean_of_the_total_one()
    {
        // Components within six standard errors: of at most 700, a false alarm for one seed in 700,000.
        LogDensity target = LogDensity.Over(2, x => Sum(-0.5 * Square(x) + 0.3 * Sin(3 * x)) - Square(x[0] * x[1]));
        const int repetitions = 600;
        double[] parameters = Somewhere(2);
        (double[] mean, double[] variance) = new ObjectiveRun(
            target, Family, new ElboObjective(EntropyForm.MonteCarlo), 32).Moments(parameters, repetitions, seed: 1);
        (double[] other, double[] variance2) = new ObjectiveRun(
            target, Family, new ElboObjective(EntropyForm.PathOnly), 32).Moments(parameters, repetitions, seed: 2);
        for (int i = 0; i < mean.Length; i++)
        {
            double error = Math.Sqrt((variance[i] + variance2[i]) / repetitions);
            Assert.True(Math.Abs(mean[i] - other[i]) <= 6 * error + 1e-9, $"{i}: {mean[i]}, {other[i]} ± {error}.");
        }
    }

    [Fact]
    public void A_fit_to_a_normal_posterior_is_exact()
    {
        var target = new GaussianTarget(3, Correlation, logEvidence: 2);
        Posterior posterior = Inference.Fit(target.LogDensity, seed: 1, new() { Family = Family });
        Assert.Equal(Family.Name, posterior.Approximation);
        Assert.InRange(posterior.Elbo, 2 - 0.01, 2 + 4 * posterior.ElboStandardError + 1e-6);
    }

    /// <summary>A member of the family well away from the start.</summary>
    protected virtual double[] Somewhere(int n)
    {
        double[] parameters = Family.Start(Standard(n), RandomKey.FromSeed(4));
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] += 0.3 * Math.Cos(3 * i + 1);
        }
        return parameters;
    }

    protected static LogDensity Standard(int n) => LogDensity.Over(n, x => -0.5 * Sum(Square(x)));

    /// <summary>log q at points, by the inverse.</summary>
    private double[] LogDensities(int n, double[] parameters, double[] points, int count)
    {
        Tensor lambda = Input("parameters", [parameters.Length]), x = Input("x", [n], varies: true);
        Tensor[] parts = [.. Family.Components(lambda, Standard(n)).Select(component =>
        {
            (Tensor noise, Tensor logDet) = component.Map.InverseAndLogDet(x);
            return component.LogWeight + ApproximationDraw.LogNoise(noise) + logDet;
        })];
        Tensor density = parts.Length == 1 ? parts[0] : LogSumExp(Stack(parts));
        var executor = new Executor(ExecutionPlan.Create([x, lambda], [density]), count, 1);
        executor.BindInput(0, points);
        executor.SetShared(1, parameters);
        executor.Run(default);
        var values = new double[count];
        executor.CopyByDraw(0, values);
        return values;
    }
}
