using System.Globalization;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="FixedDraws"/>: rounds of ever more draws until two agree.</summary>
/// <remarks>A round maximises the objective over one set of draws, which makes it a function like any other. How that
/// is done is the concern of derived classes; between rounds the approximation stays.</remarks>
internal abstract class FixedDrawsOptimizer
{
    private readonly DensityPlan _plan;
    private IProgress<FitProgress>? _progress;

    protected FixedDrawsOptimizer(LogDensity target, VariationalFamily family, VariationalObjective objective,
        Coordinates start, FixedDraws settings, int threads)
    {
        (Target, Family, Settings, Threads, Coordinates) = (target, family, settings, threads, start);
        Points = objective.PointsPerDraw;
        int count = family.ParameterCount(target);
        _plan = target.Plan((family, objective, start.Pattern.GetType()), () =>
        {
            Tensor parameters = Tensor.Input("parameters", [count]),
                centre = Tensor.Input("centre", [target.Dimension]),
                factor = Tensor.Input("factor", start.Pattern.Shape);
            Tensor[] noise = [.. Enumerable.Range(0, Points)
                .Select(_ => Tensor.Input("noise", [target.Dimension], varies: true))];
            Tensor loss = -objective.Value(
                new ObjectiveTerms(target, family, start.Pattern.Map(centre, factor), parameters, noise));
            return ([parameters, centre, factor, .. noise], [loss, Differentiate.Gradient(loss, parameters)[0]]);
        });
        Executor = new DensityExecutor(_plan, 1);
        QuasiNewton = new LimitedMemoryBfgs(count, new LimitedMemoryBfgsOptions
        {
            GradientTolerance = settings.GradientTolerance,
            MaximumIterations = settings.MaximumIterations,
            RelativeObjectiveTolerance = 1e-9,
            MemoryLength = 20,
        });
    }

    /// <summary>The optimiser for a family: normal distributions have a better one.</summary>
    public static FixedDrawsOptimizer For(LogDensity target, VariationalFamily family, VariationalObjective objective,
        Coordinates start, FixedDraws settings, int threads, RandomKey key) => family is GaussianFamily gaussian
        ? new GaussianFixedDraws(target, gaussian, objective, start, settings, threads)
        : new GeneralFixedDraws(target, family, objective, start, settings, threads, key);

    protected LogDensity Target { get; }

    protected VariationalFamily Family { get; }

    protected FixedDraws Settings { get; }

    protected int Threads { get; }

    protected int Points { get; }

    protected LimitedMemoryBfgs QuasiNewton { get; }

    protected DensityExecutor Executor { get; private set; }

    /// <summary>The coordinates that the parameters are in.</summary>
    protected Coordinates Coordinates { get; private set; }

    protected CancellationToken Cancellation { get; private set; }

    /// <summary>The approximation as it stands.</summary>
    protected abstract Approximation Current { get; }

    private long Evaluations { get; set; }

    public Optimum Run(RandomKey key, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (_progress, Cancellation) = (progress, cancellation);
        int draws = Settings.InitialDraws;
        while (draws < 4 * Coordinates.Pattern.CorrelatedUnknowns)
        {
            draws *= 2;
        }
        int most = Math.Max(Settings.MaximumDraws, draws);
        var rounds = new List<FitRound>();
        string? problem = null;
        for (; draws <= most; draws *= 2)
        {
            Approximation before = Current;
            Begin(key.Fold((ulong)draws), draws);
            FitRound round = Round(draws);
            double error = rounds.Count == 0 ? double.NaN : Distance(before, Current) / Math.Sqrt(3);
            rounds.Add(round with { MonteCarloError = error });
            problem = round.GradientNorm <= 10 * Settings.GradientTolerance ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"With {draws} draws the optimiser stopped at a gradient of {round.GradientNorm:G2} nats a standard " +
                $"deviation.");
            if (error <= Settings.Tolerance)
            {
                break;
            }
            if (2 * draws > most && problem is null)
            {
                problem = FormattableString.Invariant(
                    $"The answer still moves by {error:G2} standard deviations between {draws / 2} and {draws} draws.");
            }
        }
        return new Optimum(Current, rounds, problem, Evaluations);
    }

    /// <summary>Maximises the objective over the draws that were set.</summary>
    protected abstract FitRound Round(int draws);

    /// <summary>How far apart two approximations are: means in standard deviations, standard deviations
    /// relative.</summary>
    /// <remarks>The later round has half the variance of the earlier: of the square of the difference, one third is its
    /// own.</remarks>
    protected abstract double Distance(Approximation left, Approximation right);

    protected double Loss(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        Evaluations += Executor.Draws * Points;
        Executor.SetShared(0, parameters);
        Executor.Run(Cancellation);
        Executor.Shared(1).CopyTo(gradient);
        double value = Executor.Shared(0)[0];
        _progress?.Report(new FitProgress($"{Family.Name}, {Executor.Draws} draws", Evaluations, -value));
        return value;
    }

    protected void MoveTo(Coordinates coordinates)
    {
        Coordinates = coordinates;
        Executor.SetShared(1, coordinates.Centre);
        Executor.SetShared(2, coordinates.Factor);
    }

    /// <summary>Narrows q around its centre until the bound is finite.</summary>
    /// <returns>How often.</returns>
    protected int Shrink(ReadOnlySpan<double> parameters)
    {
        var gradient = new double[parameters.Length];
        Coordinates failed = Coordinates;
        for (int attempt = 0; attempt < 40; attempt++)
        {
            if (double.IsFinite(Loss(parameters, gradient)) && Array.TrueForAll(gradient, double.IsFinite))
            {
                return attempt;
            }
            failed = Coordinates;
            MoveTo(Coordinates with { Factor = [.. Coordinates.Factor.Select(f => 0.5 * f)] });
        }
        throw new FitException(
            "The bound is not finite however narrow the approximation around the mode. The log density is finite at " +
            "single points only." + NonFiniteDraw.Describe(Target, failed, Noise[0], Executor.Draws) + " Check it " +
            "for hard limits inside its support, and give bounded unknowns a prior with that support.");
    }

    private double[][] Noise { get; set; } = [];

    private void Begin(RandomKey key, int draws)
    {
        int n = Target.Dimension;
        Executor = new DensityExecutor(_plan, draws, Threads);
        // All points of all draws are one set, so that their moments match together.
        double[] all = QuasiMonteCarlo.Normal(key, n, draws * Points);
        MomentMatching.Apply(all, draws * Points, Coordinates.Pattern);
        Noise = [.. Enumerable.Range(0, Points).Select(point => Points == 1 ? all : [.. Enumerable.Range(0, n)
            .SelectMany(e => all[(e * draws * Points + point * draws)..(e * draws * Points + (point + 1) * draws)])])];
        for (int point = 0; point < Points; point++)
        {
            Executor.SetByDraw(3 + point, Noise[point]);
        }
        MoveTo(Coordinates);
    }
}
