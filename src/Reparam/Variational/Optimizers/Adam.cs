using System.Collections.Immutable;

namespace Reparam.Variational;

/// <summary>Stochastic gradient descent with adaptive moments: x ← x − η m̂ / (√v̂ + ε).</summary>
/// <remarks>
/// m̂ and v̂ are exponential averages of the gradient and its square, divided by 1 − βᵗ so that they are unbiased
/// from the first step. A step changes no coordinate by much more than η. Steps allocate nothing. Mutable; not for use
/// by two threads at once. Source: Kingma and Ba (2015), "Adam: a method for stochastic optimization", algorithm 1.
/// </remarks>
public sealed class Adam
{
    private readonly StepSizeSchedule _schedule;
    private readonly AdamOptions _options;
    private readonly double[] _firstMoment;
    private readonly double[] _secondMoment;

    /// <summary>Starts with zero moments.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="schedule">The step sizes η.</param>
    /// <param name="options">The decay rates, or null for those of the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension or an option is out of its range.</exception>
    public Adam(int dimension, StepSizeSchedule schedule, AdamOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(schedule);
        _schedule = schedule;
        _options = (options ?? new AdamOptions()).Checked();
        _firstMoment = new double[dimension];
        _secondMoment = new double[dimension];
    }

    /// <summary>t, the number of steps taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Takes one step that lowers the objective whose gradient is given.</summary>
    /// <param name="point">x, n coordinates, changed in place.</param>
    /// <param name="gradient">An unbiased estimate of ∇f(x), n finite coordinates.</param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, or a gradient component is not finite; nothing has changed then.
    /// </exception>
    public void Step(Span<double> point, ReadOnlySpan<double> gradient)
    {
        DenseVector.RequireLength(point, _firstMoment.Length, nameof(point));
        DenseVector.RequireLength(gradient, _firstMoment.Length, nameof(gradient));
        DenseVector.RequireFinite(gradient, nameof(gradient));
        double stepSize = _schedule.At(StepCount++);
        double firstCorrection = 1 - Math.Pow(_options.FirstMomentDecay, StepCount);
        double secondCorrection = 1 - Math.Pow(_options.SecondMomentDecay, StepCount);
        for (int i = 0; i < point.Length; i++)
        {
            _firstMoment[i] += (1 - _options.FirstMomentDecay) * (gradient[i] - _firstMoment[i]);
            _secondMoment[i] += (1 - _options.SecondMomentDecay) * ((gradient[i] * gradient[i]) - _secondMoment[i]);
            double scale = Math.Sqrt(_secondMoment[i] / secondCorrection) + _options.Epsilon;
            point[i] -= stepSize * (_firstMoment[i] / firstCorrection) / scale;
        }
    }

    /// <summary>A copy of the state, from which <see cref="Restore"/> resumes with the same bits.</summary>
    /// <returns>The state.</returns>
    public AdamState Snapshot() =>
        new(StepCount, ImmutableArray.Create(_firstMoment), ImmutableArray.Create(_secondMoment));

    /// <summary>Goes back to a state taken by <see cref="Snapshot"/>.</summary>
    /// <param name="state">The state, of the same dimension.</param>
    /// <exception cref="ArgumentException">The dimension differs.</exception>
    public void Restore(AdamState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        DenseVector.RequireLength(state.FirstMoment.AsSpan(), _firstMoment.Length, nameof(state));
        DenseVector.RequireLength(state.SecondMoment.AsSpan(), _firstMoment.Length, nameof(state));
        StepCount = state.StepCount;
        state.FirstMoment.CopyTo(_firstMoment);
        state.SecondMoment.CopyTo(_secondMoment);
    }
}
