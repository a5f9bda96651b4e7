using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.DifferentialEquations;

/// <summary>How an ordinary differential equation is solved: <see cref="RungeKutta4"/> or
/// <see cref="DormandPrince"/>.</summary>
public abstract record OdeMethod
{
    private protected OdeMethod() { }

    /// <summary>Steps that every draw takes from one time to the next.</summary>
    internal abstract int Steps { get; }

    /// <summary>The coefficients of a step.</summary>
    internal abstract ButcherTableau Tableau { get; }

    /// <summary>The start and length of each step, [intervals · steps], through which no derivative passes, and for
    /// each interval whether its end was reached (null where it always is).</summary>
    internal abstract (Tensor Starts, Tensor Lengths, Tensor? Reached) Mesh(
        Func<Tensor, Tensor, Tensor> rightSide, Tensor initial, double[] ends);

    /// <summary>A number that must be positive and finite.</summary>
    private protected static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture,
            $"{name} must be above 0 and finite, but is {value:R}. Pass a tolerance such as 1e-6."));

    /// <summary>A number of steps, at least 1.</summary>
    private protected static int Count(int value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture,
            $"{name} must be at least 1, but is {value}. Pass the steps from one time to the next."));
}

/// <summary>The classical Runge-Kutta method of order 4, with steps of one length between two times.</summary>
/// <remarks>Halving the steps divides the error by about 16: compare two numbers of steps to see how large it is.
/// Cheapest where the solution is equally smooth everywhere.</remarks>
public sealed record RungeKutta4 : OdeMethod
{
    /// <summary>Makes the method.</summary>
    /// <param name="stepsPerInterval">Steps from one time to the next, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one step.</exception>
    public RungeKutta4(int stepsPerInterval = 10) =>
        StepsPerInterval = Count(stepsPerInterval, nameof(stepsPerInterval));

    /// <summary>Steps from one time to the next.</summary>
    public int StepsPerInterval { get; }

    internal override int Steps => StepsPerInterval;

    internal override ButcherTableau Tableau => ButcherTableau.RungeKutta4;

    internal override (Tensor Starts, Tensor Lengths, Tensor? Reached) Mesh(
        Func<Tensor, Tensor, Tensor> rightSide, Tensor initial, double[] ends)
    {
        double[] starts = new double[(ends.Length - 1) * Steps], lengths = new double[starts.Length];
        for (int i = 0; i < starts.Length; i++)
        {
            double start = ends[i / Steps];
            lengths[i] = (ends[i / Steps + 1] - start) / Steps;
            starts[i] = start + i % Steps * lengths[i];
        }
        return (starts, lengths, null);
    }
}

/// <summary>The method of orders 5 and 4 of Dormand and Prince (1980), which chooses its steps by the difference of the
/// two.</summary>
/// <remarks>
/// <para>Each draw has steps of its own: the tolerance then holds for each, and what a draw gives does not depend on
/// the others. (A step shared by all draws would be that of the worst, and results would change with the draws beside
/// them.) All draws make the same number of attempts, <see cref="MaximumStepsPerInterval"/> from one time to the next;
/// one that has arrived makes steps of length 0 until the others have. The time it takes is therefore that of the
/// greatest number of steps allowed, however few are needed: look at <see cref="OdeSolution.Steps"/>.</para>
/// <para>Where that number is not enough the solution at that time is NaN, never a state short of it; a log density
/// computed from it is then not finite, and says so.</para>
/// <para>The gradient is that of the steps that were made, at fixed lengths: their choice is not differentiated, nor
/// should it be, for it moves the solution by less than the tolerance and jumps.</para>
/// <para>The controller is the elementary one of Hairer, Nørsett and Wanner (1993), section II.4: a root mean square of
/// error / (absolute + relative · |y|) of at most 1, steps that grow at most 5-fold and shrink at most 5-fold, and
/// their choice of the first.</para>
/// </remarks>
public sealed record DormandPrince : OdeMethod
{
    private const double Safety = 0.9;
    private const double LeastFactor = 0.2;
    private const double GreatestFactor = 5;

    /// <summary>Makes the method.</summary>
    /// <param name="relativeTolerance">Error of a step allowed, relative to the state.</param>
    /// <param name="absoluteTolerance">Error of a step allowed where the state is near 0, in its units.</param>
    /// <param name="maximumStepsPerInterval">Attempts from one time to the next, rejected ones included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance is not positive, or there is not at least one
    /// step.</exception>
    public DormandPrince(
        double relativeTolerance = 1e-6, double absoluteTolerance = 1e-6, int maximumStepsPerInterval = 20)
    {
        RelativeTolerance = Positive(relativeTolerance, nameof(relativeTolerance));
        AbsoluteTolerance = Positive(absoluteTolerance, nameof(absoluteTolerance));
        MaximumStepsPerInterval = Count(maximumStepsPerInterval, nameof(maximumStepsPerInterval));
    }

    /// <summary>Error of a step allowed, relative to the state.</summary>
    public double RelativeTolerance { get; }

    /// <summary>Error of a step allowed where the state is near 0.</summary>
    public double AbsoluteTolerance { get; }

    /// <summary>Attempts from one time to the next.</summary>
    public int MaximumStepsPerInterval { get; }

    internal override int Steps => MaximumStepsPerInterval;

    internal override ButcherTableau Tableau => ButcherTableau.DormandPrince;

    internal override (Tensor Starts, Tensor Lengths, Tensor? Reached) Mesh(
        Func<Tensor, Tensor, Tensor> rightSide, Tensor initial, double[] ends)
    {
        double[] targets = [.. ends.Skip(1).SelectMany(end => Enumerable.Repeat(end, Steps))];
        Tensor slope = rightSide(ends[0], initial);
        var (_, outputs) = Scan(
            [ends[0], initial, FirstStep(rightSide, ends[0], initial, slope), slope], [targets],
            (carry, element) => Attempt(rightSide, carry, element[0]));
        Tensor reached = Gather(outputs[2], [.. Enumerable.Range(1, ends.Length - 1).Select(m => m * Steps - 1)]);
        // Detached here and not inside: what is asked for is numbers, and differentiation need not look at the scan.
        return (StopGradient(outputs[0]), StopGradient(outputs[1]), StopGradient(reached));
    }

    private (Tensor[] Carry, Tensor[] Outputs) Attempt(
        Func<Tensor, Tensor, Tensor> rightSide, Tensor[] carry, Tensor target)
    {
        Tensor time = carry[0], state = carry[1], proposed = carry[2], remaining = target - time;
        // 0 once the target is reached: the step then changes nothing.
        Tensor step = Minimum(proposed, remaining);
        var (next, slopes) = Tableau.Step(rightSide, time, state, step, first: carry[3]);
        Tensor isLast = Equal(step, remaining), end = Select(isLast, target, time + step);
        Tensor last = rightSide(end, next);
        Tensor error = Norm(
            step * ButcherTableau.Combine(ButcherTableau.DormandPrinceError, [.. slopes, last]),
            Maximum(Abs(state), Abs(next)));
        Tensor isAccepted = error <= 1;
        // error^(-1/5); an error that is not finite gives the least factor.
        Tensor factor = Select(error < double.MaxValue,
            Minimum(Maximum(Safety * Exp(-0.2 * Log(Maximum(error, 1e-12))), LeastFactor), GreatestFactor),
            LeastFactor);
        Tensor longer = step * factor;
        // A step cut short by its target says little about the next one.
        Tensor nextStep = Select(isAccepted * isLast, Maximum(proposed, longer), longer);
        Tensor arrived = Select(isAccepted, end, time);
        return (
            [arrived, Select(isAccepted, next, state), nextStep, Select(isAccepted, last, carry[3])],
            [time, Select(isAccepted, step, 0), target <= arrived]);
    }

    private Tensor FirstStep(Func<Tensor, Tensor, Tensor> rightSide, Tensor time, Tensor state, Tensor slope)
    {
        Tensor size = Abs(state), d0 = Norm(state, size), d1 = Norm(slope, size);
        Tensor first = Select(Maximum(d0 < 1e-5, d1 < 1e-5), 1e-6, 0.01 * d0 / Maximum(d1, 1e-5));
        Tensor d2 = Norm(rightSide(time + first, state + first * slope) - slope, size) / first;
        Tensor greatest = Maximum(d1, d2);
        Tensor second = Select(greatest <= 1e-15, Maximum(1e-6, 1e-3 * first),
            Exp(0.2 * Log(0.01 / Maximum(greatest, 1e-15))));
        return Minimum(100 * first, second);
    }

    /// <summary>The root mean square of a vector over the tolerance at a state of some size.</summary>
    private Tensor Norm(Tensor error, Tensor size) =>
        Sqrt(Mean(Square(error / (AbsoluteTolerance + RelativeTolerance * size))));
}
