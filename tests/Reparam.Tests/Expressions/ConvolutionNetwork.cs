using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Convolutions forward and backward, with strides, padding and channels that do and do not fill
/// tiles.</summary>
internal static class ConvolutionNetwork
{
    /// <summary>Inputs (an image and three kernels) and outputs (the last image, its mean square, the gradient of that
    /// in the kernels).</summary>
    public static (Tensor[] Inputs, Tensor[] Outputs) Make()
    {
        Tensor x = Input("x", [2, 13, 14], varies: true);
        Tensor[] kernels = [Input("a", [19, 2, 3, 3]), Input("b", [22, 19, 3, 3]), Input("c", [22, 9, 3, 4])];
        Tensor hidden = Tanh(Convolve(x, kernels[0], padding: 1));
        Tensor small = Tanh(Convolve(AveragePool(Slice(hidden, 1, 1, 13)), kernels[1], stride: 2, padding: 1));
        Tensor large = ConvolveTransposed(Upsample(small), kernels[2], stride: 2, padding: 1, outputPadding: 1);
        Tensor loss = DrawMean(Sum(Square(large)));
        return ([x, .. kernels], [large, loss, .. Differentiate.Gradient(loss, kernels)]);
    }

    /// <summary>Numbers for an input, exact in floats.</summary>
    public static double[] Numbers(Tensor input, int draws) =>
        [.. Enumerable.Range(0, input.Size * (input.Varies ? draws : 1)).Select(
            i => (i * 7919 % 4001 - 2000) / (input.Varies ? 2048.0 : 8192.0))];
}
