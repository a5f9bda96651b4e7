using Reparam.Distributions;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Rewriting;

public sealed class LeastSquaresTests
{
    /// <summary>y ~ N(a + X b, sigma), with all three unknown.</summary>
    internal static Model Regression(int rows, int columns, Func<SplitMix, double[]> row, ulong seed = 5)
    {
        var random = new SplitMix(seed);
        var design = new double[rows * columns];
        var response = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double[] values = row(random);
            values.CopyTo(design, i * columns);
            response[i] = 2 + values.Select((v, j) => v / (j + 1)).Sum() + random.Number(-2, 2);
        }
        return Model.Define(m =>
        {
            Tensor a = m.Sample("a", new Normal(0, 10));
            Tensor b = m.Plate("predictor", columns).Sample("b", new Normal(0, 2));
            Tensor sigma = m.Sample("sigma", new Exponential(1));
            m.Observe("y", new Normal(a + MatMul(From(design, [rows, columns]), b), sigma), response);
        });
    }

    private static double[] Kid(SplitMix random)
    {
        double school = random.Number(0, 1) < 0.79 ? 1 : 0, iq = random.Number(70, 140);
        return [school, iq, school * iq, random.Number(17, 29)];
    }

    public static TheoryData<string> Designs => ["kids", "scales", "collinear"];

    private static Model Design(string name) => name switch
    {
        "kids" => Regression(434, 4, Kid),
        "scales" => Regression(434, 4, random => [.. random.Numbers(2), .. random.Numbers(2, -1e6, 1e6)]),
        _ => Regression(434, 4, random => random.Numbers(2) is var u ? [u[0], u[1], u[0], u[0] + u[1]] : []),
    };

    [Theory]
    [MemberData(nameof(Designs))]
    public void Density_and_gradient_of_a_linear_regression_stay_the_same(string design)
    {
        LogDensity density = Design(design).LogDensity;
        var random = new SplitMix(11);
        Assert.Equal("y: a sum of squares over 434 rows, affine in 5 unknowns, became one over 6 by QR",
            Assert.Single(density.Reductions));
        Assert.Empty(density.WithoutReductions().Reductions);
        for (int i = 0; i < 20; i++)
        {
            SameDensity.At(density, random.Numbers(6, -3, 3));
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void Each_term_keeps_its_name_and_value(string design)
    {
        LogDensity density = Design(design).LogDensity;
        Tensor x = new[] { 0.3, -0.2, 0.7, 1.1, 0.4, -0.1 };
        IReadOnlyList<Term> terms = density.Terms(x), written = density.WithoutReductions().Terms(x);
        Assert.Equal(written.Select(t => (t.Name, t.Kind)), terms.Select(t => (t.Name, t.Kind)));
        Assert.All(terms.Zip(written), t =>
            Assert.Equal(1, t.First.Value.ToDouble() / t.Second.Value.ToDouble(), 1e-12));
    }

    [Fact]
    public void No_operation_over_rows_is_left()
    {
        LogDensity density = Regression(1000, 3, random => random.Numbers(3)).LogDensity;
        Tensor x = Input("x", [density.Dimension], varies: true);
        Tensor value = density.LogProb(x);
        List<Tensor> nodes = Graph.TopologicalOrder([value, Differentiate.Gradient(value, x)[0]]);
        Assert.DoesNotContain(nodes, n => n.Varies && n.Size >= 1000);
    }

    [Fact]
    public void The_fit_stays_the_same()
    {
        LogDensity density = Regression(434, 4, random => random.Numbers(4)).LogDensity;
        Posterior reduced = Inference.Fit(density, seed: 3);
        Posterior written = Inference.Fit(density.WithoutReductions(), seed: 3);
        Assert.All(reduced.Summaries.Zip(written.Summaries), s =>
        {
            Assert.Equal(s.First.Name, s.Second.Name);
            Assert.Equal(0, (s.First.Summary.Mean - s.Second.Summary.Mean) / s.Second.Summary.StandardDeviation, 1e-9);
            Assert.Equal(1, s.First.Summary.StandardDeviation / s.Second.Summary.StandardDeviation, 1e-9);
        });
    }

    [Fact]
    public void Residuals_a_millionth_of_the_data_keep_their_digits()
    {
        // Through the normal equations 1e-4 of the sum would be lost; this is the rounding of the residuals themselves.
        const int Rows = 500;
        var random = new SplitMix(17);
        double[] u = random.Numbers(Rows), noise = random.Numbers(Rows, -1e-6, 1e-6);
        double[] y = [.. u.Zip(noise, (v, e) => 1 + v + e)];
        LogDensity density = LogDensity.Over(2, x => -0.5 * Sum(Square(y - x[0] - x[1] * u)) * 1e12);
        Assert.Single(density.Reductions);
        Assert.Equal(1, density.LogProb(new double[] { 1, 1 }).ToDouble() / (-0.5e12 * noise.Sum(e => e * e)), 1e-9);
    }

    [Fact]
    public void Random_affine_expressions_keep_value_and_gradient()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new SplitMix(seed);
            double[] point = random.Numbers(8, -2, 2);
            Tensor Residual(Tensor x) => RandomAffine.Expression(new SplitMix(seed + 1000), x, rows: 240);
            LogDensity density = LogDensity.Over(8, x => 0.3 - 0.5 * Sum(Square(Residual(x) / Exp(x[0]))) - Sum(x));
            Assert.True(density.Reductions.Count == 1, $"seed {seed}");
            SameDensity.At(density, point);
        }
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(200, false)]
    public void Varying_intercepts_are_left_alone_where_it_does_not_pay(int groups, bool pays)
    {
        const int Rows = 900;
        var random = new SplitMix(2);
        double[] x = random.Numbers(Rows), y = random.Numbers(Rows, -3, 3);
        int[] group = [.. Enumerable.Range(0, Rows).Select(i => i % groups)];
        LogDensity density = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfNormal(1));
            Tensor b = m.Sample("b", new Normal(0, 5)), sigma = m.Sample("sigma", new HalfNormal(1));
            Tensor z = m.Plate("group", groups).Sample("z", new Normal(0, 1));
            m.Observe("y", new Normal(mu + Gather(tau * z, group) + b * x, sigma), y);
        }).LogDensity;
        Assert.Equal(pays ? 1 : 0, density.Reductions.Count);
        SameDensity.At(density, random.Numbers(groups + 4));
    }

    [Fact]
    public void What_is_not_a_sum_of_squares_affine_in_few_unknowns_is_left_alone()
    {
        double[] y = new SplitMix(1).Numbers(100), ones = [.. y.Select(v => v > 0 ? 1.0 : 0)];
        LogDensity logistic = Model.Define(m =>
            m.Observe("y", Bernoulli.FromLogits(m.Sample("b", new Normal(0, 1)) * y), ones)).LogDensity;
        Assert.Empty(logistic.Reductions);
        LogDensity[] others =
        [
            LogDensity.Over(1, x => -Sum(Square(y - Exp(x * y)))),
            LogDensity.Over(1, x => -Sum(Square(y - x) * Abs(y - x))),
            LogDensity.Over(1, x => -Sum(Square(y - StopGradient(x * y)))),
            LogDensity.Over(1, x => -Sum(Square((y - x) / Exp(x * y)))),
            LogDensity.Over(100, x => -Sum(Square(y - x))),
            LogDensity.Over(1, x => -Sum(Square(From([.. y.Skip(1), double.PositiveInfinity], [100]) - x))),
            LogDensity.Over(1, x => -Max(Square(y - x))),
        ];
        Assert.All(others, density => Assert.Empty(density.Reductions));
    }

    [Fact]
    public void No_rows_and_few_rows_are_left_alone()
    {
        Assert.Empty(LogDensity.Over(1, x => -Sum(Square(From([], [0]) - x)) - Sum(x)).Reductions);
        Assert.Empty(LogDensity.Over(1, x => -Sum(Square(new double[] { 3 } - x))).Reductions);
        Assert.Empty(Regression(24, 24, random => random.Numbers(24)).LogDensity.Reductions);
    }

    [Fact]
    public void One_unknown_or_none_is_enough()
    {
        double[] y = new SplitMix(1).Numbers(100);
        LogDensity mean = LogDensity.Over(1, x => -Sum(Square(y - x)));
        Assert.Equal("log_density: a sum of squares over 100 rows, affine in 1 unknown, became one over 2 by QR",
            Assert.Single(mean.Reductions));
        SameDensity.At(mean, [0.7]);
        LogDensity scale = LogDensity.Over(1, x => -Sum(Square(((Tensor)y - 0.5) / Exp(x[0]))) - 100 * x[0]);
        Assert.Single(scale.Reductions);
        SameDensity.At(scale, [0.7]);
    }

    [Fact]
    public void Weights_of_one_sign_belong_to_the_data()
    {
        const int Rows = 60;
        var random = new SplitMix(9);
        double[] x = random.Numbers(Rows), y = random.Numbers(Rows), errors = random.Numbers(Rows, 0.1, 10);
        double[] weights = [0, .. random.Numbers(Rows - 1, 0.1, 3)], signs = [-1, .. random.Numbers(Rows - 1, 0, 1)];
        Tensor Deviation(Tensor u) => y - (u[0] + u[1] * x);
        Func<Tensor, Tensor>[] sums =
        [
            u => -0.5 * (Tensor)weights * Square(Deviation(u)),
            u => weights * new Normal(u[0] + u[1] * x, Exp(u[2])).LogProb(y),
            u => 1 - Square(Deviation(u) / Exp(u[2])) / errors * weights,
            u => Reshape(weights, [Rows, 1]) * -Reshape(Square(Deviation(u)) - Exp(u[2]), [Rows, 1]),
            u => weights * (3 * (Square(Deviation(u)) + Exp(u[2] * x))),
        ];
        foreach (Func<Tensor, Tensor> sum in sums)
        {
            LogDensity density = LogDensity.Over(3, u => Sum(sum(u)) - Exp(u[2]));
            Assert.Equal("log_density: a sum of squares over 60 rows, affine in 2 unknowns, became one over 3 by QR",
                Assert.Single(density.Reductions));
            SameDensity.At(density, [0.4, -1.3, 0.2]);
        }
        Assert.Empty(LogDensity.Over(2, u => Sum(signs * Square(Deviation(u)))).Reductions);
        Assert.Empty(LogDensity.Over(2, u => Sum(Outer(weights, new double[] { 1, 2 })
            * Square(Reshape(Deviation(u), [Rows, 1])))).Reductions);
    }

    [Fact]
    public void The_product_of_a_residual_with_itself_is_a_sum_of_squares()
    {
        const int Rows = 60;
        var random = new SplitMix(9);
        double[] x = random.Numbers(Rows), y = random.Numbers(Rows), weights = random.Numbers(Rows, 0, 2);
        Tensor Residual(Tensor u) => (y - (u[0] + u[1] * x)) / Exp(u[2]);
        Func<Tensor, Tensor>[] sums =
        [
            u => Residual(u) is var r ? MatMul(r, r) : r,
            u => Reshape(Residual(u), [1, Rows]) is var r ? MatMul(r, Transpose(r)) : r,
            u => Residual(u) is var r ? MatMul(weights, Square(r)) : r,
        ];
        int[] expected = [1, 0, 1];
        for (int i = 0; i < sums.Length; i++)
        {
            LogDensity density = LogDensity.Over(3, u => -Sum(sums[i](u)) - Exp(u[2]));
            Assert.Equal(expected[i], density.Reductions.Count);
            SameDensity.At(density, [0.4, -1.3, 0.2]);
        }
    }

    [Fact]
    public void Known_scales_of_rows_and_known_covariances_belong_to_the_data()
    {
        const int Rows = 60;
        var random = new SplitMix(9);
        double[] x = random.Numbers(Rows), y = random.Numbers(Rows), scales = random.Numbers(Rows, 0.1, 10);
        var factor = new double[Rows, Rows];
        for (int i = 0; i < Rows; i++)
        {
            factor[i, i] = scales[i];
            factor[i, i / 2] += 0.3;
        }
        foreach (LogDensity density in (LogDensity[])[
            LogDensity.Over(2, u => Sum(new Normal(u[0] + u[1] * x, scales).LogProb(y))),
            LogDensity.Over(2, u => Sum(new MultivariateNormal(u[0] + u[1] * x, factor).LogProb(y)))])
        {
            Assert.Single(density.Reductions);
            SameDensity.At(density, [0.4, -1.3]);
        }
    }
}
