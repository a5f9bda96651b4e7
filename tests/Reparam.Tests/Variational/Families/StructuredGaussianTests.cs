using MathNet.Numerics.LinearAlgebra;
using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class StructuredGaussianTests
{
    [Fact]
    public void A_normal_hierarchy_of_a_thousand_groups_is_exact()
    {
        // theta_j ~ N(mu, tau²), y_j ~ N(theta_j, s_j²), mu ~ N(0, 10²), tau known: all in closed form.
        const int groups = 1000;
        const double tau = 1.5;
        double[] s = [.. Enumerable.Range(0, groups).Select(j => 0.5 + j % 7 * 0.3)];
        double[] y = [.. Enumerable.Range(0, groups).Select(j => 2 + 1.7 * Math.Sin(j) + 0.1 * Math.Cos(5 * j))];
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 10));
            Plate plate = m.Plate("group", groups);
            plate.Observe("y", new Normal(plate.Sample("theta", new Normal(mu, tau)), s), y);
        });
        double precision = 0.01 + s.Sum(v => 1 / (v * v + tau * tau));
        double mean = s.Zip(y, (v, x) => x / (v * v + tau * tau)).Sum() / precision;
        Approximation fit = Fit(model.LogDensity);
        Coordinates q = fit.Coordinates;
        double[] deviations = q.StandardDeviations();
        Assert.Equal(mean, q.Centre[0], 1e-4 * deviations[0]);
        Assert.Equal(1 / Math.Sqrt(precision), deviations[0], 1e-4 * deviations[0]);
        for (int j = 0; j < groups; j++)
        {
            double weight = 1 / (tau * tau) + 1 / (s[j] * s[j]), share = 1 / (tau * tau) / weight;
            double centre = share * mean + y[j] / (s[j] * s[j]) / weight;
            double deviation = Math.Sqrt(1 / weight + share * share / precision);
            Assert.Equal(centre, q.Centre[j + 1], 2e-3 * deviation);
            Assert.Equal(deviation, deviations[j + 1], 2e-3 * deviation);
        }
    }

    [Fact]
    public void With_varying_slopes_and_crossed_plates_it_agrees_with_full_rank()
    {
        // Known scales: the posterior is normal. The items are few and so treated as global: it is exact.
        const int persons = 40, items = 6;
        (int Person, int Item)[] rows = [.. from p in Enumerable.Range(0, persons)
                                            from i in Enumerable.Range(0, items)
                                            where (p * 7 + i * 3) % 4 != 0
                                            select (p, i)];
        int[] person = [.. rows.Select(r => r.Person)], item = [.. rows.Select(r => r.Item)];
        double[] time = [.. rows.Select((_, k) => Math.Sin(1.3 * k))];
        double[] y = [.. rows.Select((r, k) => Math.Cos(r.Person) + 0.5 * r.Item + time[k] + 0.3 * Math.Sin(17 * k))];
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), slope = m.Sample("slope", new Normal(0, 5));
            Tensor a = m.Plate("person", persons).Sample("a", new Normal(0, 1));
            Tensor d = m.Plate("item", items).Sample("d", new Normal(0, 1));
            Tensor b = m.Plate("person", persons).Sample("b", new Normal(slope, 0.5));
            m.Observe("y", new Normal(
                mu + Tensor.Gather(a, person) + Tensor.Gather(b, person) * time + Tensor.Gather(d, item), 0.7), y);
        });
        Coordinates structured = Fit(model.LogDensity).Coordinates,
            full = Fit(model.LogDensity, new FullRankGaussian()).Coordinates;
        double[] expected = full.StandardDeviations(), actual = structured.StandardDeviations();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(full.Centre[i], structured.Centre[i], 2e-3 * expected[i]);
            Assert.Equal(expected[i], actual[i], 2e-3 * expected[i]);
        }
    }

    [Fact]
    public void Large_crossed_plates_keep_the_covariance_of_the_globals()
    {
        // The divergence is least where the globals have their own covariance, whatever the locals lack.
        const int left = 60, right = 50, n = 1 + left + right;
        (int Left, int Right)[] rows = [.. from i in Enumerable.Range(0, left)
                                           from j in Enumerable.Range(0, right)
                                           where (i * 5 + j * 3) % 7 == 0
                                           select (i, j)];
        int[] a = [.. rows.Select(r => r.Left)], b = [.. rows.Select(r => r.Right)];
        double[] y = [.. rows.Select((r, k) => Math.Cos(r.Left) + Math.Sin(3 * r.Right) + 0.3 * Math.Sin(17 * k))];
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5));
            Tensor u = m.Plate("left", left).Sample("u", new Normal(0, 1));
            Tensor v = m.Plate("right", right).Sample("v", new Normal(0, 1));
            m.Observe("y", new Normal(mu + Tensor.Gather(u, a) + Tensor.Gather(v, b), 0.5), y);
        });
        var pattern = new ArrowPattern(model.LogDensity.Structure);
        var evaluator = new TargetEvaluator(model.LogDensity, 1);
        Coordinates start = ModeSearch.Find(
            model.LogDensity, evaluator, pattern, Reparam.Random.RandomKey.FromSeed(1).Fold("start"), default);
        var hessian = new double[n * n];
        evaluator.NegativeHessian(start.Centre, hessian);
        Matrix<double> covariance = Matrix<double>.Build.DenseOfRowMajor(n, n, hessian).Inverse();
        Assert.Equal(Math.Sqrt(covariance[0, 0]), start.StandardDeviations()[0], 1e-3 * Math.Sqrt(covariance[0, 0]));
    }

    // In the second, the groups hardly differ: the scale is anything from 0 up, and no normal distribution fits.
    [Theory]
    [InlineData(1.5, 0.9)]
    [InlineData(0.9, 0.7)]
    public void A_centred_hierarchy_is_found_though_its_density_is_greatest_where_there_is_no_mass(double a, double b)
    {
        const int groups = 400;
        const double s = 0.8;
        double[] y = [.. Enumerable.Range(0, groups).Select(j => 1 + a * Math.Sin(j * j) + b * Math.Cos(3 * j))];
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfNormal(2));
            Plate plate = m.Plate("group", groups);
            plate.Observe("y", new Normal(plate.Sample("theta", new Normal(mu, tau)), s), y);
        });
        // With the groups integrated out, y_j ~ N(mu, s² + tau²); mu is normal given tau, tau is on a fine grid.
        double mass = 0, tauMean = 0, tauSquare = 0, muMean = 0, muSquare = 0, first = 0, firstSquare = 0;
        double sum = y.Sum(), squares = y.Sum(v => v * v), peak = double.NaN;
        for (double tau = 0.0005; tau < 2; tau += 0.001)
        {
            double v = s * s + tau * tau, precision = groups / v + 0.04, mean = sum / v / precision;
            double log = -0.5 * (groups * Math.Log(v) + squares / v - mean * mean * precision + Math.Log(precision))
                - tau * tau / 8;
            peak = double.IsNaN(peak) ? log : peak;
            double weight = Math.Exp(log - peak), share = s * s / v, centre = share * mean + (1 - share) * y[0];
            mass += weight;
            (tauMean, tauSquare) = (tauMean + weight * tau, tauSquare + weight * tau * tau);
            (muMean, muSquare) = (muMean + weight * mean, muSquare + weight * (mean * mean + 1 / precision));
            first += weight * centre;
            firstSquare += weight * (centre * centre + tau * tau * share + share * share / precision);
        }
        Posterior fit = Inference.Fit(model, seed: 1);
        Assert.Equal("structured", fit.Approximation);
        Check("tau", tauMean / mass, tauSquare / mass);
        Check("mu", muMean / mass, muSquare / mass);
        Check("theta[1]", first / mass, firstSquare / mass);

        void Check(string name, double mean, double square)
        {
            double deviation = Math.Sqrt(square - mean * mean);
            Assert.True(Math.Abs(fit[name].Mean - mean) < 0.06 * deviation, $"{name}: {fit[name]} {mean} {deviation}");
            Assert.True(
                Math.Abs(fit[name].StandardDeviation / deviation - 1) < 0.06, $"{name}: {fit[name]} {deviation}");
        }
    }

    [Fact]
    public void It_is_the_default_of_large_models_with_plates_and_few_unknowns_outside()
    {
        LogDensity large = Hierarchy(300).LogDensity, small = Hierarchy(30).LogDensity;
        Assert.IsType<StructuredGaussian>(FitOptions.DefaultFamily(large));
        Assert.IsType<FullRankGaussian>(FitOptions.DefaultFamily(small));
        Assert.IsType<MeanFieldGaussian>(
            FitOptions.DefaultFamily(LogDensity.Over(300, x => -0.5 * Tensor.Sum(x * x))));
    }

    [Fact]
    public void Without_plates_it_is_full_rank_or_refused()
    {
        var family = new StructuredGaussian();
        Assert.Equal(2 * 5 + 10, family.ParameterCount(LogDensity.Over(5, x => -Tensor.Sum(x * x))));
        var error = Assert.Throws<ArgumentException>(() =>
            family.ParameterCount(LogDensity.Over(500, x => -Tensor.Sum(x * x))));
        Assert.Contains("500 unknowns and no plates", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_parameters_grow_linearly_with_the_groups()
    {
        var family = new StructuredGaussian();
        int one = family.ParameterCount(Hierarchy(1000).LogDensity),
            two = family.ParameterCount(Hierarchy(2000).LogDensity);
        // A mean, a scale and two slopes for each group.
        Assert.Equal(4 * 1000, two - one);
    }

    private static Model Hierarchy(int groups) => Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfNormal(2));
        Plate plate = m.Plate("group", groups);
        Tensor theta = mu + tau * plate.Sample("z", new Normal(0, 1));
        plate.Observe("y", new Normal(theta, 1), Enumerable.Range(0, groups).Select(j => 2 * Math.Sin(j)).ToArray());
    });

    private static Approximation Fit(LogDensity target, GaussianFamily? family = null)
    {
        family ??= new StructuredGaussian();
        Reparam.Random.RandomKey key = Reparam.Random.RandomKey.FromSeed(1);
        var evaluator = new TargetEvaluator(target, 1);
        Coordinates start = ModeSearch.Find(target, evaluator, family.Pattern(target), key.Fold("start"), default);
        return FixedDrawsOptimizer.For(target, family, new ElboObjective(), start, new FixedDraws(), 1, key)
            .Run(key.Fold("noise"), new FitContext(null, default), "test").Approximation;
    }
}
