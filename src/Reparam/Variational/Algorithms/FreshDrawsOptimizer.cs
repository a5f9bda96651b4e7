using System.Globalization;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="FreshDraws"/>.</summary>
internal sealed class FreshDrawsOptimizer
{
    /// <summary>How often a fit that diverges is taken back, and what is left of its steps each time.</summary>
    private const int MostRestarts = 6;
    private const double SmallerSteps = 0.25;

    /// <summary>A bound this much, in nats, below the best that it has been on average is not an estimate's scatter,
    /// whatever that is relative to the climb from the start.</summary>
    private const double LostNats = 1e3;

    /// <summary>The share of a new value in the running average of the bound.</summary>
    private const double Smoothing = 0.05;

    private readonly LogDensity _target;
    private readonly VariationalFamily _family;
    private readonly VariationalObjective _objective;
    private readonly FreshDraws _settings;
    private readonly int _threads;
    private readonly Coordinates _start;
    private Stepper _stepper = null!;
    private StochasticStopping _stopping = null!;
    private double[] _safe = [];
    private double _smoothed = double.NaN, _best = double.NegativeInfinity, _norm = double.NaN;
    private int _step, _restarts;
    private string? _why;

    public FreshDrawsOptimizer(LogDensity target, VariationalFamily family, VariationalObjective objective,
        Coordinates start, FreshDraws settings, int threads) =>
        (_target, _family, _objective, _start, _settings, _threads) =
            (target, family, objective, start, settings, threads);

    /// <summary>Maximises the objective.</summary>
    /// <param name="key">Of the draws.</param>
    /// <param name="context">Reports, cancellation, checkpoint.</param>
    /// <param name="name">Of the states in the checkpoint.</param>
    public Optimum Run(RandomKey key, FitContext context, string name)
    {
        int n = _target.Dimension, draws = _settings.DrawsPerStep, points = _objective.PointsPerDraw;
        RowBatches? batches = _target.Rows is { } rows && _settings.RowsPerStep is { } perStep
            ? new RowBatches(key.Fold("rows"), rows.Source.RowCount, perStep)
            : null;
        LogDensity estimated =
            batches is null ? _target : ControlVariate.At(_target, _start.Centre, context.Cancellation);
        DensityPlan plan = _family.LossPlan(estimated, _objective, _start.Pattern);
        var executor = new DensityExecutor(plan, draws, _threads);
        Begin(key, plan, context.Checkpoint, name);
        double[][] epsilon = [.. Enumerable.Range(0, points).Select(_ => new double[n * draws])];
        for (int k = 0; k < points; k++)
        {
            executor.BindInput(3 + k, epsilon[k]);
        }
        try
        {
            while (_step < _settings.MaximumSteps && !_stopping.ShouldStop)
            {
                for (int k = 0; k < points; k++)
                {
                    Noise.FillNormal(key, (ulong)_step, 0, draws, k * n, n, epsilon[k]);
                }
                executor.SetShared(0, _stepper.Parameters);
                executor.SetShared(1, _stepper.Coordinates.Centre);
                executor.SetShared(2, _stepper.Coordinates.Factor);
                if (batches is null)
                {
                    executor.Run(context.Cancellation);
                }
                else
                {
                    executor.Run(batches.At(_step), context.Cancellation);
                }
                if (!Advance(-executor.Shared(0)[0], executor.Shared(1)) && !TryRestart(epsilon[0]))
                {
                    return Optimum(_why);
                }
                if (context.Checkpoint is { } checkpoint && _step % checkpoint.Steps == 0)
                {
                    Save(plan, checkpoint, name);
                }
                if (_step % 100 == 0)
                {
                    context.Progress?.Report(
                        new FitProgress($"{_family.Name}, step {_step}", Evaluations, _smoothed));
                }
            }
        }
        catch (OperationCanceledException)
        {
            context.Unfinished = Optimum(null);
            throw;
        }
        return Optimum(_stopping.ShouldStop ? null : string.Create(CultureInfo.InvariantCulture,
            $"After {_step} steps the iterates are not yet stationary: R-hat {_stopping.MaximumRHat:F2}, standard " +
            $"error {_stopping.MaximumStandardError:G2}."));
    }

    private long Evaluations => (long)_step * _settings.DrawsPerStep * _objective.PointsPerDraw;

    private void Begin(RandomKey key, DensityPlan plan, FitCheckpoint? checkpoint, string name)
    {
        _stepper = _settings.Steps.Begin(_family, _target, _start, _family.Start(_target, key.Fold("parameters")));
        _safe = _stepper.Iterate.ToArray();
        _stopping = NewStopping();
        using BinaryReader? reader = checkpoint?.Find(name);
        if (reader is null)
        {
            return;
        }
        plan.Plan.Work = reader.ReadInt64();
        (_step, _restarts, _why) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadOptional());
        double[] numbers = reader.ReadNumbers();
        (_smoothed, _best, _norm) = (numbers[0], numbers[1], numbers[2]);
        _safe = reader.ReadNumbers();
        _stepper.Load(reader);
        _stopping.Load(reader);
    }

    private void Save(DensityPlan plan, FitCheckpoint checkpoint, string name)
    {
        checkpoint.Set(name, writer =>
        {
            writer.Write(plan.Plan.Work);
            writer.Write(_step);
            writer.Write(_restarts);
            writer.WriteOptional(_why);
            writer.WriteNumbers([_smoothed, _best, _norm]);
            writer.WriteNumbers(_safe);
            _stepper.Save(writer);
            _stopping.Save(writer);
        });
        checkpoint.Save();
    }

    private StochasticStopping NewStopping() => new(_stepper.Iterate.Length,
        new StochasticStoppingOptions { StandardErrorTolerance = _settings.Tolerance });

    /// <summary>Takes a step; false where the fit diverges.</summary>
    private bool Advance(double value, ReadOnlySpan<double> gradient)
    {
        _norm = DenseVector.InfinityNorm(gradient);
        if (!double.IsFinite(value) || !double.IsFinite(_norm))
        {
            _why = string.Create(CultureInfo.InvariantCulture,
                $"The bound is not finite at step {_step}: a draw left the support or overflowed.");
            return false;
        }
        _smoothed = double.IsNaN(_smoothed) ? value : _smoothed + Smoothing * (value - _smoothed);
        if (_smoothed < _best - LostNats * (1 + Math.Abs(_best) / 100))
        {
            _why = string.Create(CultureInfo.InvariantCulture,
                $"The bound fell from {_best:G4} to {_smoothed:G4} nats by step {_step}.");
            return false;
        }
        if (_smoothed > _best)
        {
            _best = _smoothed;
            _stepper.Iterate.CopyTo(_safe);
        }
        _stepper.Step(gradient);
        // The step itself may overflow, though the bound did not.
        if (!double.IsFinite(DenseVector.InfinityNorm(_stepper.Iterate)))
        {
            _why = string.Create(CultureInfo.InvariantCulture, $"Step {_step} left the range of numbers.");
            return false;
        }
        if (_stepper.IsWarm)
        {
            _stopping.Add(_stepper.Iterate);
        }
        _step++;
        return true;
    }

    /// <summary>Goes back to where the bound was best, with smaller steps; false when that was done often
    /// enough.</summary>
    private bool TryRestart(double[] noise)
    {
        if (_restarts == MostRestarts)
        {
            _why += string.Create(CultureInfo.InvariantCulture,
                $" Steps a quarter as large, {MostRestarts} times in turn, did not help.") +
                (_target.Drawn is not null ? ""
                    : NonFiniteDraw.Describe(_target, _stepper.Coordinates, noise, _settings.DrawsPerStep));
            return false;
        }
        _restarts++;
        _stepper.BackOff(_safe, SmallerSteps);
        _stopping = NewStopping();
        (_smoothed, _best) = (double.NaN, double.NegativeInfinity);
        // The noise of this step is used up, or the same draw would be met again.
        _step++;
        return true;
    }

    private Optimum Optimum(string? problem) =>
        new(_stepper.Fitted(Average()),
            [new FitRound(_settings.DrawsPerStep, _step, _smoothed, _norm, _stopping.MaximumStandardError)],
            problem, Evaluations)
        {
            Note = _restarts == 0 ? null : string.Create(CultureInfo.InvariantCulture,
                $"The optimiser was taken back {_restarts} times, each with steps a quarter as large. {_why}"),
        };

    private ReadOnlySpan<double> Average() =>
        _stopping.AveragedCount == 0 ? _restarts == 0 ? _stepper.Iterate : _safe
        : _stepper.Average.IsEmpty ? _stopping.Average
        : _stepper.Average;
}
