namespace Reparam.Neural.Tests.Modules;

public sealed class ResidualTests
{
    private static readonly float[] X = [1, -2, 3];

    [Fact]
    public void It_adds_its_body_to_the_argument_or_to_a_shortcut()
    {
        Assert.Equal([2, 2, 12], Run(new Residual(new FunctionLayer(Tensor.Square))));
        Assert.Equal([3, 0, 15], Run(new Residual(new FunctionLayer(Tensor.Square), new FunctionLayer(static x => 2 * x))));
    }

    [Fact]
    public void Weights_of_both_are_named_and_other_shapes_are_refused()
    {
        var layer = new Residual(new Linear(3, 2), new Linear(3, 2, hasBias: false));
        Assert.Equal(["body.weight", "body.bias", "shortcut.weight"], layer.Weights.Select(w => w.Name));
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(
            () => new Residual(new Linear(3, 2)).Apply(Tensor.Input("x", [3]))).Message, StringComparison.Ordinal);
    }

    private static float[] Run(Layer layer) => NetworkFunction
        .Compile(layer, inputs => [layer.Apply(inputs.Field("x", [3]))])
        .Run(WeightValues.Initial(layer, 1), 1, new Dictionary<string, float[]> { ["x"] = X })[0];
}
