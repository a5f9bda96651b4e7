using System.Text.Json;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The architecture of a network with latent variables and a likelihood of pixels.</summary>
internal abstract record LatentArchitecture : Architecture
{
    protected const string Tanh = "tanh";

    /// <summary>One of <see cref="PixelLikelihoods.Names"/>.</summary>
    public required string Likelihood { get; init; }

    /// <summary>Whether pixels become 0 or 1 by chance each time that they are read.</summary>
    public required bool IsBinarised { get; init; }

    public override PixelNoise Noise => IsBinarised ? PixelNoise.Binarised : PixelNoise.None;

    public override float White => (float)Pixels.White;

    public override bool NeedsShades =>
        Likelihood is PixelLikelihoods.Categorical or PixelLikelihoods.DiscretizedLogistic;

    /// <summary>The names of the classes that it is told; none where it is told none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Between layers.</summary>
    protected virtual string Activation => Tanh;

    /// <summary>p(x | z).</summary>
    public Likelihood Pixels => PixelLikelihoods.Of(Likelihood, Shades);

    /// <summary>The network.</summary>
    public abstract LatentVariableModel Create();

    /// <summary>Images as the network reads them, with the labels where it is told them.</summary>
    /// <param name="data">The images.</param>
    /// <param name="noise">What chance does to them.</param>
    /// <param name="seed">Its seed.</param>
    /// <exception cref="UserInputException">Labels are missing, or are other ones.</exception>
    public ExampleValues Examples(ImageData data, PixelNoise noise, ulong seed)
    {
        ExampleValues examples = data.For(Likelihood).Numbers(ImageData.Image, noise, seed);
        if (Labels.Count > 0)
        {
            examples[ImageData.Label] = ClassLabels.Of(Labels, data);
        }
        return examples;
    }

    protected void WriteLikelihood(Utf8JsonWriter json)
    {
        json.WriteString("activation", Activation);
        json.WriteString("likelihood", Likelihood);
        json.WriteString("binarise", IsBinarised ? "dynamic" : "none");
    }

    /// <summary>Whether pixels are made 0 or 1, after a check of what is not a choice yet.</summary>
    protected static bool ReadBinarised(JsonElement root, string activation = Tanh) =>
        Text(root, "activation") == activation ? Text(root, "binarise") == "dynamic"
        : throw new UserInputException($"{FileName} has the activation '{Text(root, "activation")}', but {activation} "
            + "was expected. Use the version of reparam that wrote it.");
}
