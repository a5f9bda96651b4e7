using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam vae sample</c>, <c>reconstruct</c> and <c>manifold</c>: pictures that a trained network
/// makes.</summary>
internal sealed class VaePictureCommand : Command
{
    private VaePictureCommand(string name, string description)
        : base(name, description)
    {
    }

    public static VaePictureCommand Sample(Func<PictureRequest, int> run) => Of("sample",
        "Draw new images from a trained network, as a PNG file.", run,
        new PictureOptions(NetworkKind.Vae, VaePictureRunner.Samples, "Images to draw.", 100));

    public static VaePictureCommand Reconstruct(Func<PictureRequest, int?, int> run)
    {
        var options = new PictureOptions(NetworkKind.Vae, VaePictureRunner.Reconstructions, "Images to take.", 20,
            new ImageDataOptions("checked to fit."), hasSeed: false);
        Option<int?> steps = NetworkOptions.Optional("--interpolate",
            "Draw instead a line of N images between each image and the next.", 2, 1000);
        var command = new VaePictureCommand("reconstruct",
            "Draw images as they come back from a trained network, each below its original, or what lies between "
                + "them.");
        options.AddTo(command, steps);
        command.SetAction(result => run(options.Request(result), result.GetValue(steps)));
        return command;
    }

    public static VaePictureCommand Manifold(Func<PictureRequest, int> run) => Of("manifold",
        "Draw images over the plane of a network with two latent variables, at quantiles of the prior.", run,
        new PictureOptions(NetworkKind.Vae, VaePictureRunner.Manifolds, "Images on each side.", 20, hasSeed: false,
            countName: "--side"));

    private static VaePictureCommand Of(
        string name, string description, Func<PictureRequest, int> run, PictureOptions options)
    {
        var command = new VaePictureCommand(name, description);
        options.AddTo(command);
        command.SetAction(result => run(options.Request(result)));
        return command;
    }
}
