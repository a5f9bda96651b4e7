using System.CommandLine;

namespace Reparam.Cli;

/// <summary>What <c>reparam vae sample</c>, <c>reconstruct</c> or <c>manifold</c> was asked to draw.</summary>
internal sealed record VaePictureRequest
{
    public required string Folder { get; init; }

    public VaeDataRequest Data { get; init; } = new(null, null, null);

    /// <summary>The number of images; of a manifold, on each side.</summary>
    public required int Count { get; init; }

    /// <summary>Images between one and the next, both included; null for reconstructions.</summary>
    public int? Steps { get; init; }

    /// <summary>The side of the square that a pixel becomes; null for what suits.</summary>
    public required int? Magnification { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The file; null for one in the folder.</summary>
    public required string? Output { get; init; }
}

/// <summary><c>reparam vae sample</c>, <c>reconstruct</c> and <c>manifold</c>: pictures that a trained network
/// makes.</summary>
internal sealed class VaePictureCommand : Command
{
    private const int MostCount = 10_000;

    private VaePictureCommand(string name, string description, string counted, int count,
        Func<VaePictureRequest, int> run, VaeDataOptions? data = null, Option<int>? steps = null, bool hasSeed = false)
        : base(name, description)
    {
        Argument<string> folder = VaeOptions.Folder();
        Option<int> counts = FitCommand.Whole(name == "manifold" ? "--side" : "--count", counted, count, 1, MostCount);
        Option<ulong> seed = VaeOptions.Seed();
        var magnification = new Option<int>("--magnify")
        {
            HelpName = "N",
            Description = "The side of the square that a pixel becomes; by default so that images are well seen.",
            CustomParser = result => FitCommand.Read(result, "--magnify", 1, 100),
        };
        Option<string?> output = ModelOptions.Text(
            "--output", "FILE", $"The PNG file; by default {VaePictureRunner.FileOf(name)} in MODEL.");
        Add(folder);
        Option[] sources = [.. data?.All ?? [], .. steps is null ? (Option[])[] : [steps]];
        Option[] seeds = hasSeed ? [seed] : [];
        foreach (Option option in (Option[])[.. sources, counts, .. seeds, magnification, output])
        {
            Add(option);
        }
        SetAction(result =>
        {
            string? file = result.GetValue(output);
            ModelOptions.RequireText("--output", file);
            return run(new VaePictureRequest
            {
                Folder = result.GetValue(folder)!,
                Data = data?.Request(result) ?? new VaeDataRequest(null, null, null),
                Count = result.GetValue(counts),
                Steps = steps is not null && result.GetValue(steps) is > 0 and var some ? some : null,
                Magnification = result.GetValue(magnification) is > 0 and var side ? side : null,
                Seed = hasSeed ? result.GetValue(seed) : FitRequest.DefaultSeed,
                Output = file,
            });
        });
    }

    public static VaePictureCommand Sample(Func<VaePictureRequest, int> run) => new("sample",
        "Draw new images from a trained network, as a PNG file.", "Images to draw.", 100, run, hasSeed: true);

    public static VaePictureCommand Reconstruct(Func<VaePictureRequest, int> run) => new("reconstruct",
        "Draw images as they come back from a trained network, each below its original, or what lies between them.",
        "Images to take.", 20, run, new VaeDataOptions(), new Option<int>("--interpolate")
        {
            HelpName = "N",
            Description = "Draw instead a line of N images between each image and the next.",
            CustomParser = result => FitCommand.Read(result, "--interpolate", 2, 1000),
        });

    public static VaePictureCommand Manifold(Func<VaePictureRequest, int> run) => new("manifold",
        "Draw images over the plane of a network with two latent variables, at quantiles of the prior.",
        "Images on each side.", 20, run);
}
