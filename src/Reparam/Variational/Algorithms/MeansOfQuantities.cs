using Reparam.Execution;

namespace Reparam.Variational;

/// <summary>Means of quantities over draws of an approximation, and their gradients in its parameters.</summary>
internal sealed class MeansOfQuantities
{
    private readonly int[] _sizes;
    private readonly int _inputs;

    /// <param name="loss">Whose parameters and draws they are.</param>
    /// <param name="means">The means.</param>
    public MeansOfQuantities(LossExpression loss, IReadOnlyList<Tensor> means)
    {
        _sizes = [.. means.Select(m => m.Size)];
        _inputs = loss.Inputs.Count;
        Tensor[] weights = [.. means.Select(m => Tensor.Input("weights", m.Shape))];
        Tensor weighted = means.Zip(weights, static (m, w) => Tensor.Sum(m * w)).Aggregate(static (sum, t) => sum + t);
        Plan = ExecutionPlan.Create(
            [.. loss.Inputs, .. weights], [Differentiate.Gradient(weighted, loss.Parameters)[0], .. means]);
    }

    public ExecutionPlan Plan { get; }

    /// <summary>Runs the plan; its inputs other than the weights are set.</summary>
    public Executor? Executor { get; set; }

    /// <summary>The means of all elements, one after another.</summary>
    public double[] Run()
    {
        SetWeights(-1);
        Executor!.Run(default);
        return [.. Enumerable.Range(0, _sizes.Length).SelectMany(q => Executor.Shared(1 + q).ToArray())];
    }

    /// <summary>The gradient of the mean of one element.</summary>
    public double[] Slope(int element)
    {
        SetWeights(element);
        Executor!.Run(default);
        return Executor.Shared(0).ToArray();
    }

    private void SetWeights(int element)
    {
        for (int q = 0; q < _sizes.Length; q++)
        {
            var weights = new double[_sizes[q]];
            if (element >= 0 && element < weights.Length)
            {
                weights[element] = 1;
            }
            Executor!.SetShared(_inputs + q, weights);
            element -= weights.Length;
        }
    }
}
