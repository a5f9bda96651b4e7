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
    private IEnumerator<bool>? _trials;

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
        Begin(start, inverseHessianDiagonal);
        while (Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _trialValue = objective(_trialPoint, _trialGradient);
        }

        return Ended;
    }

    /// <summary>Where the value and the gradient are wanted next.</summary>
    internal ReadOnlySpan<double> TrialPoint => _trialPoint;

    /// <summary>Receives the gradient there.</summary>
    internal Span<double> TrialGradient => _trialGradient;

    /// <summary>Receives the value there.</summary>
    internal double TrialValue
    {
        set => _trialValue = value;
    }

    /// <summary>What the minimisation ended with.</summary>
    internal OptimizationResult Ended { get; private set; } = null!;

    /// <summary>Begins a minimisation whose objective the caller evaluates: after each <see cref="Next"/> that is true
    /// at <see cref="TrialPoint"/>.</summary>
    internal void Begin(ReadOnlySpan<double> start, ReadOnlySpan<double> inverseHessianDiagonal = default)
    {
        DenseVector.RequireLength(start, _dimension, nameof(start));
        DenseVector.RequireFinite(start, nameof(start));
        RequirePositiveDiagonal(inverseHessianDiagonal);
        _memory.Reset(inverseHessianDiagonal);
        _evaluations = 0;
        start.CopyTo(_trialPoint);
        _trials = Trials(isScaled: !inverseHessianDiagonal.IsEmpty);
    }

    /// <summary>Goes on to the next point where value and gradient are wanted; false where the minimisation has
    /// ended.</summary>
    internal bool Next()
    {
        bool goesOn = _trials!.MoveNext();
        _evaluations += goesOn ? 1 : 0;
        return goesOn;
    }

    // Stops whenever the trial point is to be evaluated.
    private IEnumerator<bool> Trials(bool isScaled)
    {
        yield return true;
        AcceptTrial();
        if (!double.IsFinite(_value) || !double.IsFinite(DenseVector.InfinityNorm(_gradient)))
        {
            End(0, OptimizationStatus.NonFinite);
            yield break;
        }

        int stalled = 0;
        for (int iteration = 0; ; iteration++)
        {
            Visited?.Invoke(_point, _gradient);
            if (StatusAt(iteration, stalled) is { } status)
            {
                End(iteration, status);
                yield break;
            }

            double slope = ComputeDirection(normalize: !isScaled);
            for (bool isSecond = false; ; isSecond = true)
            {
                // On success the trial point holds a point that satisfies the Wolfe conditions or, if there was none
                // to be found in the permitted trials, at least decreases the objective.
                var search = new WolfeLineSearch(_value, slope, Noise);
                bool isFound = false;
                double step = 1;
                for (int trial = 0; trial < LineSearchTrials && !isFound && !search.Exhausted; trial++)
                {
                    DenseVector.Combine(_point, step, _direction, _trialPoint);
                    yield return true;
                    isFound = search.Accept(step, _trialValue, TrialSlope());
                    step = isFound ? step : search.Propose(step);
                }

                if (!isFound && search.Low != 0)
                {
                    DenseVector.Combine(_point, search.Low, _direction, _trialPoint);
                    yield return true;
                    isFound = _trialValue < _value && double.IsFinite(DenseVector.InfinityNorm(_trialGradient));
                }

                if (isFound)
                {
                    break;
                }

                // With a sound Hessian estimate half the slope is the decrease still to be had.
                if (_memory.Count > 0 && -0.5 * slope <= Noise)
                {
                    End(iteration, OptimizationStatus.ObjectiveConverged);
                    yield break;
                }

                if (isSecond)
                {
                    End(iteration, OptimizationStatus.LineSearchFailed);
                    yield break;
                }

                _memory.Forget();
                slope = ComputeDirection(normalize: true);
            }

            _memory.Add(_point, _trialPoint, _gradient, _trialGradient);
            double largest = Math.Max(Math.Abs(_value), Math.Abs(_trialValue));
            bool still = Math.Abs(_value - _trialValue) <= _options.RelativeObjectiveTolerance * largest;
            stalled = still ? stalled + 1 : 0;
            AcceptTrial();
        }
    }

    private OptimizationStatus? StatusAt(int iteration, int stalled) =>
        DenseVector.InfinityNorm(_gradient) <= _options.GradientTolerance ? OptimizationStatus.GradientConverged
        : stalled >= _options.StalledIterations ? OptimizationStatus.ObjectiveConverged
        : iteration >= _options.MaximumIterations ? OptimizationStatus.IterationLimit
        : null;

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

    // The slope along the direction at the trial point.
    private double TrialSlope()
    {
        // An infinite component where the direction is zero would hide in the product.
        bool finite = double.IsFinite(DenseVector.InfinityNorm(_trialGradient));
        return finite ? DenseVector.Dot(_direction, _trialGradient) : double.NaN;
    }

    private void AcceptTrial()
    {
        (_point, _trialPoint) = (_trialPoint, _point);
        (_gradient, _trialGradient) = (_trialGradient, _gradient);
        _value = _trialValue;
    }

    private void End(int iterations, OptimizationStatus status) => Ended = new(
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
