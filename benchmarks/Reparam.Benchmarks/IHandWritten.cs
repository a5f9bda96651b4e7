namespace Reparam.Benchmarks;

/// <summary>A log joint and its gradient as one would write them by hand in C#: a plain loop, one draw at a
/// time.</summary>
public interface IHandWritten
{
    /// <summary>The log joint at <paramref name="x"/>, whose gradient goes to <paramref name="gradient"/>.</summary>
    double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient);
}
