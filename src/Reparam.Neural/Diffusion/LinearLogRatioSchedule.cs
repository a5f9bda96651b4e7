namespace Reparam.Neural;

/// <summary>λ(t) = λ(0) - t (λ(0) - λ(1)), with ends that may be learned (Kingma, Salimans, Poole and Ho 2021, section
/// 6).</summary>
public sealed class LinearLogRatioSchedule : NoiseSchedule
{
    private readonly ScheduleEnds _ends;

    /// <summary>Makes the schedule.</summary>
    /// <param name="first">λ(0), or where it begins.</param>
    /// <param name="last">λ(1), or where it begins; below λ(0).</param>
    /// <param name="areEndsLearned">Whether the ends are trained, by the bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ does not fall.</exception>
    public LinearLogRatioSchedule(double first = 10, double last = -10, bool areEndsLearned = true) =>
        _ends = Add("ends", new ScheduleEnds(nameof(LinearLogRatioSchedule), first, last, areEndsLearned));

    /// <inheritdoc/>
    public override Tensor LogRatio(Tensor time) => _ends.At(time);

    /// <inheritdoc/>
    public override Tensor Slope(Tensor time) => -_ends.Span;
}
