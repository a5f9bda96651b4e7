using Reparam.Data;
using Reparam.Distributions;

namespace Reparam.Tests.Variational;

/// <summary>Fits of models whose rows stay in their source.</summary>
public sealed class RowsFitTests
{
    private const int RowCount = 5003;
    private const double Noise = 1.5;

    private static readonly double[] Observed =
        [.. Enumerable.Range(0, RowCount)
            .Select(i => 0.7 + Noise * Math.Sqrt(2) * Math.Sin(1.0 + 12.9898 * i) + i * 1e-5)];

    // Prior N(0.5, 2²), noise 1.5: precisions add.
    private static readonly double Precision = 1 / 4.0 + RowCount / (Noise * Noise);
    private static readonly double Mean = (0.5 / 4 + Observed.Sum() / (Noise * Noise)) / Precision;

    public static TheoryData<string, int> Algorithms => new()
    {
        { "fixed", 0 }, { "fresh", 0 }, { "fresh", 500 }, { "fresh", 2000 },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_normal_mean_is_exact_after_weighting(string algorithm, int rowsPerStep)
    {
        Posterior posterior = Fit(algorithm, rowsPerStep);
        double deviation = 1 / Math.Sqrt(Precision);
        // 4096 quasi-random draws and their weights leave less than 2 % of a standard deviation. The seed is fixed, so
        // the rate of false alarms is zero.
        Assert.Equal(Mean, posterior["mu"].Mean, 0.02 * deviation);
        Assert.Equal(deviation, posterior["mu"].StandardDeviation, 0.02 * deviation);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        // The weights see all rows: the bound is log evidence less a divergence that they measure.
        Assert.InRange(posterior.Elbo, Evidence() - 0.05, Evidence() + 4 * posterior.ElboStandardError + 1e-6);
    }

    [Fact]
    public void A_fit_by_rows_is_the_fit_of_the_same_data_as_constants()
    {
        Model constant = Model.Define(m => m.Plate("row", RowCount)
            .Observe("y", new StudentT(5, m.Sample("mu", new Normal(0.5, 2)), m.Sample("s", new HalfNormal(2))),
                Observed));
        Model streamed = Model.Define(m =>
        {
            Rows rows = m.Rows("row", new MemoryRows().With("y", Observed));
            rows.Observe("y", new StudentT(5, m.Sample("mu", new Normal(0.5, 2)), m.Sample("s", new HalfNormal(2))),
                rows.Column("y"));
        });
        Posterior expected = Inference.Fit(constant, seed: 4), actual = Inference.Fit(streamed, seed: 4);
        foreach (string name in (string[])["mu", "s"])
        {
            Assert.Equal(expected[name].Mean, actual[name].Mean, 1e-3 * expected[name].StandardDeviation);
            Assert.Equal(expected[name].StandardDeviation, actual[name].StandardDeviation,
                1e-3 * expected[name].StandardDeviation);
        }
        Assert.Equal(expected.Verdict.Level, actual.Verdict.Level);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        Posterior one = Fit("fresh", 700, threads: 1), two = Fit("fresh", 700, threads: 2);
        Assert.Equal(one.Elbo, two.Elbo);
        Assert.Equal(one.Draws("mu"), two.Draws("mu"));
    }

    [Fact]
    public void Rows_per_step_must_be_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit("fresh", -1));

    private static Posterior Fit(string algorithm, int rowsPerStep, int threads = 1)
    {
        Model model = Model.Define(m =>
        {
            Rows rows = m.Rows("row", new MemoryRows().With("y", Observed));
            rows.Observe("y", new Normal(m.Sample("mu", new Normal(0.5, 2)), Noise), rows.Column("y"));
        });
        return Inference.Fit(model, seed: 2, options: new()
        {
            Threads = threads,
            Algorithm = algorithm == "fixed" ? new FixedDraws()
                : new FreshDraws { RowsPerStep = rowsPerStep == 0 ? null : rowsPerStep },
        });
    }

    /// <summary>log of the normal density of all observations together, by the formula for one mean.</summary>
    private static double Evidence()
    {
        double s2 = Noise * Noise, sum = Observed.Sum(y => y - 0.5), squares = Observed.Sum(y => (y - 0.5) * (y - 0.5));
        return -0.5 * RowCount * Math.Log(2 * Math.PI * s2) - 0.5 * Math.Log(1 + 4 * RowCount / s2)
            - 0.5 / s2 * (squares - sum * sum * 4 / (s2 + 4 * RowCount));
    }
}
