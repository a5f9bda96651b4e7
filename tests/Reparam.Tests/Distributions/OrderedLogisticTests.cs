using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class OrderedLogisticTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new OrderedLogistic(p[1], p[0]);

    protected override int Counts(double[] parameters) => parameters.Length;

    // Of categories far in a tail none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => Math.Abs(parameters[1].Values[0]) < 10;

    [Fact]
    public void Rows_of_cutpoints_go_with_their_own_values()
    {
        OrderedLogistic batch = new(new double[] { 0.5, -1 }, new double[,] { { 0, 1 }, { -2, 3 } });
        Tensor x = Tensor.From([2, 0], [2]), traced = Tensor.Input("x", [2]);
        double[] expected =
        [
            new OrderedLogistic(0.5, new double[] { 0, 1 }).LogProb(2).ToDouble(),
            new OrderedLogistic(-1, new double[] { -2, 3 }).LogProb(0).ToDouble(),
        ];
        Assert.Equal(expected, batch.LogProb(x).ToArray());
        Assert.Equal(expected, Evaluation.Run([traced], [[2, 0]], [batch.LogProb(traced)], 1)[0]);
    }

    [Fact]
    public void Cutpoints_that_do_not_increase_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new OrderedLogistic(0, new double[] { 1, 1 }));
        Assert.StartsWith("OrderedLogistic: cutpoints must increase, but the vector is [1, 1]", error.Message,
            StringComparison.Ordinal);
    }
}
