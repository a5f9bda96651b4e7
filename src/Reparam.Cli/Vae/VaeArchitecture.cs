using System.Globalization;
using System.Text.Json;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a variational auto-encoder.</summary>
internal sealed record VaeArchitecture : LatentArchitecture
{
    public override NetworkKind Kind => NetworkKind.Vae;

    /// <summary>The sizes of the hidden layers of the encoder; the decoder has them the other way round.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    public required int Latent { get; init; }

    public override VariationalAutoencoder Create()
    {
        int elements = Image.Size;
        Likelihood likelihood = PixelLikelihoods.Of(Likelihood, Shades);
        var family = new DiagonalNormalFamily(Latent);
        // Shades that are classes are 0, 1, ...: the network reads them as others, from 0 to 1.
        double scale = 1 / PixelLikelihoods.Largest(Likelihood, Shades);
        return new VariationalAutoencoder(Image,
            new Sequential(new FunctionLayer(x => Tensor.Reshape(scale == 1 ? x : scale * x, [elements])),
                Sequential.Perceptron(Tensor.Tanh, [elements, .. Hidden, family.ParameterCount])), family,
            Sequential.Perceptron(
                Tensor.Tanh, [Latent, .. Hidden.Reverse(), elements * likelihood.ParametersPerElement]), likelihood);
    }

    public override string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join('-', [Image.Size, .. Hidden, Latent])} and back, {Activation}, {Likelihood} likelihood, ") +
        Weights(Create());

    /// <summary>Reads the file of a folder.</summary>
    public static VaeArchitecture Read(string folder) => Read(folder, NetworkKind.Vae, static root =>
        new VaeArchitecture
        {
            Image = Shape.Create([.. Numbers(root, "image")]),
            Shades = root.GetProperty("shades").GetInt32(),
            Hidden = Numbers(root, "hidden"),
            Latent = root.GetProperty("latent").GetInt32(),
            Likelihood = Text(root, "likelihood"),
            IsBinarised = ReadBinarised(root),
            Example = root.GetProperty("example").GetString(),
        });

    protected override void WriteFields(Utf8JsonWriter json)
    {
        WriteNumbers(json, "hidden", Hidden);
        json.WriteNumber("latent", Latent);
        WriteLikelihood(json);
    }
}
