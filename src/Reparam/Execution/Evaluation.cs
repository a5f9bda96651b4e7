using Reparam.Execution;

namespace Reparam;

/// <summary>Evaluates expressions on the spot.</summary>
public static class Evaluation
{
    /// <summary>The values of an expression without inputs, in row-major order.</summary>
    /// <param name="tensor">An expression of constants.</param>
    /// <exception cref="ArgumentException">The expression depends on an input.</exception>
    public static double[] ToArray(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Run([], [], [tensor], 1)[0];
    }

    /// <summary>The value of a scalar expression without inputs.</summary>
    /// <param name="tensor">An expression of constants with one element.</param>
    /// <exception cref="ArgumentException">The expression depends on an input or has more than one element.</exception>
    public static double ToDouble(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Size == 1
            ? tensor.ToArray()[0]
            : throw new ArgumentException($"ToDouble: one element is needed, but the shape is {tensor.Shape}.",
                nameof(tensor));
    }

    /// <summary>Runs expressions once and copies their values out as [element · draws + draw]. Doubles go in and come
    /// out whatever is computed with.</summary>
    internal static double[][] Run(
        IReadOnlyList<Tensor> inputs, IReadOnlyList<double[]> values, IReadOnlyList<Tensor> outputs, int draws,
        int threads = 1, ElementType element = ElementType.Double)
    {
        var runner = new PlanRunner(ExecutionPlan.Create(inputs, outputs, element: element), draws, threads);
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Varies)
            {
                runner.BindInput(i, (ReadOnlyMemory<double>)values[i]);
            }
            else
            {
                runner.SetShared(i, values[i]);
            }
        }
        runner.Run();
        return [.. outputs.Select((output, i) =>
        {
            var result = new double[output.Size * (output.Varies ? draws : 1)];
            if (output.Varies)
            {
                runner.CopyByDraw(i, result);
            }
            else
            {
                runner.CopyShared(i, result);
            }
            return result;
        })];
    }
}
