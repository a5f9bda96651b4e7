using Reparam.Execution;

namespace Reparam;

/// <summary>The numbers that a log density reports at draws of its unknowns; planned once, however many fits there
/// are.</summary>
internal sealed class ReportedQuantities
{
    private readonly ExecutionPlan _plan;
    private readonly int[] _sizes;
    private readonly int _dimension;

    public ReportedQuantities(LogDensity density)
    {
        _dimension = density.Dimension;
        Tensor x = Tensor.Input("x", [_dimension], varies: true);
        IReadOnlyList<Quantity> quantities = density.Quantities(x);
        Names = [.. quantities.SelectMany(static q => q.ElementNames)];
        _sizes = [.. quantities.Select(static q => q.Value.Size)];
        // What is reported depends on no rows.
        _plan = ExecutionPlan.Create([x], [.. quantities.Select(static q => Tensor.Spread(q.Value))]);
    }

    /// <summary>The name of each number.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Computes the numbers.</summary>
    /// <param name="points">The unknowns: [element · draws + draw], and perhaps more behind them.</param>
    /// <param name="draws">How many draws.</param>
    /// <param name="threads">The most threads to use; 0 for as many as there are.</param>
    /// <param name="values">Receives [number · draws + draw].</param>
    public void Evaluate(ReadOnlyMemory<double> points, int draws, int threads, Memory<double> values)
    {
        var executor = new Executor(_plan.Uncounted(), draws, threads);
        executor.BindInput(0, points[..(_dimension * draws)]);
        for (int i = 0, first = 0; i < _sizes.Length; first += _sizes[i++])
        {
            executor.BindOutput(i, values.Slice(first * draws, _sizes[i] * draws));
        }
        executor.Run();
        executor.Release();
    }
}
