using static Reparam.Tensor;

namespace Reparam.Neural.Tests.Modules;

public sealed class EachPositionTests
{
    /// <summary>A vector of two numbers to an image of three channels.</summary>
    private static readonly Sequential Body = new(
        new Linear(2, 8), (Func<Tensor, Tensor>)Tanh, new FunctionLayer(static x => Reshape(x, [2, 2, 2])),
        new ConvTranspose2d(2, 3, size: 3, stride: 2, padding: 1, outputPadding: 1));

    private static readonly EachPosition Layer = new(Body);

    [Fact]
    public void Every_position_has_the_value_of_the_layer_by_itself()
    {
        const int positions = 3 * 2, size = 3 * 4 * 4;
        float[] x = [.. Enumerable.Range(0, 2 * positions).Select(static i => MathF.Sin(1 + 3 * i))];
        Assert.Equal([3, 4, 4, 3, 2], Layer.Apply(Input("x", [2, 3, 2])).Shape.Lengths.ToArray());
        float[] all = Run(Layer, [2, 3, 2], 1, x);
        // The layer by itself, of as many examples.
        float[] alone = Run(Body, [2], positions,
            [.. Enumerable.Range(0, positions).SelectMany(p => (float[])[x[p], x[positions + p]])]);
        Assert.Equal(positions * size, all.Length);
        Assert.All(Enumerable.Range(0, all.Length), i =>
            Assert.Equal(alone[i % positions * size + i / positions], all[i], 1e-6f));
        Assert.True(alone.Distinct().Count() > positions * size / 2, "The comparison would show nothing.");
    }

    [Fact]
    public void Of_a_vector_it_is_the_layer_and_its_weights_have_the_same_names()
    {
        Assert.Equal(Body.Weights, Layer.Weights);
        Tensor x = Input("x", [2]);
        Assert.Equal(Graph.Fingerprint([Body.Apply(x)]), Graph.Fingerprint([Layer.Apply(x)]));
    }

    private static float[] Run(Layer layer, Shape shape, int examples, float[] x) => NetworkFunction
        .Compile(layer, inputs => [layer.Apply(inputs.Field("x", shape))])
        .Run(WeightValues.Initial(Body, 1), examples, new Dictionary<string, float[]> { ["x"] = x })[0];
}
