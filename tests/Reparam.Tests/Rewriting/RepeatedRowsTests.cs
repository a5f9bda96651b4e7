using Reparam.Distributions;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Rewriting;

public sealed class RepeatedRowsTests
{
    private const int Rows = 240;

    private static LogDensity Logistic(Func<Tensor, Distribution> likelihood)
    {
        var (design, survived) = Titanic.Rows();
        return Model.Define(m =>
        {
            Tensor a = m.Sample("a", new Normal(0, 2));
            Tensor b = m.Plate("predictor", Titanic.Columns).Sample("b", new Normal(0, 2));
            Tensor logits = a + MatMul(From(design, [survived.Length, Titanic.Columns]), b);
            m.Observe("survived", likelihood(logits), survived);
        }).LogDensity;
    }

    /// <summary>Integers of 0 ... count - 1.</summary>
    private static double[] Levels(SplitMix random, int rows, int count) =>
        [.. Enumerable.Range(0, rows).Select(_ => (double)random.Integer(count))];

    private static int[] Groups(SplitMix random, int rows, int count) =>
        [.. Levels(random, rows, count).Select(v => (int)v)];

    [Fact]
    public void A_logistic_regression_on_categories_costs_by_distinct_rows_of_its_predictors()
    {
        LogDensity density = Logistic(Bernoulli.FromLogits);
        Assert.Equal("survived: a sum over 2,201 rows became one over 14 distinct rows",
            Assert.Single(density.Reductions));
        Assert.Empty(density.WithoutReductions().Reductions);
        SameDensity.AtRandom(density, seed: 1, points: 20, reach: 3);
    }

    [Fact]
    public void A_probability_becomes_weights_of_its_logarithms()
    {
        LogDensity density = Logistic(logits => new Bernoulli(Sigmoid(logits)));
        Assert.Equal("survived: a sum over 2,201 rows became one over 14 distinct rows",
            Assert.Single(density.Reductions));
        SameDensity.AtRandom(density, seed: 1);
    }

    [Fact]
    public void No_operation_over_rows_is_left()
    {
        LogDensity density = Logistic(Bernoulli.FromLogits);
        Tensor x = Input("x", [density.Dimension], varies: true);
        Tensor value = density.LogProb(x);
        List<Tensor> nodes = Graph.TopologicalOrder([value, Differentiate.Gradient(value, x)[0]]);
        Assert.DoesNotContain(nodes, n => n.Varies && n.Size > 14);
    }

    [Fact]
    public void Each_term_keeps_its_name_and_value()
    {
        LogDensity density = Logistic(Bernoulli.FromLogits);
        Tensor x = new[] { 0.3, -0.2, 0.7, 1.1, 0.4, -0.1 };
        IReadOnlyList<Term> terms = density.Terms(x), written = density.WithoutReductions().Terms(x);
        Assert.Equal(written.Select(t => (t.Name, t.Kind)), terms.Select(t => (t.Name, t.Kind)));
        Assert.All(terms.Zip(written), t =>
            Assert.Equal(1, t.First.Value.ToDouble() / t.Second.Value.ToDouble(), 1e-12));
    }

    [Fact]
    public void The_fit_stays_the_same()
    {
        LogDensity density = Logistic(Bernoulli.FromLogits);
        Posterior reduced = Inference.Fit(density, seed: 3);
        Posterior written = Inference.Fit(density.WithoutReductions(), seed: 3);
        Assert.All(reduced.Summaries.Zip(written.Summaries), s =>
        {
            Assert.Equal(s.First.Name, s.Second.Name);
            Assert.Equal(0, (s.First.Summary.Mean - s.Second.Summary.Mean) / s.Second.Summary.StandardDeviation, 1e-8);
            Assert.Equal(1, s.First.Summary.StandardDeviation / s.Second.Summary.StandardDeviation, 1e-8);
        });
    }

    public static TheoryData<string, string> Likelihoods => new()
    {
        { "binomial", "one over 24 distinct rows" },
        { "poisson", "one over 24 distinct rows" },
        { "exposed poisson", "one over 24 distinct rows" },
        { "negative binomial", "sums over 9 and 24 distinct rows" },
        { "normal", "one over 24 distinct rows" },
        { "weighted normal", "one over 24 distinct rows" },
        { "normal scales", "sums over 3 and 120 distinct rows" },
        { "student", "one over 120 distinct rows" },
        { "gamma", "sums over 24 and 120 distinct rows" },
        { "censored", "one over 120 distinct rows" },
        { "dot products", "one over 24 distinct rows" },
    };

    /// <summary>Intercepts of eight groups and a slope on three levels, of which all 24 cells occur; nine
    /// responses.</summary>
    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void Likelihoods_cost_by_what_their_addends_read(string likelihood, string line)
    {
        const int Copies = 40;
        var random = new SplitMix(7);
        int[] group = [.. Enumerable.Range(0, 24 * Copies).Select(i => i % 8)];
        double[] level = [.. Enumerable.Range(0, 24 * Copies).Select(i => i % 24 / 8 - 1.0)];
        double[] y = [.. Enumerable.Range(0, 24 * Copies).Select(i => (i / 24 % 5 + i % 24) % 9.0)];
        double[] trials = [.. y.Select(v => v + random.Integer(4))], isCensored = [.. y.Select(v => v > 6 ? 1.0 : 0)];
        double[] weight = random.Numbers(y.Length, 0, 3), exposure = random.Numbers(y.Length, 1, 3);
        LogDensity density = LogDensity.Over(11, x =>
        {
            Tensor eta = x[8] + Gather(x[..8], group) + x[9] * level, own = Exp(x[10]);
            return likelihood switch
            {
                "binomial" => Sum(Binomial.FromLogits(trials, eta).LogProb(y)),
                "poisson" => Sum(Poisson.FromLogRate(eta).LogProb(y)),
                "exposed poisson" => Sum(y * eta - exposure * Exp(eta)),
                "negative binomial" => Sum(NegativeBinomial.FromLogMean(eta, own).LogProb(y)),
                // The sine keeps it from being affine in few unknowns.
                "normal" => Sum(new Normal(Sin(eta), own).LogProb(y)),
                "weighted normal" => Sum(weight * new Normal(Sin(eta), own).LogProb(exposure)),
                "normal scales" => Sum(new Normal(eta, Exp(x[10] * level)).LogProb(y)),
                "student" => Sum(new StudentT(4, eta, own).LogProb(y)),
                "gamma" => Sum(new Gamma(Exp(eta), own).LogProb((Tensor)y + 1)),
                "censored" => Sum(Select(isCensored, LogNormalCdf(eta - y), -0.5 * Square(Sin(eta) - y))),
                _ => MatMul(y, eta) - Sum(Exp(eta)),
            };
        });
        Assert.Equal(likelihood == "dot products" ? 2 : 1, density.Reductions.Count);
        Assert.All(density.Reductions, r => Assert.Equal($"log_density: a sum over 960 rows became {line}", r));
        SameDensity.AtRandom(density, seed: 3);
    }

    [Fact]
    public void Categories_are_told_apart_by_their_predictors_and_their_outcome()
    {
        var random = new SplitMix(5);
        double[] x = [.. Levels(random, Rows, 2).Zip(Levels(random, Rows, 3), (a, b) => new[] { a, b })
            .SelectMany(v => v)];
        double[] y = Levels(random, Rows, 4);
        LogDensity density = LogDensity.Over(8, u =>
            Sum(Categorical.FromLogits(MatMul(From(x, [Rows, 2]), Reshape(u, [2, 4]))).LogProb(y)));
        Assert.Equal("log_density: a sum over 240 rows became sums over 6 and 24 distinct rows",
            Assert.Single(density.Reductions));
        SameDensity.AtRandom(density, seed: 3);
    }

    [Fact]
    public void Vectors_with_an_unknown_covariance_are_rows()
    {
        var random = new SplitMix(5);
        double[] y = Levels(random, Rows * 2, 3);
        LogDensity density = LogDensity.Over(5, u =>
        {
            Tensor factor = DiagonalMatrix(Exp(u[..2])) + LowerTriangular(u[2..3], 2, strict: true);
            return Sum(new MultivariateNormal(u[3..5], factor).LogProb(From(y, [Rows, 2])));
        });
        Assert.Equal("log_density: a sum over 240 rows became one over 9 distinct rows",
            Assert.Single(density.Reductions));
        SameDensity.AtRandom(density, seed: 3);
    }

    [Fact]
    public void Rows_may_lie_along_any_axis_and_inside_one()
    {
        var random = new SplitMix(6);
        Tensor x = Levels(random, Rows, 3), y = Levels(random, Rows, 2), wide = Transpose(Reshape(x, [Rows / 2, 2]));
        Func<Tensor, Tensor>[] sums =
        [
            u => Sum(Exp(Outer(u[..3], x))),
            u => Sum(Exp(Outer(x, u[..3]))),
            u => Sum(LogSumExp(Outer(u[..3], x) + y, 0)),
            u => Sum(Exp(MatMul(u[..2], wide))),
            u => Sum(Exp(Reshape(Reshape(Outer(x, u[..2]), [Rows * 2]) * 2, [Rows, 2]))),
            u => Sum(Exp(Transpose(Outer(u[..3], x))) * Reshape(y, [Rows, 1])),
            u => Sum(LogSumExp(Stack(u[0] * x, u[1] * y, u[2] + x), 0)),
            u => Sum(Sum(Exp(Outer(x, u[..3])), 1) / ((Tensor)3 + y)),
            u => Log(Sum(Exp(u[0] * x))) + Sum(Sin(Sum(Exp(u[1] * x)) * (u[2] * y))),
        ];
        foreach (Func<Tensor, Tensor> sum in sums)
        {
            LogDensity density = LogDensity.Over(4, sum);
            Assert.NotEmpty(density.Reductions);
            SameDensity.AtRandom(density, seed: 2, points: 3);
        }
    }

    [Fact]
    public void What_is_not_computed_row_by_row_is_left_alone_though_all_data_are_alike()
    {
        double[] ones = [.. Enumerable.Repeat(1.0, 50)];
        int[] groups = [.. Enumerable.Range(0, 50).Select(i => i / 10)];
        Tensor Likelihood(Tensor logRate) => Sum(Poisson.FromLogRate(logRate).LogProb(ones));
        Func<Tensor, Tensor>[] sums =
        [
            Likelihood,
            u => Likelihood(CumulativeSum(u)),
            u => -Sum(Exp(u[1..] - u[..^1])),
            u => -Sum(Log(Cholesky(Exp(-Square(Reshape(u * ones, [50, 1]) - u)) + DiagonalMatrix(ones)))),
            u => Likelihood(MatMul(Cholesky(DiagonalMatrix(Exp(u)) + From(new double[2500], [50, 50])), ones)),
            u => Likelihood(SolveTriangular(DiagonalMatrix(Exp(u)), (Tensor)ones)),
            u => Sum(Exp(ScatterAdd(u * ones, groups, 5))),
            u => Likelihood(Concatenate([u[..25], u[25..] * 2])),
            u => Likelihood(Transpose(Reshape(Gather(u, [.. Enumerable.Range(0, 50).Reverse()]), [50, 1]))[0]),
        ];
        foreach (Func<Tensor, Tensor> sum in sums)
        {
            Assert.Empty(LogDensity.Over(50, sum).Reductions);
        }
    }

    [Fact]
    public void Rows_that_differ_are_left_alone_and_zeros_of_two_signs_differ()
    {
        var random = new SplitMix(4);
        double[] x = random.Numbers(Rows), y = Levels(random, Rows, 2);
        Assert.Empty(LogDensity.Over(1, u => Sum(Bernoulli.FromLogits(u * x).LogProb(y))).Reductions);
        double[] zeros = [.. Enumerable.Range(0, 16).Select(i => i == 3 ? -0.0 : 0.0)];
        LogDensity density = LogDensity.Over(1, u => Sum(Exp(u - 1 / (zeros * Exp(u)))));
        Assert.Equal("log_density: a sum over 16 rows became one over 2 distinct rows",
            Assert.Single(density.Reductions));
    }

    [Fact]
    public void What_numbers_alone_tell_apart_and_what_is_shared_needs_no_rewriting()
    {
        double[] y = Levels(new SplitMix(4), Rows, 3);
        Assert.Empty(LogDensity.Over(1, u => Sum(y * u[0]) - Rows * Exp(u[0])).Reductions);
        Assert.Empty(LogDensity.Over(3, u => -Sum(Exp(u)) + Sum(Full(1, [Rows]))).Reductions);
        Assert.Empty(LogDensity.Over(1, u => -Sum(Exp(u[0] + From([], [0]))) - Exp(u[0])).Reductions);
    }

    [Fact]
    public void Three_quarters_distinct_are_reduced_and_more_are_not()
    {
        LogDensity Density(int distinct) => LogDensity.Over(1, u =>
            -Sum(Exp(Sin(u * Enumerable.Range(0, 400).Select(i => i % distinct / 400.0).ToArray()))));
        Assert.Single(Density(280).Reductions);
        Assert.Empty(Density(301).Reductions);
    }

    [Fact]
    public void Few_rows_are_left_alone()
    {
        LogDensity Density(int rows) => LogDensity.Over(1, u => -Sum(Exp(u * Enumerable.Repeat(0.5, rows).ToArray())));
        Assert.Empty(Density(15).Reductions);
        Assert.Single(Density(16).Reductions);
    }

    [Fact]
    public void Part_of_a_sum_is_reduced_where_that_pays()
    {
        var random = new SplitMix(8);
        double[] x = random.Numbers(Rows), y = Levels(random, Rows, 10);
        LogDensity density = LogDensity.Over(3, u =>
            Sum(NegativeBinomial.FromLogMean(u[0] + u[1] * x, Exp(u[2])).LogProb(y)));
        Assert.Equal("log_density: part of a sum over 240 rows became one over 10 distinct rows",
            Assert.Single(density.Reductions));
        SameDensity.AtRandom(density, seed: 3);
    }

    [Fact]
    public void Varying_intercepts_of_a_normal_response_keep_the_mean_and_the_spread_of_each_cell()
    {
        const int Houses = 900, Counties = 85;
        var random = new SplitMix(2);
        double[] floor = Levels(random, Houses, 2), y = random.Numbers(Houses, 999, 1001);
        int[] county = Groups(random, Houses, Counties);
        LogDensity density = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(1000, 5)), tau = m.Sample("tau", new HalfNormal(1));
            Tensor b = m.Sample("b", new Normal(0, 5)), sigma = m.Sample("sigma", new HalfNormal(1));
            Tensor z = m.Plate("county", Counties).Sample("z", new Normal(0, 1));
            m.Observe("y", new Normal(mu + Gather(tau * z, county) + b * floor, sigma), y);
        }).LogDensity;
        Assert.StartsWith("y: a sum over 900 rows became one over 16", Assert.Single(density.Reductions),
            StringComparison.Ordinal);
        double[] point = random.Numbers(density.Dimension);
        SameDensity.At(density, point);
        // Close to the data, where the residuals have lost three digits beforehand.
        point[0] = 1000;
        SameDensity.At(density, point);
    }

    [Fact]
    public void Nearly_poisson_counts_keep_their_digits()
    {
        var random = new SplitMix(8);
        double[] x = Levels(random, Rows, 5), y = Levels(random, Rows, 8);
        LogDensity density = LogDensity.Over(3, u =>
            Sum(NegativeBinomial.FromLogMean(u[0] + u[1] * x, Exp(u[2])).LogProb(y)));
        Assert.Single(density.Reductions);
        foreach (double logConcentration in (double[])[-20, 0, 10, 25, 35])
        {
            SameDensity.At(density, [0.3, 0.4, logConcentration]);
        }
    }

    [Fact]
    public void What_cancels_row_by_row_is_not_taken_apart()
    {
        double[] x = Levels(new SplitMix(8), Rows, 5), minusOnes = [.. Enumerable.Repeat(-1.0, Rows)];
        LogDensity density = LogDensity.Over(2, u => Sum((minusOnes + Exp(u[0])) * Softplus(u[1] * x)));
        Assert.Single(density.Reductions);
        SameDensity.At(density, [1e-9, 0.3]);
    }

    [Fact]
    public void Infinities_of_two_signs_do_not_come_to_nothing()
    {
        double[] signs = [.. Enumerable.Range(0, Rows).Select(i => i % 2 * 2 - 1.0)];
        LogDensity density = LogDensity.Over(1, u => Sum(XLogY(signs, u * Enumerable.Repeat(0.5, Rows).ToArray())));
        Assert.Single(density.Reductions);
        Assert.Equal(double.NaN, density.LogProb(new double[] { 0 }).ToDouble());
        Assert.Equal(double.NaN, density.WithoutReductions().LogProb(new double[] { 0 }).ToDouble());
    }

    [Fact]
    public void Quantities_by_row_and_the_row_that_is_not_finite_stay_those_of_the_data()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => i == 37 ? 800.0 : i % 3)];
        LogDensity density = Model.Define(m =>
        {
            Tensor b = m.Sample("b", new Normal(0, 1));
            m.Report("rate", Exp(b * x));
            m.Observe("y", new Poisson(Exp(b * x)), Enumerable.Repeat(1.0, 100).ToArray());
        }).LogDensity;
        Assert.Equal("y: a sum over 100 rows became one over 4 distinct rows", Assert.Single(density.Reductions));
        Assert.Equal(100, density.Quantities(new double[] { 0.1 })[1].Value.Size);
        Assert.Equal(37, density.FindNonFinite([1])!.Element);
    }

    [Fact]
    public void Random_sums_over_rows_keep_value_and_gradient()
    {
        int reduced = 0;
        for (ulong seed = 0; seed < 600; seed++)
        {
            LogDensity density = LogDensity.Over(8, x =>
                RandomRowSum.Expression(new SplitMix(seed), x, rows: 90) - Sum(Square(x)));
            reduced += density.Reductions.Count > 0 ? 1 : 0;
            SameDensity.At(density, new SplitMix(seed + 1000).Numbers(8));
        }
        Assert.InRange(reduced, 300, 590);
    }

    [Fact]
    public void Deep_expressions_do_not_exhaust_the_stack()
    {
        double[] x = Levels(new SplitMix(8), Rows, 5);
        Tensor Nested(Tensor u, int depth)
        {
            Tensor sum = u[0] * x;
            for (int i = 0; i < depth; i++)
            {
                sum = Sin(sum + i);
            }
            return sum;
        }
        Assert.Single(LogDensity.Over(1, u => Sum(Nested(u, 200))).Reductions);
        Assert.Empty(LogDensity.Over(1, u => Sum(Nested(u, 20_000))).Reductions);
    }
}
