using MathNet.Numerics.LinearAlgebra;
using Reparam.Diagnostics;
using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>Whole fits where the posterior and the evidence are known.</summary>
public sealed class ConjugateTests
{
    private static readonly double[] Observed = [1.2, 0.4, 2.2, 1.7, -0.3, 0.9];

    public static TheoryData<string> Algorithms => ["fixed", "fresh"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_normal_mean_with_a_normal_prior_is_exact(string algorithm)
    {
        // Prior N(0.5, 2²), noise sd 1.5: precisions add, and the evidence is the normal density of the data together.
        Model model = Model.Define(m =>
            m.Plate("row", 6).Observe("y", new Normal(m.Sample("mu", new Normal(0.5, 2)), 1.5), Observed));
        double precision = 1 / 4.0 + 6 / 2.25, mean = (0.5 / 4 + Observed.Sum() / 2.25) / precision;
        double evidence = LogNormalDensity(Observed, _ => 0.5, (i, j) => 4 + (i == j ? 2.25 : 0));
        Posterior posterior = Inference.Fit(model, seed: 1, options: new() { Algorithm = Algorithm(algorithm) });
        AssertExact(posterior, evidence, algorithm, ("mu", mean, 1 / Math.Sqrt(precision)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_linear_regression_with_known_noise_is_exact(string algorithm)
    {
        const int rows = 40;
        const double prior = 3, noise = 0.7;
        var x = Matrix<double>.Build.Dense(rows, 3, (i, j) => j == 0 ? 1 : Math.Sin(0.8 * i * j) + 0.5 * j);
        double[] y = [.. Enumerable.Range(0, rows)
            .Select(i => 1 - 2 * x[i, 1] + 0.5 * x[i, 2] + noise * Math.Cos(17.0 * i))];
        Model model = Model.Define(m =>
        {
            Tensor beta = m.Plate("predictor", 3).Sample("beta", new Normal(0, prior));
            m.Observe("y", new Normal(MatMul(x.ToArray(), beta), noise), y);
        });
        Matrix<double> covariance =
            (x.TransposeThisAndMultiply(x) / (noise * noise)
                + Matrix<double>.Build.DenseIdentity(3) / (prior * prior)).Inverse();
        Vector<double> mean =
            covariance * x.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(y)) / (noise * noise);
        Matrix<double> marginal = prior * prior * x * x.Transpose();
        double evidence = LogNormalDensity(y, static _ => 0, (i, j) => marginal[i, j] + (i == j ? noise * noise : 0));
        Posterior posterior = Inference.Fit(model, seed: 1, options: new() { Algorithm = Algorithm(algorithm) });
        AssertExact(posterior, evidence, algorithm,
            [.. Enumerable.Range(0, 3).Select(j => ($"beta[{j + 1}]", mean[j], Math.Sqrt(covariance[j, j])))]);
    }

    [Fact]
    public void A_correlated_normal_density_in_ten_dimensions_is_exact_for_the_full_rank_family()
    {
        var target = new GaussianTarget(10, 0.9, logEvidence: -3);
        Posterior posterior = Inference.Fit(target.LogDensity, seed: 1);
        AssertExact(posterior, -3, "fixed", [.. Enumerable.Range(0, 10).Select(i =>
            ($"x[{i + 1}]", target.Mean[i], Math.Sqrt(target.Covariance[i, i])))]);
    }

    [Fact]
    public void The_path_only_form_takes_few_fresh_draws_to_an_exact_fit()
    {
        var target = new GaussianTarget(10, 0.9, logEvidence: -3);
        Posterior posterior = Inference.Fit(target.LogDensity, seed: 1,
            options: new() { Algorithm = new FreshDraws(), Objective = new ElboObjective(EntropyForm.PathOnly) });
        AssertExact(posterior, -3, "fixed", [.. Enumerable.Range(0, 10).Select(i =>
            ($"x[{i + 1}]", target.Mean[i], Math.Sqrt(target.Covariance[i, i])))]);
        Assert.True(Assert.Single(posterior.Rounds).Iterations < 5000, $"{posterior.Rounds[0].Iterations} steps.");
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void The_mean_field_bound_falls_short_of_the_evidence_by_the_known_divergence(string algorithm)
    {
        var target = new GaussianTarget(5, 0.5, logEvidence: -3);
        Posterior posterior = Inference.Fit(
            target.LogDensity, seed: 1,
            options: new() { Algorithm = Algorithm(algorithm), Family = new MeanFieldGaussian() });
        // The stopping rules leave up to some 0.02 standard deviations in each parameter: of second order in the bound.
        Assert.Equal(-3 - target.MeanFieldDivergence, posterior.Elbo, 5 * posterior.ElboStandardError + 0.005);
        Assert.True(posterior.Elbo < -3 - 5 * posterior.ElboStandardError);
    }

    [Fact]
    public void The_bound_is_below_the_evidence_where_no_member_of_the_family_is_the_posterior()
    {
        // x² / 2 + 0.3 x⁴: the evidence by the trapezoidal rule, which is exact to rounding for such an integrand.
        LogDensity target = LogDensity.Over(1, x => -0.5 * Square(x[0]) - 0.3 * Square(Square(x[0])));
        double evidence = Math.Log(Enumerable.Range(-800, 1601).Select(i => i / 100.0)
            .Sum(x => Math.Exp(-0.5 * x * x - 0.3 * Math.Pow(x, 4))) / 100);
        Posterior posterior = Inference.Fit(target, seed: 1);
        Assert.InRange(posterior.Elbo, evidence - 0.05, evidence - 3 * posterior.ElboStandardError);
    }

    private static FitAlgorithm Algorithm(string name) => name == "fixed" ? new FixedDraws() : new FreshDraws();

    private static void AssertExact(
        Posterior posterior, double evidence, string algorithm, params (string Name, double Mean, double Sd)[] expected)
    {
        bool isFixed = algorithm == "fixed";
        // Draws with exact moments leave nothing to chance for a normal posterior; fresh ones stop at 0.02 standard
        // deviations, and cost the square of that in each parameter.
        Assert.Equal(evidence, posterior.Elbo, isFixed ? 1e-4 : 0.02);
        Assert.True(posterior.Verdict.Level == VerdictLevel.Passed, posterior.Verdict.ToString());
        foreach ((string name, double mean, double sd) in expected)
        {
            WeightedSummary summary = posterior[name];
            Assert.True(Math.Abs(summary.Mean - mean) <= 5e-3 * sd, $"{name}: {summary.Mean}, exactly {mean} ± {sd}.");
            Assert.True(Math.Abs(summary.StandardDeviation / sd - 1) <= 0.02,
                $"{name}: sd {summary.StandardDeviation}, exactly {sd}.");
        }
    }

    private static double LogNormalDensity(double[] y, Func<int, double> mean, Func<int, int, double> covariance)
    {
        var factor = Matrix<double>.Build.Dense(y.Length, y.Length, covariance).Cholesky();
        Vector<double> deviation = Vector<double>.Build.Dense(y.Length, i => y[i] - mean(i));
        return -0.5 * (deviation * factor.Solve(deviation) + factor.DeterminantLn + y.Length * Math.Log(2 * Math.PI));
    }
}
