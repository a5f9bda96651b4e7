namespace Reparam.Execution;

/// <summary>
/// Runs a plan again and again: at first one operation at a time, which starts at once, and from some run on by
/// compiled loops, which take a moment to compile.
/// </summary>
/// <remarks>
/// When it changes over depends on the work done so far and never on the clock, so results have the same bits in every
/// run of a program; the two ways agree up to rounding. Where code cannot be made at run time it does not change over.
/// Not for use by two callers at once.
/// </remarks>
/// <param name="plan">What to run.</param>
/// <param name="draws">The number of draws, at least 1.</param>
/// <param name="threads">The most threads to use; 0 for as many as the machine has, where the work is worth it.</param>
internal sealed class Executor(ExecutionPlan plan, int draws, int threads = 1)
{
    private PlanRunner _runner = new(plan.Best, draws, threads);

    /// <summary>The number of draws.</summary>
    public int Draws => draws;

    /// <inheritdoc cref="PlanRunner.Release"/>
    public void Release() => _runner.Release();

    /// <inheritdoc cref="PlanRunner.SetShared(int, ReadOnlySpan{double})"/>
    public void SetShared(int input, ReadOnlySpan<double> values) => _runner.SetShared(input, values);

    /// <inheritdoc cref="PlanRunner.SetShared(int, ReadOnlySpan{float})"/>
    public void SetShared(int input, ReadOnlySpan<float> values) => _runner.SetShared(input, values);

    /// <inheritdoc cref="PlanRunner.SetByDraw(int, ReadOnlySpan{double})"/>
    public void SetByDraw(int input, ReadOnlySpan<double> values) => _runner.SetByDraw(input, values);

    /// <inheritdoc cref="PlanRunner.SetByDraw(int, ReadOnlySpan{float})"/>
    public void SetByDraw(int input, ReadOnlySpan<float> values) => _runner.SetByDraw(input, values);

    /// <inheritdoc cref="PlanRunner.BindInput(int, ReadOnlyMemory{double})"/>
    public void BindInput(int input, ReadOnlyMemory<double> values) => _runner.BindInput(input, values);

    /// <inheritdoc cref="PlanRunner.BindInput(int, ReadOnlyMemory{float})"/>
    public void BindInput(int input, ReadOnlyMemory<float> values) => _runner.BindInput(input, values);

    /// <inheritdoc cref="PlanRunner.BindOutput(int, Memory{double})"/>
    public void BindOutput(int output, Memory<double> destination) => _runner.BindOutput(output, destination);

    /// <inheritdoc cref="PlanRunner.BindOutput(int, Memory{float})"/>
    public void BindOutput(int output, Memory<float> destination) => _runner.BindOutput(output, destination);

    /// <inheritdoc cref="PlanRunner.Shared"/>
    public ReadOnlySpan<double> Shared(int output) => _runner.Shared(output);

    /// <inheritdoc cref="PlanRunner.SharedSingles"/>
    public ReadOnlySpan<float> SharedSingles(int output) => _runner.SharedSingles(output);

    /// <inheritdoc cref="PlanRunner.CopyByDraw(int, Span{double})"/>
    public void CopyByDraw(int output, Span<double> destination) => _runner.CopyByDraw(output, destination);

    /// <summary>Counts a run whose results are known, so that those after it have the bits that they would have
    /// had.</summary>
    public void Skip() => plan.CountWork(draws);

    /// <inheritdoc cref="PlanRunner.CopyByDraw(int, Span{float})"/>
    public void CopyByDraw(int output, Span<float> destination) => _runner.CopyByDraw(output, destination);

    /// <inheritdoc cref="PlanRunner.Run"/>
    public void Run(CancellationToken cancellation = default)
    {
        plan.CountWork(draws);
        if (!ReferenceEquals(_runner.Plan, plan.Best))
        {
            var next = new PlanRunner(plan.Best, draws, threads);
            next.TakeOver(_runner);
            _runner.Release();
            _runner = next;
        }
        _runner.Run(cancellation);
    }
}
