using Reparam.Distributions;
using Reparam.Gradients;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Variance;

/// <summary>The problems of the comparison, as in Mohamed, Rosca, Figurnov and Mnih (2020), sections 3 and 8, with
/// generated data.</summary>
internal static class VarianceProblems
{
    private const int Rows = 100;
    private const int Predictors = 5;
    private const int Groups = 8;
    private const int InGroup = 5;

    private static readonly GradientEstimator[] Continuous =
    [
        new ScoreFunction(), new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
        new ScoreFunction { Baseline = Baseline.Quadratic }, new MeasureValued(), new Pathwise(),
        new Pathwise { Noise = NoiseScheme.Antithetic }, new Pathwise { Noise = NoiseScheme.QuasiMonteCarlo() },
        new GaussianIdentities(), new SecondOrderControlVariate(),
    ];

    public static VarianceProblem[] All { get; } =
    [
        new("cos(k x), x ~ N(1, 1)", "k", [0.25, 0.5, 1, 1.5, 2, 3, 4, 6], 4,
            static k => (new(static t => new Normal(t[0], t[1]), x => Cos(k * x)), [1, 1]), Continuous),
        new("logistic regression, mean field", "scale of q over the posterior's", [0.1, 0.2, 0.5, 1, 2, 5], 3,
            scale => Logistic(scale), [.. Continuous, new StickingTheLanding()]),
        new("hierarchical Poisson, mean field", "scale of q over the posterior's", [0.1, 0.2, 0.5, 1, 2], 3,
            scale => HierarchicalPoisson(scale), [.. Continuous, new StickingTheLanding()]),
        new("Σ (bᵢ - 0.45)² and a product, b ~ Bernoulli(p)⁴", "p", [0.02, 0.05, 0.1, 0.2, 0.35, 0.5],
            4, Binary,
            [
                new ScoreFunction(), new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
                new ScoreFunction { Baseline = Baseline.Quadratic }, new MeasureValued(), new Rebar(), new Relax(),
                new StraightThrough(), new ConcreteRelaxation(),
            ]),
    ];

    private static (ExpectationProblem, double[]) Binary(double p) => (
        new(static t => Bernoulli.FromLogits(t), static x => Sum(Square(x - 0.45)) + x[0] * x[1] - 2 * x[2] * x[3]),
        [.. Enumerable.Repeat(Math.Log(p / (1 - p)), 4)]);

    /// <summary>100 rows of 5 predictors; q is centred at the coefficients that made the data.</summary>
    private static (ExpectationProblem, double[]) Logistic(double scale)
    {
        RandomKey key = RandomKey.FromSeed(1).Fold("logistic");
        var x = new double[Rows * Predictors];
        Noise.FillNormal(key.Fold("x"), 0, 0, Rows, 0, Predictors, x);
        double[] beta = [0.8, -0.5, 0.3, 0, -1], signs = [.. Enumerable.Range(0, Rows).Select(i =>
            Noise.Uniform(key.Fold("y"), 0, i, 0) < 1 / (1 + Math.Exp(-Enumerable.Range(0, Predictors)
                .Sum(j => x[j * Rows + i] * beta[j]))) ? 1.0 : -1)];
        // One column a predictor, its sign that of the response.
        Tensor design = Transpose(From(x, [Predictors, Rows])) * Reshape(signs, [Rows, 1]);
        return (ExpectationProblem.LowerBound(static t => new Normal(t[..Predictors], Exp(t[Predictors..])),
            b => Sum(LogSigmoid(MatMul(design, b))) - 0.5 * Sum(Square(b))),
            [.. beta, .. Enumerable.Repeat(Math.Log(0.24 * scale), Predictors)]);
    }

    /// <summary>8 groups of 5 counts: y ~ Poisson(exp(μ + τ zᵢ)), zᵢ ~ N(0, 1), with unknowns μ, log τ and z.</summary>
    private static (ExpectationProblem, double[]) HierarchicalPoisson(double scale)
    {
        RandomKey key = RandomKey.FromSeed(1).Fold("poisson");
        double[] z = [.. Enumerable.Range(0, Groups).Select(i => Noise.Normal(key.Fold("z"), 0, i, 0))];
        double[] rates = [.. z.Select(static v => Math.Exp(1 + 0.5 * v))];
        double[] counts = [.. Enumerable.Range(0, Groups * InGroup).Select(i => new Poisson(rates[i / InGroup])
            .InverseCdf(Noise.Uniform(key.Fold("y"), 0, i, 0)).ToDouble())];
        Tensor sums = (Tensor)counts.Chunk(InGroup).Select(static c => c.Sum()).ToArray();
        return (ExpectationProblem.LowerBound(
            static t => new Normal(t[..(Groups + 2)], Exp(t[(Groups + 2)..])),
            u =>
            {
                Tensor logRate = u[0] + Exp(u[1]) * u[2..];
                return Sum(sums * logRate - InGroup * Exp(logRate)) - 0.5 * Sum(Square(u[2..]))
                    - 0.5 * Square(u[0] / 2) - 0.5 * Square(u[1]);
            }),
            [1, Math.Log(0.5), .. z, .. Enumerable.Repeat(Math.Log(0.2 * scale), Groups + 2)]);
    }
}
