namespace Reparam.Variational;

/// <summary>
/// A search for a step α that satisfies the strong Wolfe conditions f(α) ≤ f(0) + c₁ α f′(0) + δ, |f′(α)| ≤ c₂ |f′(0)|.
/// </summary>
/// <remarks>
/// <para>The search is a state machine that proposes steps and is told value and slope there. It keeps an interval from
/// a low end, where the first condition holds and the slope still falls, to a high end, where the first
/// condition fails, the slope rises, or the objective is not finite; such an interval holds an acceptable step.
/// Trials come from cubic interpolation, kept away from the ends, and from bisection when the interval does not
/// halve in two trials (Moré and Thuente 1994, sections 2-4; Nocedal and Wright 2006, section 3.5).</para>
/// <para>The allowance δ for the rounding error of f is what lets slopes decide where values cannot: the purpose of
/// the approximate Wolfe conditions of Hager and Zhang (2005).</para>
/// </remarks>
internal struct WolfeLineSearch
{
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const double EndMargin = 0.1;
    private const double LargestExpansion = 10;

    private readonly double _startValue;
    private readonly double _startSlope;
    private readonly double _noise;
    private double _lowValue;
    private double _lowSlope;
    private double _high = double.PositiveInfinity;
    private double _highValue;
    private double _highSlope;
    private bool _highFinite;
    private double _widthTwoTrialsAgo = double.PositiveInfinity;
    private double _widthLastTrial = double.PositiveInfinity;

    /// <summary>Begins at α = 0 with f(0), f′(0) &lt; 0 and the allowance δ.</summary>
    public WolfeLineSearch(double startValue, double startSlope, double noise)
    {
        (_startValue, _startSlope, _noise) = (startValue, startSlope, noise);
        (_lowValue, _lowSlope) = (startValue, startSlope);
    }

    /// <summary>The low end: the best step so far that decreases the objective enough; 0 at first.</summary>
    public double Low { get; private set; }

    /// <summary>Whether the interval is too small to hold a step different from its ends.</summary>
    public readonly bool Exhausted => double.IsFinite(_high) && _high - Low <= Tolerances.MachineEpsilon * _high;

    /// <summary>Takes note of a trial; true if the step is acceptable.</summary>
    public bool Accept(double step, double value, double slope)
    {
        bool finite = double.IsFinite(value) && double.IsFinite(slope);
        bool sufficient = finite && value <= _startValue + (SufficientDecrease * step * _startSlope) + _noise;
        if (sufficient && Math.Abs(slope) <= -Curvature * _startSlope)
        {
            return true;
        }

        if (sufficient && slope < 0)
        {
            (Low, _lowValue, _lowSlope) = (step, value, slope);
        }
        else
        {
            (_high, _highValue, _highSlope, _highFinite) = (step, value, slope, finite);
        }

        return false;
    }

    /// <summary>The next step to try.</summary>
    public double Propose(double lastStep)
    {
        if (double.IsPositiveInfinity(_high))
        {
            // The slope has only been seen to fall: go on, to where a line through the two slopes reaches zero.
            double flattening = _lowSlope - _startSlope;
            double secant = flattening > 0 ? Low * -_startSlope / flattening : double.PositiveInfinity;
            return Math.Clamp(secant, 2 * lastStep, LargestExpansion * lastStep);
        }

        double width = _high - Low;
        bool slow = width > 0.5 * _widthTwoTrialsAgo;
        (_widthTwoTrialsAgo, _widthLastTrial) = (_widthLastTrial, width);
        if (!_highFinite)
        {
            // Nothing is known of the far end but that the domain ends before it.
            return Low + (EndMargin * 2 * width);
        }

        double trial = slow ? Low + (0.5 * width) : CubicMinimum(width);
        return Math.Clamp(trial, Low + (EndMargin * width), _high - (EndMargin * width));
    }

    // The minimiser of the cubic through both values and slopes (Nocedal and Wright 2006, equation 3.59); where
    // values differ by no more than their noise, that of the parabola through both slopes.
    private readonly double CubicMinimum(double width)
    {
        if (Math.Abs(_highValue - _lowValue) <= _noise && _highSlope > 0)
        {
            return Low + (width * -_lowSlope / (_highSlope - _lowSlope));
        }

        double d1 = _lowSlope + _highSlope - (3 * (_highValue - _lowValue) / width);
        double discriminant = (d1 * d1) - (_lowSlope * _highSlope);
        if (!(discriminant >= 0 && double.IsFinite(discriminant)))
        {
            return Low + (0.5 * width);
        }

        double d2 = Math.Sqrt(discriminant);
        double trial = _high - (width * (_highSlope + d2 - d1) / (_highSlope - _lowSlope + (2 * d2)));
        return double.IsFinite(trial) ? trial : Low + (0.5 * width);
    }
}
