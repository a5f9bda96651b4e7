using Reparam.Execution;

namespace Reparam.Variational;

/// <summary>Means of quantities over draws of an approximation, and their gradients in its parameters.</summary>
internal sealed class MeansOfQuantities
{
    private readonly int[] _sizes;
    private readonly int _inputs;

    /// <param name="loss">Whose parameters and draws they are.</param>
    /// <param name="quantities">From a draw to the quantities.</param>
    /// <param name="count">Their number.</param>
    public MeansOfQuantities(
        LossExpression loss, Func<ApproximationDraw, IReadOnlyList<Tensor>> quantities, int count)
    {
        Tensor[] means =
            [.. Enumerable.Range(0, count).Select(q => loss.Terms.Mean(draw => quantities(draw)[q]))];
        _sizes = [.. means.Select(m => m.Size)];
        _inputs = loss.Inputs.Count;
        Tensor[] weights = [.. means.Select(m => Tensor.Input("weights", m.Shape))];
        Tensor weighted = means.Zip(weights, static (m, w) => Tensor.Sum(m * w)).Aggregate(static (sum, t) => sum + t);
        Tensor[] centres = [.. means.Select(m => Tensor.Input("centres", m.Shape))];
        Tensor[] squares = [.. Enumerable.Range(0, count)
            .Select(q => loss.Terms.Mean(draw => Tensor.Square(quantities(draw)[q] - centres[q])))];
        Plan = ExecutionPlan.Create([.. loss.Inputs, .. weights, .. centres],
            [Differentiate.Gradient(weighted, loss.Parameters)[0], .. means, .. squares]);
    }

    public ExecutionPlan Plan { get; }

    /// <summary>Runs the plan; its inputs other than the weights are set.</summary>
    public Executor? Executor { get; set; }

    /// <summary>The means of all elements, one after another.</summary>
    public double[] Run()
    {
        Executor!.Run(default);
        return [.. Enumerable.Range(0, _sizes.Length).SelectMany(q => Executor.Shared(1 + q).ToArray())];
    }

    /// <summary>The mean squares of the elements around given centres.</summary>
    public double[] Squares(double[] centres)
    {
        for (int q = 0, first = 0; q < _sizes.Length; first += _sizes[q++])
        {
            Executor!.SetShared(_inputs + _sizes.Length + q, centres.AsSpan(first, _sizes[q]));
        }
        Executor!.Run(default);
        return [.. Enumerable.Range(0, _sizes.Length)
            .SelectMany(q => Executor.Shared(1 + _sizes.Length + q).ToArray())];
    }

    /// <summary>The gradient of the mean of one element.</summary>
    public double[] Slope(int element)
    {
        SetWeights(element);
        Executor!.Run(default);
        return Executor.Shared(0).ToArray();
    }

    /// <summary>Gives the inputs that are set later a first value.</summary>
    public void Begin()
    {
        SetWeights(-1);
        for (int q = 0; q < _sizes.Length; q++)
        {
            Executor!.SetShared(_inputs + _sizes.Length + q, new double[_sizes[q]]);
        }
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
