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

    /// <summary>Between layers.</summary>
    protected virtual string Activation => Tanh;

    /// <summary>p(x | z).</summary>
    public Likelihood Pixels => PixelLikelihoods.Of(Likelihood, Shades);

    public abstract override LatentVariableModel Create();

    public override ExampleSet SetOf(ImageData data) => data.For(Likelihood);

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
