namespace Reparam.Tests.Gradients;

/// <summary>A problem whose answer is known.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="At">θ.</param>
/// <param name="Value">E[f] as a function of θ; its derivative is the gradient that is wanted.</param>
public sealed record ExpectationCase(ExpectationProblem Problem, double[] At, Func<Tensor, Tensor> Value)
{
    /// <summary>E[f], then its derivative by each parameter.</summary>
    public double[] Exact()
    {
        Tensor theta = Tensor.Input("theta", [At.Length]), value = Tensor.Reshape(Value(theta), []);
        double[][] found =
            Evaluation.Run([theta], [At], [value, Differentiate.Gradient(value, theta)[0]], 1);
        return [.. found[0], .. found[1]];
    }
}
