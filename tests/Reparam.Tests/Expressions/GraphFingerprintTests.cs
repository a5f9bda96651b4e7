using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

public sealed class GraphFingerprintTests
{
    [Fact]
    public void Expressions_written_alike_have_one_fingerprint_and_any_difference_makes_another()
    {
        string[] all =
        [
            Of(x => x * (double[])[1, 2, 3]), Of(x => x * (double[])[1, 2, 4]), Of(x => x[1..]), Of(x => x[..2]),
            Of(x => Gather(x, [0, 2, 1])), Of(x => Gather(x, [0, 1, 2])), Of(x => Sum(x)), Of(x => Max(x)),
            Of(x => Reshape(x, [3, 1])), Of(x => Polygamma(1, x)), Of(x => Polygamma(2, x)),
            Of(x => Image(x, 1, 1)), Of(x => Image(x, 2, 1)), Of(x => Image(x, 1, 0)), Of(x => CumulativeSum(x)),
            Of(x => x + x), Of(x => x - x * x), Of(x => x * x - x),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(Of(x => Gather(x, [0, 2, 1])), Of(x => Gather(x, [0, 2, 1])));
    }

    private static string Of(Func<Tensor, Tensor> function) =>
        Graph.Fingerprint([function(Input("x", [3], varies: true))]);

    private static Tensor Image(Tensor x, int stride, int padding) => Convolve(
        BroadcastTo(Reshape(x, [1, 3, 1]), [1, 3, 3]), Full(1, [1, 1, 3, 3]), stride, padding);
}
