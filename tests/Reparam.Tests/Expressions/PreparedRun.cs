using Reparam.Execution;

namespace Reparam.Tests.Expressions;

/// <summary>Expressions planned once and run at many points.</summary>
internal sealed class PreparedRun(Tensor[] inputs, Tensor[] outputs, int draws, bool[] byDraw)
{
    private readonly PlanRunner _runner = new(ExecutionPlan.Create(inputs, outputs), draws);

    /// <summary>Values of the outputs for values of the inputs: [element · draws + draw], or [element] for outputs that
    /// are not asked for by draw.</summary>
    public double[][] At(double[][] values)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Varies)
            {
                _runner.SetByDraw(i, values[i]);
            }
            else
            {
                _runner.SetShared(i, values[i]);
            }
        }
        _runner.Run();
        return [.. outputs.Select((output, i) =>
        {
            if (!byDraw[i])
            {
                return _runner.Shared(i).ToArray();
            }
            var result = new double[output.Size * draws];
            _runner.CopyByDraw(i, result);
            return result;
        })];
    }
}
