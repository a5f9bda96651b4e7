using System.Text.Json;
using Reparam.Execution;

namespace Reparam.Neural.Tests.Modules;

/// <summary>Layers against PyTorch: values, gradients in argument and weights, and running averages.</summary>
public sealed class LayerReferenceTests
{
    private static readonly JsonDocument Reference = JsonDocument.Parse(File.ReadAllText(
        RepositoryRoot.File("tests/Reparam.Neural.Tests/Reference/layers.json")));

    public static TheoryData<string> Names => [.. Cases.Select(c => c.GetProperty("name").GetString()!)];

    private static IEnumerable<JsonElement> Cases => Reference.RootElement.GetProperty("cases").EnumerateArray();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_has_the_values_and_gradients_of_pytorch(string name)
    {
        JsonElement reference = Cases.Single(c => c.GetProperty("name").GetString() == name);
        Layer layer = Make(name);
        int features = reference.GetProperty("features").GetInt32(), examples = reference.GetProperty("examples").GetInt32();
        int positions = reference.GetProperty("positions").GetInt32();
        Tensor x = Tensor.Input("x", [features, positions], varies: true), y = layer.Apply(x);
        Tensor c = Tensor.Input("c", y.Shape, varies: true);
        Tensor[] weights = [.. layer.Weights.Select(w => w.Weight.Tensor)];
        Dictionary<string, Tensor> outputs = new() { ["y"] = y };
        string[] trained = [.. layer.Weights.Where(w => w.Weight.IsTrained).Select(w => w.Name)];
        Tensor[] gradients = Differentiate.Gradient(Tensor.DrawSum(Tensor.Sum(y * c)),
            [x, .. layer.Weights.Where(w => w.Weight.IsTrained).Select(w => w.Weight.Tensor)]);
        outputs["gradientOfX"] = gradients[0];
        for (int i = 0; i < trained.Length; i++)
        {
            outputs["gradients." + trained[i]] = gradients[1 + i];
        }
        foreach ((Weight running, Tensor value) in BatchStatistic.Updates([y]))
        {
            outputs["statistics." + layer.Weights.Single(w => w.Weight == running).Name] = value;
        }
        double[][] values =
        [
            ByElement(reference.GetProperty("x"), examples), ByElement(reference.GetProperty("c"), examples),
            .. layer.Weights.Select(w => reference.GetProperty("weights").TryGetProperty(w.Name, out JsonElement given)
                ? Numbers(given)
                : Initial(w)),
        ];
        foreach (ElementType element in (ElementType[])[ElementType.Double, ElementType.Single])
        {
            double[][] results = Evaluation.Run(
                [x, c, .. weights], values, [.. outputs.Values], examples, element: element);
            double tolerance = element == ElementType.Double ? 1e-10 : 2e-5;
            foreach (((string key, Tensor tensor), double[] result) in outputs.Zip(results))
            {
                JsonElement place = reference;
                foreach (string part in key.Split('.', 2))
                {
                    place = place.GetProperty(part);
                }
                double[] expected = tensor.Varies ? ByElement(place, examples) : Numbers(place);
                Assert.Equal(expected.Length, result.Length);
                Assert.All(expected.Zip(result), pair => Assert.Equal(pair.First, pair.Second,
                    tolerance * (1 + Math.Abs(pair.First))));
            }
        }
    }

    private static Layer Make(string name) => name switch
    {
        "LayerNorm" => new LayerNorm(4),
        "GroupNorm" => new GroupNorm(2, 4),
        "BatchNorm" => new BatchNorm(4),
        "Linear" => new Linear(4, 3),
        "Attention" => new Attention(4, heads: 2),
        "Conv2d" => OfImages(new Conv2d(4, 3, 3, stride: 2, padding: 1), 5),
        "ConvTranspose2d" => OfImages(
            new ConvTranspose2d(4, 3, 3, stride: 2, padding: 1, outputPadding: 1), 3),
        _ => throw new ArgumentException($"No layer '{name}'.", nameof(name)),
    };

    /// <summary>A layer of images as one of positions.</summary>
    private static ImageLayer OfImages(Layer layer, int rows) => new(layer, rows);

    private static double[] Initial(NamedWeight named)
    {
        var values = new float[named.Weight.Shape.Size];
        named.Weight.Initializer.Fill(named.Weight.Shape, Random.RandomKey.FromSeed(1), values);
        return [.. values.Select(v => (double)v)];
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>[example][element] as [element][example].</summary>
    private static double[] ByElement(JsonElement array, int examples)
    {
        double[] values = Numbers(array);
        int size = values.Length / examples;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % examples * size + i / examples])];
    }

    private sealed class ImageLayer : Layer
    {
        private readonly Layer _layer;
        private readonly int _rows;

        public ImageLayer(Layer layer, int rows)
        {
            (_layer, _rows) = (layer, rows);
            foreach (NamedWeight named in layer.Weights)
            {
                Add(named.Name, named.Weight);
            }
        }

        public override Tensor Apply(Tensor x)
        {
            Tensor y = _layer.Apply(Tensor.Reshape(x, [x.Shape[0], _rows, _rows]));
            return Tensor.Reshape(y, [y.Shape[0], y.Size / y.Shape[0]]);
        }
    }
}
