using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

/// <summary>Conditioners for tests of flow layers; tools/reference/bijector_maps.py has the same.</summary>
internal static class Conditioners
{
    /// <summary>tanh of the elements, times weights that are fractions of 8, plus biases.</summary>
    public static Tensor Dense(Tensor a, int outputs) =>
        Events.TimesMatrix(Tensor.Tanh(a), Weights(a.Shape[^1], outputs)) + Biases(outputs);

    /// <summary>The same with masked weights, for vectors of length 3.</summary>
    public static Tensor Masked(Tensor x) =>
        new MaskedDense(3, (Weights(3, 6), Biases(6))).Evaluate(Tensor.Tanh(x));

    private static Tensor Weights(int inputs, int outputs) => Tensor.From(
        [.. Enumerable.Range(0, inputs * outputs).Select(e => ((3 * (e / outputs) + 5 * (e % outputs)) % 7 - 3) / 8.0)],
        [inputs, outputs]);

    private static Tensor Biases(int outputs) =>
        (double[])[.. Enumerable.Range(0, outputs).Select(o => (o % 3 - 1) / 4.0)];
}
