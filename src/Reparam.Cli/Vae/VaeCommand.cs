using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam vae</c>: commands on variational auto-encoders of images.</summary>
internal sealed class VaeCommand : Command, ICommandGroup
{
    public VaeCommand(Streams streams, CancellationToken cancellationToken)
        : base("vae", "Train variational auto-encoders on images, evaluate them, and draw what they make.")
    {
        Add(new VaeTrainCommand(request => new VaeTrainRunner(streams).Run(request, cancellationToken)));
        Add(new VaeEvaluateCommand(request => new VaeEvaluateRunner(streams).Run(request, cancellationToken)));
        var pictures = new VaePictureRunner(streams);
        Add(VaePictureCommand.Sample(pictures.Sample));
        Add(VaePictureCommand.Reconstruct(pictures.Reconstruct));
        Add(VaePictureCommand.Manifold(pictures.Manifold));
    }

    public string Missing => "There is no command after 'vae'. Try 'reparam vae train --example digits'.";
}
