using System.Globalization;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="FixedDraws"/>.</summary>
/// <remarks>
/// A round takes one set of draws. First natural-gradient steps: in coordinates where q is standard normal, the
/// gradient of the bound in the matrix of q is the average curvature of log g plus one, so that each step is a Newton
/// step of the whole distribution (Price 1958; Khan and Rue 2023, eq. 13), taken as far as it raises the bound. They
/// come from afar, as from a mode that is not where the mass is. Then L-BFGS to the gradient norm. After each step the
/// coordinates are moved so that q is standard normal again.
/// </remarks>
internal sealed class FixedDrawsOptimizer
{
    private const int NaturalSteps = 60;

    private readonly LogDensity _target;
    private readonly int _n;
    private readonly VariationalFamily _family;
    private readonly FixedDraws _settings;
    private readonly int _threads;
    private readonly DensityPlan _plan;
    private readonly LimitedMemoryBfgs _quasiNewton;
    private readonly double[] _standard;
    private Coordinates _coordinates;
    private DensityExecutor _executor;
    private long _evaluations;
    private IProgress<FitProgress>? _progress;
    private CancellationToken _cancellation;

    public FixedDrawsOptimizer(LogDensity target, VariationalFamily family, ElboObjective objective, Coordinates start,
        FixedDraws settings, int threads)
    {
        _target = target;
        _n = target.Dimension;
        _family = family;
        _settings = settings;
        _threads = threads;
        _coordinates = start;
        _standard = family.StandardNormal(_n);
        Tensor parameters = Tensor.Input("parameters", [_standard.Length]),
            noise = Tensor.Input("noise", [_n], varies: true);
        Tensor centre = Tensor.Input("centre", [_n]), factor = Tensor.Input("factor", start.FactorShape);
        Tensor loss = -objective.Estimate(target, family, Coordinates.Map(centre, factor), parameters, noise);
        _plan = target.Plan(
            [parameters, noise, centre, factor], [loss, Differentiate.Gradient(loss, parameters)[0]]);
        _executor = new DensityExecutor(_plan, 1);
        _quasiNewton = new LimitedMemoryBfgs(_standard.Length, new LimitedMemoryBfgsOptions
        {
            GradientTolerance = settings.GradientTolerance,
            MaximumIterations = settings.MaximumIterations,
            RelativeObjectiveTolerance = 1e-9,
            MemoryLength = 20,
        });
    }

    public Optimum Run(RandomKey key, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        (_progress, _cancellation) = (progress, cancellation);
        int draws = _settings.InitialDraws;
        while (_family.IsClosedUnderLinearMaps && draws < 4 * _n)
        {
            draws *= 2;
        }
        int most = Math.Max(_settings.MaximumDraws, draws);
        var rounds = new List<FitRound>();
        string? problem = null;
        for (; draws <= most; draws *= 2)
        {
            Coordinates before = _coordinates;
            FitRound round = Round(key, draws);
            double error = rounds.Count == 0 ? double.NaN : Distance(before, _coordinates);
            rounds.Add(round with { MonteCarloError = error });
            problem = round.GradientNorm <= 10 * _settings.GradientTolerance ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"With {draws} draws the optimiser stopped at a gradient of {round.GradientNorm:G2} nats a standard " +
                $"deviation.");
            if (error <= _settings.Tolerance)
            {
                break;
            }
            if (2 * draws > most && problem is null)
            {
                problem = FormattableString.Invariant(
                    $"The answer still moves by {error:G2} standard deviations between {draws / 2} and {draws} draws.");
            }
        }
        return new Optimum(_coordinates, rounds, problem, _evaluations);
    }

    private FitRound Round(RandomKey key, int draws)
    {
        double[] noise = QuasiMonteCarlo.Normal(key.Fold((ulong)draws), _n, draws);
        MomentMatching.Apply(noise, _n, draws, _family.IsClosedUnderLinearMaps);
        _executor = new DensityExecutor(_plan, draws, _threads);
        _executor.SetByDraw(1, noise);
        MoveTo(_coordinates);
        int steps = Shrink(noise) + NaturalGradient();
        OptimizationResult result = _quasiNewton.Minimize(Loss, _standard, cancellationToken: _cancellation);
        MoveTo(_coordinates.Absorb(result.Point.AsSpan()));
        return new FitRound(draws, steps + result.Iterations, -result.Value, result.GradientNorm, double.NaN);
    }

    private double Loss(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        _evaluations += _executor.Draws;
        _executor.SetShared(0, parameters);
        _executor.Run(_cancellation);
        _executor.Shared(1).CopyTo(gradient);
        double value = _executor.Shared(0)[0];
        _progress?.Report(new FitProgress($"{_family.Name}, {_executor.Draws} draws", _evaluations, -value));
        return value;
    }

    private void MoveTo(Coordinates coordinates)
    {
        _coordinates = coordinates;
        _executor.SetShared(2, coordinates.Centre);
        _executor.SetShared(3, coordinates.Factor);
    }

    /// <summary>Narrows q around its centre until the bound is finite.</summary>
    private int Shrink(double[] noise)
    {
        var gradient = new double[_standard.Length];
        Coordinates failed = _coordinates;
        for (int attempt = 0; attempt < 40; attempt++)
        {
            if (double.IsFinite(Loss(_standard, gradient)) && Array.TrueForAll(gradient, double.IsFinite))
            {
                return attempt;
            }
            failed = _coordinates;
            MoveTo(_coordinates with { Factor = [.. _coordinates.Factor.Select(f => 0.5 * f)] });
        }
        throw new FitException(
            "The bound is not finite however narrow the approximation around the mode. The log density is finite at " +
            "single points only." + NonFiniteDraw.Describe(_target, failed, noise, _executor.Draws) + " Check it " +
            "for hard limits inside its support, and give bounded unknowns a prior with that support.");
    }

    /// <summary>Natural-gradient steps while they raise the bound by more than what the next rounds will
    /// settle.</summary>
    private int NaturalGradient()
    {
        var gradient = new double[_standard.Length];
        var trial = new double[_standard.Length];
        double loss = Loss(_standard, gradient), rate = 1;
        for (int step = 0; step < NaturalSteps; step++)
        {
            if (DenseVector.InfinityNorm(gradient) <= _settings.GradientTolerance)
            {
                return step;
            }
            Coordinates from = _coordinates;
            bool raised = false;
            for (; !raised && rate > 1e-6; rate *= raised ? 1 : 0.25)
            {
                if (NaturalStep(from, gradient, rate) is not { } to)
                {
                    continue;
                }
                MoveTo(to);
                double reached = Loss(_standard, trial);
                raised = reached < loss && Array.TrueForAll(trial, double.IsFinite);
                if (raised)
                {
                    double gain = loss - reached;
                    loss = reached;
                    (gradient, trial) = (trial, gradient);
                    if (gain < 1e-4)
                    {
                        return step + 1;
                    }
                }
            }
            if (!raised)
            {
                MoveTo(from);
                return step;
            }
            rate = Math.Min(1, 2 * rate);
        }
        return NaturalSteps;
    }

    /// <summary>Precision I - rate D and mean rate (I - rate D)⁻¹ d, where d and D are the gradient of the bound in the
    /// mean and in the matrix of q; null where that is not positive definite.</summary>
    private Coordinates? NaturalStep(Coordinates from, double[] lossGradient, double rate)
    {
        int n = _n;
        var mean = new double[n];
        if (!from.IsFull)
        {
            var scale = new double[n];
            for (int i = 0; i < n; i++)
            {
                double precision = 1 + rate * lossGradient[n + i];
                if (!(precision > 0.01))
                {
                    return null;
                }
                mean[i] = -rate * lossGradient[i] / precision;
                scale[i] = 1 / Math.Sqrt(precision);
            }
            return from.Compose(mean, scale);
        }
        var matrix = new double[n * n];
        for (int i = 0, next = 2 * n; i < n; i++)
        {
            mean[i] = -rate * lossGradient[i];
            matrix[i * n + i] = 1 + rate * lossGradient[n + i];
            for (int j = 0; j < i; j++)
            {
                matrix[i * n + j] = rate * lossGradient[next++];
            }
        }
        var factor = new double[n * n];
        if (!DenseCholesky.TryFactor(matrix, 0, factor, n))
        {
            return null;
        }
        DenseCholesky.Solve(factor, mean);
        DenseCholesky.Inverse(factor, matrix, n);
        return DenseCholesky.TryFactor(matrix, 0, factor, n) ? from.Compose(mean, factor) : null;
    }

    /// <summary>How far apart two approximations are: means in standard deviations, standard deviations
    /// relative.</summary>
    private static double Distance(Coordinates left, Coordinates right)
    {
        double[] sdLeft = left.StandardDeviations(), sdRight = right.StandardDeviations();
        double distance = 0;
        for (int i = 0; i < sdLeft.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(left.Centre[i] - right.Centre[i]) / sdRight[i]);
            distance = Math.Max(distance, Math.Abs(Math.Log(sdLeft[i] / sdRight[i])));
        }
        // The later round has half the variance of the earlier: of the square of the difference, one third is its own.
        return distance / Math.Sqrt(3);
    }
}
