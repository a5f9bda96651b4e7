using Reparam.Neural;
using Reparam.Execution;

namespace Reparam.Benchmarks.Networks;

internal static class StepProfile
{
    public static void Print(TextWriter output, Loss loss, int batch)
    {
        Tensor total = Tensor.DrawMean(loss.Total);
        Tensor[] weights = [.. loss.Module.Weights.Select(w => w.Weight.Tensor)];
        var plan = ExecutionPlan.Create([.. loss.Inputs.Select(i => i.Tensor), .. weights],
            [total, .. Differentiate.Gradient(total, weights)], element: ElementType.Single);
        var runner = new PlanRunner(plan, batch);
        for (int i = 0; i < loss.Inputs.Count; i++)
        {
            if (loss.Inputs[i].Tensor.Varies)
            {
                runner.SetByDraw(i, new float[loss.Inputs[i].Tensor.Size * batch]);
            }
        }
        SingleTable.Instructions(output, runner);
    }
}
