using System.Collections.Immutable;

namespace Reparam.Variational;

/// <summary>Minimises a smooth function of many variables by the limited-memory BFGS method.</summary>
/// <remarks>
/// <para>Deterministic. All memory, 2m + 6 vectors of n, is allocated by the constructor; iterations allocate nothing.
/// An instance may be used for one problem after the other but not for two at once.</para>
/// <para>Points where the objective is not finite are treated as outside the domain: the step is shortened. Rounding
/// limits the attainable gradient norm to about 1e-16 of the curvature times the size of the parameters.</para>
/// <para>Source: Liu and Nocedal (1989), "On the limited memory BFGS method for large scale optimization"; Nocedal and
/// Wright (2006), algorithm 7.5.</para>
/// </remarks>
public sealed class LimitedMemoryBfgs
{
    private const int LineSearchTrials = 40;

    private readonly int _dimension;
    private readonly LimitedMemoryBfgsOptions _options;
    private readonly InverseCurvatureMemory _memory;
    private readonly double[] _direction;
    private double[] _point;
    private double[] _gradient;
    private double[] _trialPoint;
    private double[] _trialGradient;
    private double _value;
    private double _trialValue;
    private int _evaluations;

    /// <summary>Allocates the memory for problems of a given dimension.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="options">The settings, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension or an option is out of its range.</exception>
    public LimitedMemoryBfgs(int dimension, LimitedMemoryBfgsOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        _dimension = dimension;
        _options = (options ?? new LimitedMemoryBfgsOptions()).Checked();
        _memory = new InverseCurvatureMemory(dimension, _options.MemoryLength);
        _direction = new double[dimension];
        _point = new double[dimension];
        _gradient = new double[dimension];
        _trialPoint = new double[dimension];
        _trialGradient = new double[dimension];
    }

    /// <summary>Is shown the start and every step that is taken, with the gradient there.</summary>
    internal Action<double[], double[]>? Visited { get; set; }

    /// <summary>Minimises an objective.</summary>
    /// <param name="objective">The objective and its gradient.</param>
    /// <param name="start">The first point, n finite coordinates, where the objective is finite.</param>
    /// <param name="inverseHessianDiagonal">
    /// A guess of the diagonal of the inverse Hessian, n positive values: squared parameter scales over the scale of
    /// the objective. Empty: the first step has length min(1, 1/|∇f|) along the gradient.
    /// </param>
    /// <param name="cancellationToken">Looked at before every evaluation.</param>
    /// <returns>The best point, and why the minimisation ended there.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or a value is not finite or not positive.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public OptimizationResult Minimize(
        ValueAndGradient objective,
        ReadOnlySpan<double> start,
        ReadOnlySpan<double> inverseHessianDiagonal = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        DenseVector.RequireLength(start, _dimension, nameof(start));
        DenseVector.RequireFinite(start, nameof(start));
        RequirePositiveDiagonal(inverseHessianDiagonal);
        _memory.Reset(inverseHessianDiagonal);
        _evaluations = 0;
        start.CopyTo(_trialPoint);
        EvaluateTrial(objective, cancellationToken);
        AcceptTrial();
        if (!double.IsFinite(_value) || !double.IsFinite(DenseVector.InfinityNorm(_gradient)))
        {
            return Result(0, OptimizationStatus.NonFinite);
        }

        int stalled = 0;
        for (int iteration = 0; ; iteration++)
        {
            Visited?.Invoke(_point, _gradient);
            if (DenseVector.InfinityNorm(_gradient) <= _options.GradientTolerance)
            {
                return Result(iteration, OptimizationStatus.GradientConverged);
            }

            if (stalled >= _options.StalledIterations)
            {
                return Result(iteration, OptimizationStatus.ObjectiveConverged);
            }

            if (iteration >= _options.MaximumIterations)
            {
                return Result(iteration, OptimizationStatus.IterationLimit);
            }

            double slope = ComputeDirection(normalize: inverseHessianDiagonal.IsEmpty);
            if (!Search(objective, slope, cancellationToken))
            {
                // With a sound Hessian estimate half the slope is the decrease still to be had.
                if (_memory.Count > 0 && -0.5 * slope <= Noise)
                {
                    return Result(iteration, OptimizationStatus.ObjectiveConverged);
                }

                _memory.Forget();
                slope = ComputeDirection(normalize: true);
                if (!Search(objective, slope, cancellationToken))
                {
                    return Result(iteration, OptimizationStatus.LineSearchFailed);
                }
            }

            _memory.Add(_point, _trialPoint, _gradient, _trialGradient);
            double largest = Math.Max(Math.Abs(_value), Math.Abs(_trialValue));
            bool still = Math.Abs(_value - _trialValue) <= _options.RelativeObjectiveTolerance * largest;
            stalled = still ? stalled + 1 : 0;
            AcceptTrial();
        }
    }

    private double Noise => _options.RelativeObjectiveNoise * Math.Abs(_value);

    // The direction −H∇f and its slope; −∇f again, with the memory dropped, if rounding has made it point uphill.
    // Without memory nothing is known of the scale, and the direction is shortened to length 1 where asked for.
    private double ComputeDirection(bool normalize)
    {
        for (; ; _memory.Forget())
        {
            _gradient.CopyTo(_direction, 0);
            _memory.Multiply(_direction);
            double factor = normalize && _memory.Count == 0 ? Math.Min(1, 1 / DenseVector.SafeNorm(_direction)) : 1;
            DenseVector.Scale(_direction, -factor);
            double slope = DenseVector.Dot(_direction, _gradient);
            if (slope < 0 || _memory.Count == 0)
            {
                return slope;
            }
        }
    }

    // On success the trial point holds a point that satisfies the Wolfe conditions or, if there was none to be
    // found in the permitted trials, at least decreases the objective.
    private bool Search(ValueAndGradient objective, double slope, CancellationToken cancellationToken)
    {
        var search = new WolfeLineSearch(_value, slope, Noise);
        double step = 1;
        for (int trial = 0; trial < LineSearchTrials && !search.Exhausted; trial++)
        {
            double trialSlope = EvaluateStep(objective, step, cancellationToken);
            if (search.Accept(step, _trialValue, trialSlope))
            {
                return true;
            }

            step = search.Propose(step);
        }

        if (search.Low == 0)
        {
            return false;
        }

        EvaluateStep(objective, search.Low, cancellationToken);
        return _trialValue < _value && double.IsFinite(DenseVector.InfinityNorm(_trialGradient));
    }

    // Leaves value and gradient in the trial fields and returns the slope along the direction.
    private double EvaluateStep(ValueAndGradient objective, double step, CancellationToken cancellationToken)
    {
        DenseVector.Combine(_point, step, _direction, _trialPoint);
        EvaluateTrial(objective, cancellationToken);

        // An infinite component where the direction is zero would hide in the product.
        bool finite = double.IsFinite(DenseVector.InfinityNorm(_trialGradient));
        return finite ? DenseVector.Dot(_direction, _trialGradient) : double.NaN;
    }

    private void EvaluateTrial(ValueAndGradient objective, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _evaluations++;
        _trialValue = objective(_trialPoint, _trialGradient);
    }

    private void AcceptTrial()
    {
        (_point, _trialPoint) = (_trialPoint, _point);
        (_gradient, _trialGradient) = (_trialGradient, _gradient);
        _value = _trialValue;
    }

    private OptimizationResult Result(int iterations, OptimizationStatus status) => new(
        ImmutableArray.Create(_point),
        _value,
        DenseVector.InfinityNorm(_gradient),
        iterations,
        _evaluations,
        status);

    private void RequirePositiveDiagonal(ReadOnlySpan<double> inverseHessianDiagonal)
    {
        if (inverseHessianDiagonal.IsEmpty)
        {
            return;
        }

        DenseVector.RequireLength(inverseHessianDiagonal, _dimension, nameof(inverseHessianDiagonal));
        for (int i = 0; i < inverseHessianDiagonal.Length; i++)
        {
            if (!(inverseHessianDiagonal[i] > 0 && double.IsFinite(inverseHessianDiagonal[i])))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"inverseHessianDiagonal[{i}] = {inverseHessianDiagonal[i]}. ") +
                    "Every element must be positive and finite. Use the squared scale of the parameter, or 1 where " +
                    "it is unknown.",
                    nameof(inverseHessianDiagonal));
            }
        }
    }
}
