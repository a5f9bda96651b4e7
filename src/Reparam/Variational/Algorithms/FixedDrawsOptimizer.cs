using System.Globalization;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="FixedDraws"/>: rounds of ever more draws until two agree.</summary>
/// <remarks>A round maximises the objective over one set of draws, which makes it a function like any other. How that
/// is done is the concern of derived classes; between rounds the approximation stays.</remarks>
internal abstract partial class FixedDrawsOptimizer
{
    /// <summary>Iterations of families that are not normal, in those of a normal one: the parameters of a flow are far
    /// from independent, and there is no natural gradient that has done most of the work.</summary>
    private const int MoreIterations = 5;

    private readonly DensityPlan _plan;
    private readonly VariationalObjective _objective;
    private FitContext _context = new(null, default);
    private EvaluationLog _log = new(null, "");
    private (double Loss, Coordinates Coordinates, double[] Parameters) _best;

    protected FixedDrawsOptimizer(LogDensity target, VariationalFamily family, VariationalObjective objective,
        Coordinates start, FixedDraws settings, int threads)
    {
        (Target, Family, Settings, Threads, Coordinates) = (target, family, settings, threads, start);
        (_objective, Points) = (objective, objective.PointsPerDraw);
        _plan = LossExpression.Gradient(target, family, objective, start.Pattern);
        Executor = new DensityExecutor(_plan, 1);
        QuasiNewton = new LimitedMemoryBfgs(family.ParameterCount(target), new LimitedMemoryBfgsOptions
        {
            GradientTolerance = settings.GradientTolerance,
            MaximumIterations = (family is GaussianFamily ? 1 : MoreIterations) * settings.MaximumIterations,
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

    /// <summary>The parameters of <see cref="Current"/> in the coordinates.</summary>
    protected abstract double[] Parameters { get; set; }

    protected DensityExecutor Executor { get; private set; }

    /// <summary>The coordinates that the parameters are in.</summary>
    protected Coordinates Coordinates { get; private set; }

    /// <summary>The draws with which the objective over them has no optimum that the objective itself has
    /// not.</summary>
    protected virtual int LeastDraws => 4 * Coordinates.Pattern.CorrelatedUnknowns;

    /// <summary>The approximation as it stands.</summary>
    protected abstract Approximation Current { get; }

    /// <summary>Evaluations of the log density with its gradient so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Maximises the objective.</summary>
    /// <param name="key">Of the draws.</param>
    /// <param name="context">Reports, cancellation, checkpoint.</param>
    /// <param name="name">Of the states in the checkpoint.</param>
    public Optimum Run(RandomKey key, FitContext context, string name)
    {
        _context = context;
        int draws = Settings.InitialDraws;
        while (draws < LeastDraws)
        {
            draws *= 2;
        }
        // Two rounds are needed to see whether the answer moves.
        int most = Math.Max(Settings.MaximumDraws, 2 * draws);
        var state = new FixedDrawsState(draws, [], null, Coordinates, Parameters, 0, 0, IsDone: false);
        state = FixedDrawsState.Find(context.Checkpoint, name, Coordinates.Pattern) ?? state;
        Restore(state);
        _log = new EvaluationLog(context.Checkpoint, $"{name} evaluations");
        while (!state.IsDone)
        {
            try
            {
                state = Next(state, key, most);
            }
            catch (OperationCanceledException)
            {
                _log.Save();
                context.Unfinished = Interrupted(state, key);
                throw;
            }
            _log.Clear();
            state.Save(context.Checkpoint, name);
        }
        _products?.Release();
        Executor.Release();
        return End(state, key);
    }

    /// <summary>A round, and whether it was the last.</summary>
    private FixedDrawsState Next(FixedDrawsState state, RandomKey key, int most)
    {
        int draws = state.Draws;
        Approximation before = Current;
        Begin(key.Fold((ulong)draws), draws);
        FitRound round = Round(draws);
        double error = state.Rounds.Count == 0 ? double.NaN : Distance(before, Current) / Math.Sqrt(3);
        string? problem = round.GradientNorm <= 10 * Settings.GradientTolerance ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"With {draws} draws the optimiser stopped at a gradient of {round.GradientNorm:G2} nats a standard " +
            $"deviation.");
        bool isDone = error <= Settings.Tolerance;
        if (!isDone && 2 * draws > most)
        {
            isDone = true;
            problem ??= FormattableString.Invariant(
                $"The answer still moves by {error:G2} standard deviations between {draws / 2} and {draws} draws.");
        }
        return new FixedDrawsState(
            isDone ? draws : 2 * draws, [.. state.Rounds, round with { MonteCarloError = error }], problem,
            Coordinates, Parameters, Evaluations, _plan.Plan.Work, isDone);
    }

    private void Restore(FixedDrawsState state)
    {
        Evaluations = state.Evaluations;
        _plan.Plan.Work = state.Work;
        Parameters = state.Parameters;
        Coordinates = state.Coordinates;
    }

    private Optimum End(FixedDrawsState state, RandomKey key)
    {
        return new Optimum(Current, state.Rounds, state.Problem, Evaluations)
        {
            Response = new OptimumResponse(Target, Family, _objective, Coordinates, Parameters,
                key.Fold((ulong)state.Draws), state.Draws, Threads),
        };
    }

    /// <summary>The best point of the round that was broken off.</summary>
    private Optimum? Interrupted(FixedDrawsState state, RandomKey key)
    {
        if (!double.IsFinite(_best.Loss))
        {
            return state.Rounds.Count == 0 ? null : End(state, key);
        }
        Approximation approximation = Family.Fitted(Target, _best.Coordinates, _best.Parameters);
        return new Optimum(approximation,
            [.. state.Rounds, new FitRound(state.Draws, 0, -_best.Loss, double.NaN, double.NaN)], null, Evaluations);
    }

    /// <summary>Maximises the objective over the draws that were set.</summary>
    protected abstract FitRound Round(int draws);

    /// <summary>How far apart two approximations are: means in standard deviations, standard deviations
    /// relative.</summary>
    /// <remarks>The later round has half the variance of the earlier: of the square of the difference, one third is its
    /// own.</remarks>
    protected abstract double Distance(Approximation left, Approximation right);

    /// <summary>Minimises the loss from a point: by L-BFGS, and where that does not arrive in its iterations, by
    /// Newton's method with conjugate gradients, which strong dependence between parameters does not hold up.</summary>
    /// <remarks>In this order, since the coordinates make most fits a matter of few steps, in which products of the
    /// Hessian are not worth their cost: begun with Newton's method, mean-field fits of the diamonds and of the sleep
    /// study took 1.9 and 2.0 times the evaluations; without it their first rounds ended at 36 and 17 times the
    /// tolerance.</remarks>
    protected OptimizationResult Minimize(double[] start)
    {
        OptimizationResult first = QuasiNewton.Minimize(Loss, start, cancellationToken: _context.Cancellation);
        if (first.GradientNorm <= 10 * Settings.GradientTolerance || !double.IsFinite(first.Value))
        {
            return first;
        }
        var newton = new TrustRegionNewton(start.Length, new TrustRegionNewtonOptions
        {
            GradientTolerance = Settings.GradientTolerance,
            MaximumIterations = Settings.MaximumIterations,
            RelativeObjectiveNoise = 1e-13,
        });
        OptimizationResult second = newton.Minimize(Loss, Product, first.Point.AsSpan(), _context.Cancellation);
        return second.Value <= first.Value || second.GradientNorm < first.GradientNorm
            ? second with { Iterations = first.Iterations + second.Iterations }
            : first;
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
}
