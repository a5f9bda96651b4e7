using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>λ(0) and λ(1) as weights: the first, and the logarithm of its distance from the last.</summary>
internal sealed class ScheduleEnds : Module
{
    private readonly Weight _first, _logSpan;

    public ScheduleEnds(string schedule, double first, double last, bool areLearned)
    {
        if (!(double.IsFinite(first) && double.IsFinite(last) && last < first))
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, string.Create(CultureInfo.InvariantCulture,
                $"{schedule}: λ goes from {first} at time 0 to {last} at time 1, but it must fall. Examples have " +
                $"little noise at time 0: give a first value such as 10, and a last one such as -10."));
        }
        _first = Add("first", new Weight(Shape.Scalar, Initializer.Constant(first), areLearned));
        _logSpan = Add("logSpan", new Weight(Shape.Scalar, Initializer.Constant(Math.Log(first - last)), areLearned));
    }

    /// <summary>λ(0) - share · (λ(0) - λ(1)).</summary>
    public Tensor At(Tensor share) => _first - Exp(_logSpan) * share;

    /// <summary>λ(0) - λ(1).</summary>
    public Tensor Span => Exp(_logSpan);
}
