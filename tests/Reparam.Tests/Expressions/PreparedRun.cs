using Reparam.Execution;

namespace Reparam.Tests.Expressions;

/// <summary>Expressions planned once and run at many points.</summary>
internal sealed class PreparedRun(Tensor[] inputs, Tensor[] outputs, int draws, bool[] byDraw)
{
    private readonly Interpreter _interpreter = new(ExecutionPlan.Create(inputs, outputs), draws);

    /// <summary>Values of the outputs for values of the inputs: [element · draws + draw], or [element] for outputs that
    /// are not asked for by draw.</summary>
    public double[][] At(double[][] values)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Varies)
            {
                _interpreter.SetByDraw(i, values[i]);
            }
            else
            {
                _interpreter.SetShared(i, values[i]);
            }
        }
        _interpreter.Run();
        return [.. outputs.Select((output, i) =>
        {
            if (!byDraw[i])
            {
                return _interpreter.Shared(i).ToArray();
            }
            var result = new double[output.Size * draws];
            _interpreter.CopyByDraw(i, result);
            return result;
        })];
    }
}
