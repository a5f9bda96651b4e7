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

    public static VaePictureCommand Sample(Func<VaePictureRequest, int> run) => Of("sample",
        "Draw new images from a trained network, as a PNG file; a row of each label where it is told labels.",
        "Draw images of this label only, of a network that is told labels.", run,
        new PictureOptions(NetworkKind.Vae, PictureWriter.Samples,
            "Images to draw, by default 100; where each label has a row, those of a row, by default 10.", null));

    public static VaePictureCommand Reconstruct(Func<VaePictureRequest, int> run)
    {
        Option<int?> steps = NetworkOptions.Optional("--interpolate",
            "Draw instead a line of N images between each image and the next.", 2, 1000);
        return Of("reconstruct",
            "Draw images as they come back from a trained network, each below its original, or what lies between "
                + "them.",
            "Draw them as those of this label would come back, of a network that is told labels.", run,
            new PictureOptions(NetworkKind.Vae, VaePictureRunner.Reconstructions, "Images to take.", 20,
                new ImageDataOptions(ImageDataOptions.OfPictures), hasSeed: false),
            steps);
    }

    public static VaePictureCommand Manifold(Func<VaePictureRequest, int> run) => Of("manifold",
        "Draw images over the plane of a network with two latent variables, at quantiles of the prior.",
        "The label of the images, of a network that is told labels.", run,
        new PictureOptions(NetworkKind.Vae, VaePictureRunner.Manifolds, "Images on each side.", 20, hasSeed: false,
            countName: "--side"));

    private static VaePictureCommand Of(string name, string description, string ofLabel,
        Func<VaePictureRequest, int> run, PictureOptions options, Option<int?>? steps = null)
    {
        var command = new VaePictureCommand(name, description);
        Option<string?> label = ModelOptions.Text("--label", "NAME", ofLabel);
        options.AddTo(command, steps is null ? [label] : [label, steps]);
        command.SetAction(result =>
        {
            string? named = result.GetValue(label);
            ModelOptions.RequireText("--label", named);
            return run(new VaePictureRequest(
                options.Request(result), named, steps is null ? null : result.GetValue(steps)));
        });
        return command;
    }
}
