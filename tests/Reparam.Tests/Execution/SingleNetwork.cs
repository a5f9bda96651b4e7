using Reparam.Execution;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

/// <summary>A network for one example in plans of floats: weights are the same in all draws, an example is a
/// draw.</summary>
internal static class SingleNetwork
{
    public const int Inputs = 70, Hidden = 60, Outputs = 10;

    /// <summary>Inputs (x, target, two matrices and two vectors of weights) and outputs (logits, mean loss, its
    /// gradient in the weights).</summary>
    public static (Tensor[] Inputs, Tensor[] Outputs) Make()
    {
        Tensor x = Input("x", [Inputs], varies: true), target = Input("target", [Outputs], varies: true);
        Tensor[] weights =
        [
            Input("w1", [Hidden, Inputs]), Input("b1", [Hidden]),
            Input("w2", [Outputs, Hidden]), Input("b2", [Outputs]),
        ];
        Tensor hidden = Tanh(MatMul(weights[0], x) + weights[1]);
        Tensor logits = MatMul(weights[2], Softplus(hidden)) + weights[3];
        Tensor loss = DrawMean(LogSumExp(logits) - Sum(logits * target));
        return ([x, target, .. weights], [logits, loss, .. Differentiate.Gradient(loss, weights)]);
    }

    /// <summary>Numbers for an input, exact in floats.</summary>
    public static float[] Numbers(Tensor input, int draws) =>
        [.. Enumerable.Range(0, input.Size * (input.Varies ? draws : 1)).Select(
            static i => (i * 7919 % 4001 - 2000) / 4096f)];

    /// <summary>A checksum of the results for 37 draws, which end within a pack, 128, which are two chunks, of whose
    /// products more threads share the rows, and 700, which are several chunks.</summary>
    public static ulong Checksum(int threads) => Checksum(
        Make(), static (input, draws) => [.. Numbers(input, draws).Select(static v => (double)v)], [37, 128, 700],
        ElementType.Single, threads);

    /// <summary>A checksum of the results of a network.</summary>
    public static ulong Checksum((Tensor[] Inputs, Tensor[] Outputs) network, Func<Tensor, int, double[]> numbers,
        int[] drawCounts, ElementType element, int threads)
    {
        ulong checksum = 14695981039346656037UL;
        foreach (int draws in drawCounts)
        {
            double[][] result = Evaluation.Run(network.Inputs, [.. network.Inputs.Select(i => numbers(i, draws))],
                network.Outputs, draws, threads, element);
            foreach (double number in result.SelectMany(static v => v))
            {
                Assert.True(double.IsFinite(number));
                checksum = (checksum ^ BitConverter.DoubleToUInt64Bits(number)) * 1099511628211UL;
            }
        }
        return checksum;
    }
}
