using Reparam.Execution;

namespace Reparam.Neural.Tests;

/// <summary>Expressions of a network at given numbers, in double.</summary>
internal sealed class DoubleProgram(Module module, WeightValues? values = null)
{
    private readonly List<(Tensor Tensor, double[] Values)> _inputs = [];

    /// <summary>An input with a value for each draw: [element · draws + draw].</summary>
    public Tensor ByDraw(Shape shape, params double[] numbers)
    {
        Tensor tensor = Tensor.Input("input", shape, varies: true);
        _inputs.Add((tensor, numbers));
        return tensor;
    }

    /// <summary>Outputs that vary by draw: [element · draws + draw].</summary>
    public double[][] Run(int draws, params Tensor[] outputs)
    {
        PlanRunner runner = Runner(draws, [.. outputs.Select(Tensor.Spread)]);
        return [.. outputs.Select((output, i) =>
        {
            var result = new double[output.Size * draws];
            runner.CopyByDraw(i, result);
            return result;
        })];
    }

    /// <summary>Outputs that are the same in all draws.</summary>
    public double[][] RunShared(int draws, params Tensor[] outputs)
    {
        PlanRunner runner = Runner(draws, outputs);
        return [.. outputs.Select((_, i) => runner.Shared(i).ToArray())];
    }

    private PlanRunner Runner(int draws, Tensor[] outputs)
    {
        values ??= WeightValues.Initial(module, 1);
        var plan = ExecutionPlan.Create(
            [.. _inputs.Select(i => i.Tensor), .. module.Weights.Select(w => w.Weight.Tensor)], outputs);
        var runner = new PlanRunner(plan, draws);
        for (int i = 0; i < _inputs.Count; i++)
        {
            runner.SetByDraw(i, _inputs[i].Values);
        }
        for (int i = 0; i < module.Weights.Count; i++)
        {
            runner.SetShared(_inputs.Count + i, values[module.Weights[i].Name]);
        }
        runner.Run();
        return runner;
    }
}
