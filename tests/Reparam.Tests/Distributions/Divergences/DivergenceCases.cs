using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>How to make a distribution from numbers, with two sets of them.</summary>
/// <param name="Type">The type.</param>
/// <param name="Make">From parameters, one tensor for each set's number.</param>
/// <param name="Sets">The sets, within the ranges that let every average over it be integrated numerically.</param>
/// <param name="Kinks">Where the density has a kink or an end, given a set.</param>
internal sealed record DivergenceCase(
    Type Type, Func<Tensor[], Distribution> Make, double[][] Sets, Func<double[], double[]>? Kinks = null)
{
    public Distribution At(double[] set) => Make([.. set.Select(static v => (Tensor)v)]);

    public static DivergenceCase[] Numbers { get; } =
    [
        Of<Normal>(static p => new Normal(p[0], p[1]), [0.4, 0.7], [-1.1, 1.6]),
        Of<HalfNormal>(static p => new HalfNormal(p[0]), [0.8], [2.1]),
        Of<LogNormal>(static p => new LogNormal(p[0], p[1]), [0.3, 0.5], [-0.4, 0.9]),
        new(typeof(Laplace), static p => new Laplace(p[0], p[1]), [[0.2, 0.5], [-0.6, 0.8]], static s => [s[0]]),
        Of<Cauchy>(static p => new Cauchy(p[0], p[1]), [0.2, 0.5], [-0.6, 1.3]),
        Of<HalfCauchy>(static p => new HalfCauchy(p[0]), [0.5], [1.3]),
        Of<Logistic>(static p => new Logistic(p[0], p[1]), [0.2, 0.5], [-0.6, 0.7]),
        Of<Gumbel>(static p => new Gumbel(p[0], p[1]), [0.2, 1.1], [-0.6, 1.6]),
        Of<StudentT>(static p => new StudentT(p[0], p[1], p[2]), [4.5, 0.2, 0.5], [7, -0.6, 1.3]),
        Of<HalfStudentT>(static p => new HalfStudentT(p[0], p[1]), [4.5, 0.5], [7, 1.3]),
        Of<Exponential>(static p => new Exponential(p[0]), [0.7], [2.2]),
        Of<Gamma>(static p => new Gamma(p[0], p[1]), [2.5, 1.2], [1.4, 0.6]),
        Of<Chi2>(static p => new Chi2(p[0]), [3.5], [5.2]),
        Of<InverseGamma>(static p => new InverseGamma(p[0], p[1]), [3.5, 1.2], [4.6, 2.4]),
        Of<Weibull>(static p => new Weibull(p[0], p[1]), [1.7, 0.8], [0.8, 1.4]),
        new(typeof(Pareto), static p => new Pareto(p[0], p[1]), [[0.6, 3.5], [0.9, 2.6]], static s => [s[0]]),
        Of<Beta>(static p => new Beta(p[0], p[1]), [2.5, 1.6], [1.4, 3.2]),
        Of<BetaPrime>(static p => new BetaPrime(p[0], p[1]), [2.5, 3.6], [1.4, 4.2]),
        new(typeof(Uniform), static p => new Uniform(p[0], p[1]), [[0.15, 0.75], [0.05, 0.9]], static s => s),
        new(typeof(AsymmetricLaplace), static p => new AsymmetricLaplace(p[0], p[1], p[2]),
            [[0.2, 0.4, 1.3], [-0.6, 0.6, 0.8]], static s => [s[0]]),
        Of<Moyal>(static p => new Moyal(p[0], p[1]), [0.2, 0.7], [-0.6, 1.1]),
        Of<TruncatedNormal>(static p => new TruncatedNormal(p[0], p[1], p[2], p[3]),
            [0.4, 0.3, 0.1, 0.8], [0.9, 0.7, -0.5, 1.6]),
        Of<Rayleigh>(static p => new Rayleigh(p[0]), [0.8], [1.7]),
        Of<Maxwell>(static p => new Maxwell(p[0]), [0.8], [1.7]),
        Of<Frechet>(static p => new Frechet(p[0], p[1]), [4.5, 0.8], [3.4, 1.4]),
        Of<LogLogistic>(static p => new LogLogistic(p[1], p[0]), [0.8, 4.5], [1.4, 3.6]),
        Of<InverseGaussian>(static p => new InverseGaussian(p[0], p[1]), [0.8, 1.3], [1.7, 3.1]),
        Of<Gompertz>(static p => new Gompertz(p[0], p[1]), [0.6, 1.2], [1.8, 0.7]),
        Of<Kumaraswamy>(static p => new Kumaraswamy(1.7, p[0]), [0.8], [2.4]),
        new(typeof(LogUniform), static p => new LogUniform(p[0], p[1]), [[0.15, 0.75], [0.05, 0.9]], static s => s),
        new(typeof(Triangular), static p => new Triangular(p[0], p[1], p[2]),
            [[0.15, 0.3, 0.75], [0.05, 0.06, 0.9]], static s => s),
        new(typeof(VonMises), static p => new VonMises(p[0], p[1]), [[0.4, 1.3], [-0.9, 3.1]]),
    ];

    public static DivergenceCase[] Counts { get; } =
    [
        Of<Bernoulli>(static p => new Bernoulli(p[0]), [0.3], [0.85]),
        Of<Binomial>(static p => new Binomial(7, p[0]), [0.3], [0.85]),
        Of<Poisson>(static p => new Poisson(p[0]), [0.7], [4.2]),
        Of<NegativeBinomial>(static p => new NegativeBinomial(p[0], 2.5), [0.7], [4.2]),
        Of<Geometric>(static p => new Geometric(p[0]), [0.7], [0.2]),
        Of<DiscreteUniform>(static p => new DiscreteUniform(2, p[0]), [5], [7]),
        Of<BetaBinomial>(static p => new BetaBinomial(7, p[0], p[1]), [1.3, 2.1], [0.8, 3.4]),
        Of<Categorical>(static p => Categorical.FromLogits(Tensor.Stack(p)), [0.3, -1, 0.2], [-1.5, 0.6, 0.1]),
    ];

    public static DivergenceCase[] Vectors { get; } =
    [
        Of<Dirichlet>(static p => new Dirichlet(Tensor.Stack(p)), [0.8, 2.2, 1.3], [3.1, 1.2, 0.6]),
        Of<MultivariateNormal>(static p => new MultivariateNormal(Tensor.Stack(p[..3]), Factor(p[3..])),
            [0.3, -0.2, 0.5, 0.9, 0.3, 1.2, -0.4, 0.2, 0.7], [-0.5, 0.1, 0.2, 1.3, -0.6, 0.8, 0.1, 0.5, 1.1]),
        Of<Independent>(static p => new Independent(new Normal(Tensor.Stack(p[..3]), Tensor.Stack(p[3..]))),
            [0.3, -0.2, 0.5, 0.9, 1.2, 0.7], [-0.5, 0.1, 0.2, 1.3, 0.8, 1.1]),
        Of<TransformedDistribution>(static p => new TransformedDistribution(
            new Normal(Tensor.Stack(p[..3]), Tensor.Stack(p[3..])), new Reparam.Bijectors.Ordered()),
            [0.3, -0.2, 0.5, 0.9, 1.2, 0.7], [-0.5, 0.1, 0.2, 1.3, 0.8, 1.1]),
        Of<Delta>(static p => new Delta(Tensor.Stack(p), 1), [0.3, 0.2], [0.3, 0.4]),
    ];

    public static DivergenceCase[] All { get; } = [.. Numbers, .. Counts, .. Vectors];

    private static DivergenceCase Of<T>(Func<Tensor[], Distribution> make, params double[][] sets) =>
        new(typeof(T), make, sets);

    private static Tensor Factor(Tensor[] p) => Tensor.Stack(
        Tensor.Stack(p[0], 0, 0), Tensor.Stack(p[1], p[2], 0), Tensor.Stack(p[3], p[4], p[5]));
}
