namespace Reparam.Neural.Tests.Modules;

public sealed class EmbeddingTests
{
    [Fact]
    public void A_class_has_its_row_and_a_number_that_is_none_has_zeros()
    {
        var layer = new Embedding(3, 2);
        WeightValues weights = WeightValues.From(layer,
            new Dictionary<string, float[]> { ["weight"] = [1, 2, 3, 4, 5, 6] });
        var function = NetworkFunction.Compile(layer, inputs => [layer.Apply(inputs.Field("class", []))]);
        float[] rows = function.Run(weights, 4, new Dictionary<string, float[]> { ["class"] = [2, 0, -1, 1] })[0];
        Assert.Equal([5, 6, 1, 2, 0, 0, 3, 4], rows);
    }

    [Fact]
    public void The_gradient_of_a_row_is_the_sum_over_the_examples_of_its_class()
    {
        var layer = new Embedding(3, 2);
        Tensor x = Tensor.Input("x", [], varies: true), c = Tensor.Input("c", [2], varies: true);
        Tensor table = layer.Weights[0].Weight.Tensor;
        Tensor gradient = Differentiate.Gradient(Tensor.DrawSum(Tensor.Sum(layer.Apply(x) * c)), table)[0];
        double[] found = Evaluation.Run([x, c, table],
            [[2, 0, 2], [1, 10, 100, 2, 20, 200], new double[6]], [gradient], 3)[0];
        Assert.Equal([10, 20, 0, 0, 101, 202], found);
    }

    [Fact]
    public void Several_classes_at_once_are_refused() => Assert.Contains("one class for each example",
        Assert.Throws<ArgumentException>(() => new Embedding(3, 2).Apply(Tensor.Input("x", [2]))).Message,
        StringComparison.Ordinal);
}
