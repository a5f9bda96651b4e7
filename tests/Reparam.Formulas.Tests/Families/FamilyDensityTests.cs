using Reparam.Distributions;

namespace Reparam.Formulas.Tests;

/// <summary>The density of every family against its formula as brms writes it, in the mean or quantile that the
/// predictor stands for.</summary>
public class FamilyDensityTests
{
    private const double Eta = 0.37, Trials = 7;

    /// <summary>Own parameters are 1.4, 0.3 where they are shares, and 2.6 where there is a second.</summary>
    public static TheoryData<string, double[], Func<double, double>> Densities { get; } = new()
    {
        { "gaussian", [-1, 2], y => -0.5 * Square((y - Eta) / 1.4) - Math.Log(1.4 * Math.Sqrt(2 * Math.PI)) },
        { "student", [-1, 2], y => LogGamma(1.8) - LogGamma(1.3) - 0.5 * Math.Log(2.6 * Math.PI * 1.96)
            - 1.8 * Math.Log(1 + Square((y - Eta) / 1.4) / 2.6) },
        { "asym_laplace", [-1, 2], y => Math.Log(0.3 * 0.7 / 1.4) - (y - Eta) / 1.4 * (0.3 - (y < Eta ? 1 : 0)) },
        { "lognormal", [0.4, 2], LogNormalAt },
        { "gamma", [0.4, 2], GammaAt },
        { "exponential", [0.4, 2], y => -Eta - y / Math.Exp(Eta) },
        { "weibull", [0.4, 2], y =>
        {
            double scale = Math.Exp(Eta - LogGamma(1 + 1 / 1.4));
            return Math.Log(1.4 / scale) + 0.4 * Math.Log(y / scale) - Math.Pow(y / scale, 1.4);
        } },
        { "inverse.gaussian", [0.4, 2], y => 0.5 * Math.Log(1.4 / (2 * Math.PI * y * y * y))
            - 0.7 * Square((y - Math.Exp(Eta)) / Math.Exp(Eta)) / y },
        { "beta", [0.2, 0.9], y => LogGamma(1.4) - LogGamma(1.4 * P) - LogGamma(1.4 * (1 - P))
            + (1.4 * P - 1) * Math.Log(y) + (1.4 * (1 - P) - 1) * Math.Log(1 - y) },
        { "von_mises", [-3, 2], y => 1.4 * Math.Cos(y - 2 * Math.Atan(Eta))
            - Math.Log(2 * Math.PI * BesselI0(1.4)) },
        { "bernoulli", [0, 1], y => Math.Log(y == 1 ? P : 1 - P) },
        { "binomial", [0, 3], BinomialAt },
        { "beta_binomial", [0, 3], y => LogChoose(y) + LogBeta(y + 1.4 * P, Trials - y + 1.4 * (1 - P))
            - LogBeta(1.4 * P, 1.4 * (1 - P)) },
        { "poisson", [0, 3], PoissonAt },
        { "negbinomial", [0, 3], y => NegativeBinomialAt(y, 1.4) },
        // Thresholds at -1 and 0.5.
        { "cumulative", [0, 2], y => Math.Log(y == 0 ? 1 / (1 + Math.Exp(1 + Eta)) : 1 / (1 + Math.Exp(0.5 - Eta))) },
        { "cumulative", [1, 1], _ => Math.Log(1 / (1 + Math.Exp(Eta - 0.5)) - 1 / (1 + Math.Exp(1 + Eta))) },
        // A second predictor of -0.2.
        { "categorical", [1, 2], y => (y == 1 ? Eta : -0.2) - Math.Log(1 + Math.Exp(Eta) + Math.Exp(-0.2)) },
        { "categorical", [0, 0], _ => -Math.Log(1 + Math.Exp(Eta) + Math.Exp(-0.2)) },
        { "geometric", [0, 3], y => NegativeBinomialAt(y, 1) },
        { "zero_inflated_poisson", [0, 3], y => Inflated(y, PoissonAt) },
        { "zero_inflated_negbinomial", [0, 3], y => Inflated(y, static y => NegativeBinomialAt(y, 1.4)) },
        { "zero_inflated_binomial", [0, 3], y => Inflated(y, BinomialAt) },
        { "hurdle_poisson", [0, 3], y => HurdleAt(y, PoissonAt, Math.Exp(PoissonAt(0))) },
        { "hurdle_negbinomial", [0, 3],
            y => HurdleAt(y, static y => NegativeBinomialAt(y, 1.4), Math.Exp(NegativeBinomialAt(0, 1.4))) },
        { "hurdle_gamma", [0, 2], y => HurdleAt(y, GammaAt, 0) },
        { "hurdle_lognormal", [0, 2], y => HurdleAt(y, LogNormalAt, 0) },
    };

    [Theory]
    [MemberData(nameof(Densities))]
    public void The_density_is_that_of_brms(string name, double[] values, Func<double, double> logDensity)
    {
        Distribution made = Make(Family.Parse(name));

        double[] log = made.LogProb(values).ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(logDensity(values[i]), log[i], 1e-13);
        }
    }

    [Fact]
    public void A_skew_normal_has_the_predictor_as_mean_and_sigma_as_deviation()
    {
        Distribution made = Make(Family.Parse("skew_normal"));

        Assert.Equal(Eta, made.Mean.ToArray()[0], 1e-14);
        Assert.Equal(1.96, made.Variance.ToArray()[0], 1e-14);
        Assert.Equal(2.6, Assert.IsType<SkewNormal>(made).Slant.ToDouble());
    }

    [Fact]
    public void Every_family_is_tried_here() => Assert.Equal(
        Family.All.Select(family => family.Name).Order(),
        Densities.Select(row => (string)row[0]).Append("skew_normal").Distinct().Order());

    private static Distribution Make(Family family)
    {
        var own = new Dictionary<PriorClass, Tensor>();
        foreach (PriorClass parameter in family.Parameters)
        {
            own.Add(parameter, PriorClassNames.RangeOf(parameter) == ArgumentRange.Share ? 0.3
                : own.Count == 0 ? 1.4 : 2.6);
        }
        return family.Likelihood(new LikelihoodArguments(
            family.IsCategorical ? [new[] { Eta, Eta }, new[] { -0.2, -0.2 }] : [new[] { Eta, Eta }],
            family.HasTrials ? (Tensor)new double[] { Trials, Trials } : null, own, new double[] { -1, 0.5 }));
    }

    private static double P => 1 / (1 + Math.Exp(-Eta));

    private static double Square(double x) => x * x;

    private static double LogGamma(double x) => Tensor.LogGamma(x).ToDouble();

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    private static double LogChoose(double y) =>
        LogGamma(Trials + 1) - LogGamma(y + 1) - LogGamma(Trials - y + 1);

    private static double BesselI0(double x)
    {
        double sum = 0, term = 1;
        for (int k = 1; k < 40; k++)
        {
            sum += term;
            term *= Square(0.5 * x / k);
        }
        return sum;
    }

    private static double LogNormalAt(double y) =>
        -0.5 * Square((Math.Log(y) - Eta) / 1.4) - Math.Log(y * 1.4 * Math.Sqrt(2 * Math.PI));

    private static double GammaAt(double y)
    {
        double rate = 1.4 / Math.Exp(Eta);
        return 1.4 * Math.Log(rate) - LogGamma(1.4) + 0.4 * Math.Log(y) - rate * y;
    }

    private static double PoissonAt(double y) => y * Eta - Math.Exp(Eta) - LogGamma(y + 1);

    private static double BinomialAt(double y) =>
        LogChoose(y) + y * Math.Log(P) + (Trials - y) * Math.Log(1 - P);

    private static double NegativeBinomialAt(double y, double shape)
    {
        double mean = Math.Exp(Eta);
        return LogGamma(y + shape) - LogGamma(shape) - LogGamma(y + 1) + y * Math.Log(mean / (mean + shape))
            + shape * Math.Log(shape / (mean + shape));
    }

    private static double Inflated(double y, Func<double, double> log) =>
        Math.Log((y == 0 ? 0.3 : 0) + 0.7 * Math.Exp(log(y)));

    private static double HurdleAt(double y, Func<double, double> log, double zero) =>
        y == 0 ? Math.Log(0.3) : Math.Log(0.7 / (1 - zero)) + log(y);
}
