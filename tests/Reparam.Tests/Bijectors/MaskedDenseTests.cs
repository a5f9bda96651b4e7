using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class MaskedDenseTests
{
    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(4, 3, 1)]
    [InlineData(4, 9, 2)]
    [InlineData(5, 5, 3)]
    public void An_output_depends_on_all_inputs_before_its_place_and_on_no_others(int length, int hidden, int blocks)
    {
        var random = new Expressions.SplitMix(5);
        (Tensor, Tensor) Layer(int inputs, int outputs) => (
            Tensor.From(random.Numbers(inputs * outputs), [inputs, outputs]), random.Numbers(outputs));
        var network = new MaskedDense(
            length, Layer(length, hidden), Layer(hidden, hidden), Layer(hidden, blocks * length));
        Tensor x = Tensor.Input("x", [length]);
        Tensor jacobian = Differentiate.Jacobian(network.Evaluate(x), x);
        double[] result = Evaluation.Run([x], [random.Numbers(length)], [jacobian], 1)[0];
        for (int e = 0; e < result.Length; e++)
        {
            int place = e / length % length, input = e % length;
            Assert.Equal(input < place, result[e] != 0);
        }
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new MaskedDense(2, (new double[2, 3], new double[3])));
        Assert.Contains(
            "the outputs a multiple of 2, but they are [2, 3] and [3]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MaskedDense(2));
        Assert.Throws<ArgumentException>(() => new MaskedDense(2, (new double[3, 2], new double[2])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaskedDense(0, (new double[0, 2], new double[2])));
    }
}
