using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Formulas;

public sealed partial record Family
{
    private static readonly double RootTwoOverPi = Math.Sqrt(2 / Math.PI);

    /// <summary>Normal(predictor, sigma).</summary>
    public static Family Gaussian { get; } = new("gaussian", LinkFunction.Identity, ResponseKind.Real,
        [PriorClass.Sigma], static a => new Normal(a.Predictor, a[PriorClass.Sigma]));

    /// <summary>Student's t with nu degrees of freedom, location the predictor, scale sigma.</summary>
    public static Family Student { get; } = new("student", LinkFunction.Identity, ResponseKind.Real,
        [PriorClass.Sigma, PriorClass.Nu],
        static a => new StudentT(a[PriorClass.Nu], a.Predictor, a[PriorClass.Sigma]));

    /// <summary>Bernoulli(logistic(predictor)), a response of 0 and 1.</summary>
    public static Family Bernoulli { get; } = new("bernoulli", LinkFunction.Logit, ResponseKind.Binary, [],
        static a => Distributions.Bernoulli.FromLogits(a.Predictor));

    /// <summary>Binomial(trials, logistic(predictor)).</summary>
    public static Family Binomial { get; } = new("binomial", LinkFunction.Logit, ResponseKind.Successes, [],
        static a => Distributions.Binomial.FromLogits(a.Trials, a.Predictor));

    /// <summary>Poisson(exp(predictor)).</summary>
    public static Family Poisson { get; } = new("poisson", LinkFunction.Log, ResponseKind.Count, [],
        static a => Distributions.Poisson.FromLogRate(a.Predictor));

    /// <summary>Negative binomial with mean m = exp(predictor) and variance m + m² / shape.</summary>
    public static Family NegativeBinomial { get; } = new("negbinomial", LinkFunction.Log, ResponseKind.Count,
        [PriorClass.Shape], NegativeBinomialOf);

    /// <summary>Every family.</summary>
    public static IReadOnlyList<Family> All { get; } =
    [
        Gaussian,
        Bernoulli,
        Binomial,
        Poisson,
        NegativeBinomial,
        Student,
        // By its mean and standard deviation, as in brms.
        new("skew_normal", LinkFunction.Identity, ResponseKind.Real, [PriorClass.Sigma, PriorClass.Alpha],
            static a =>
            {
                Tensor alpha = a[PriorClass.Alpha], shift = RootTwoOverPi * alpha / Sqrt(1 + Square(alpha));
                Tensor scale = a[PriorClass.Sigma] / Sqrt(1 - Square(shift));
                return new SkewNormal(a.Predictor - scale * shift, scale, alpha);
            }),
        // The predictor is the quantile of that probability.
        new("asym_laplace", LinkFunction.Identity, ResponseKind.Real, [PriorClass.Sigma, PriorClass.Quantile],
            static a =>
            {
                Tensor below = a[PriorClass.Quantile];
                return new AsymmetricLaplace(a.Predictor, a[PriorClass.Sigma] / Sqrt(below * (1 - below)),
                    Sqrt(below / (1 - below)));
            }),
        new("lognormal", LinkFunction.Identity, ResponseKind.Positive, [PriorClass.Sigma], LogNormalOf)
            { IsOfLogarithm = true },
        // Of the following the predictor is the logarithm of the mean.
        new("gamma", LinkFunction.Log, ResponseKind.Positive, [PriorClass.Shape], GammaOf),
        new("exponential", LinkFunction.Log, ResponseKind.Positive, [],
            static a => new Exponential(Tensor.Exp(-a.Predictor))),
        new("weibull", LinkFunction.Log, ResponseKind.Positive, [PriorClass.Shape], static a =>
        {
            Tensor shape = a[PriorClass.Shape];
            return new Weibull(shape, Tensor.Exp(a.Predictor - LogGamma(1 + 1 / shape)));
        }),
        // The 1 / mu^2 of brms leaves no mean where the predictor is below 0.
        new("inverse.gaussian", LinkFunction.Log, ResponseKind.Positive, [PriorClass.Shape],
            static a => new InverseGaussian(a.Exp, a[PriorClass.Shape])),
        new("beta", LinkFunction.Logit, ResponseKind.Share, [PriorClass.Phi], static a =>
            new Beta(Sigmoid(a.Predictor) * a[PriorClass.Phi], Sigmoid(-a.Predictor) * a[PriorClass.Phi])),
        new("von_mises", LinkFunction.TanHalf, ResponseKind.Angle, [PriorClass.Kappa],
            static a => new VonMises(2 * Atan(a.Predictor), a[PriorClass.Kappa])),
        new("beta_binomial", LinkFunction.Logit, ResponseKind.Successes, [PriorClass.Phi], static a =>
            new BetaBinomial(
                a.Trials, Sigmoid(a.Predictor) * a[PriorClass.Phi], Sigmoid(-a.Predictor) * a[PriorClass.Phi])),
        new("cumulative", LinkFunction.Logit, ResponseKind.Ordinal, [],
            static a => new OrderedLogistic(a.Predictor, a.Thresholds)),
        new("categorical", LinkFunction.Logit, ResponseKind.Nominal, [], static a =>
            Categorical.FromLogits(Transpose(Stack([0 * a.Predictor, .. a.Predictors])))),
        new("geometric", LinkFunction.Log, ResponseKind.Count, [], static a => Geometric.FromLogits(-a.Predictor)),
        new("zero_inflated_poisson", LinkFunction.Log, ResponseKind.Count, [PriorClass.ZeroInflation],
            static a => new ZeroInflated(Poisson.Likelihood(a), a[PriorClass.ZeroInflation])),
        new("zero_inflated_negbinomial", LinkFunction.Log, ResponseKind.Count,
            [PriorClass.Shape, PriorClass.ZeroInflation],
            static a => new ZeroInflated(NegativeBinomialOf(a), a[PriorClass.ZeroInflation])),
        new("zero_inflated_binomial", LinkFunction.Logit, ResponseKind.Successes, [PriorClass.ZeroInflation],
            static a => new ZeroInflated(Binomial.Likelihood(a), a[PriorClass.ZeroInflation])),
        new("hurdle_poisson", LinkFunction.Log, ResponseKind.Count, [PriorClass.Hurdle],
            static a => new Hurdle(Poisson.Likelihood(a), a[PriorClass.Hurdle])),
        new("hurdle_negbinomial", LinkFunction.Log, ResponseKind.Count, [PriorClass.Shape, PriorClass.Hurdle],
            static a => new Hurdle(NegativeBinomialOf(a), a[PriorClass.Hurdle])),
        new("hurdle_gamma", LinkFunction.Log, ResponseKind.NonNegative, [PriorClass.Shape, PriorClass.Hurdle],
            static a => new HurdleOfPositive(GammaOf(a), a[PriorClass.Hurdle])),
        new("hurdle_lognormal", LinkFunction.Identity, ResponseKind.NonNegative,
            [PriorClass.Sigma, PriorClass.Hurdle],
            static a => new HurdleOfPositive(LogNormalOf(a), a[PriorClass.Hurdle])) { IsOfLogarithm = true },
    ];

    private static Distributions.NegativeBinomial NegativeBinomialOf(LikelihoodArguments a) =>
        Distributions.NegativeBinomial.FromLogMean(a.Predictor, a[PriorClass.Shape]);

    private static Gamma GammaOf(LikelihoodArguments a) =>
        new(a[PriorClass.Shape], a[PriorClass.Shape] * Tensor.Exp(-a.Predictor));

    private static LogNormal LogNormalOf(LikelihoodArguments a) => new(a.Predictor, a[PriorClass.Sigma]);
}
