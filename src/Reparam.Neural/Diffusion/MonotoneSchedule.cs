using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A learned schedule: λ(t) = λ(0) - g(t) (λ(0) - λ(1)), where g rises from 0 to 1 as
/// w t + Σ_j a_j S(k_j (t - c_j)) does, S the logistic function and w, a, k above 0.</summary>
/// <remarks>Source: Kingma, Salimans, Poole and Ho (2021), appendix H, whose network of three layers is this
/// sum.</remarks>
public sealed class MonotoneSchedule : NoiseSchedule
{
    private readonly ScheduleEnds _ends;
    private readonly Weight _linear, _heights, _steepness, _centres;

    /// <summary>Makes the schedule, which begins nearly as a line.</summary>
    /// <param name="first">What λ(0) begins with.</param>
    /// <param name="last">What λ(1) begins with; below λ(0).</param>
    /// <param name="units">The number of logistic functions, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ does not fall, or there are no units.</exception>
    public MonotoneSchedule(double first = 10, double last = -10, int units = 64)
    {
        Sizes.Positive(nameof(MonotoneSchedule), units);
        _ends = Add("ends", new ScheduleEnds(nameof(MonotoneSchedule), first, last, areLearned: true));
        _linear = Add("linear", new Weight(Shape.Scalar, Initializer.Constant(InverseSoftplus(1))));
        _heights = Add("heights", new Weight([units], Initializer.Constant(InverseSoftplus(0.5 / units))));
        _steepness = Add("steepness", new Weight([units], Initializer.Constant(InverseSoftplus(10))));
        _centres = Add("centres", new Weight([units], Initializer.Uniform(0.5)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> ShapeWeights => [_linear, _heights, _steepness, _centres];

    /// <inheritdoc/>
    public override Tensor LogRatio(Tensor time)
    {
        Tensor start = Rise(0);
        return _ends.At((Rise(time) - start) / (Rise(1) - start));
    }

    /// <inheritdoc/>
    public override Tensor Slope(Tensor time)
    {
        Tensor steepness = Softplus(_steepness), at = Sigmoid(steepness * (time - 0.5 - _centres));
        Tensor slope = Softplus(_linear) + Sum(Softplus(_heights) * steepness * at * (1 - at));
        return -_ends.Span * slope / (Rise(1) - Rise(0));
    }

    private Tensor Rise(Tensor time) => Softplus(_linear) * time
        + Sum(Softplus(_heights) * Sigmoid(Softplus(_steepness) * (time - 0.5 - _centres)));

    private static double InverseSoftplus(double y) => y + Math.Log(-Math.Exp(-y) + 1);
}
