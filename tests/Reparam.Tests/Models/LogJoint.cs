namespace Reparam.Tests.Models;

/// <summary>A log density and its gradient at a point.</summary>
internal static class LogJoint
{
    public static (double Value, double[] Gradient) At(LogDensity density, double[] point)
    {
        Tensor x = Tensor.Input("x", [point.Length]);
        Tensor value = density.LogProb(x);
        double[][] result = Evaluation.Run([x], [point], [value, Differentiate.Gradient(value, x)[0]], 1);
        return (result[0][0], result[1]);
    }
}
