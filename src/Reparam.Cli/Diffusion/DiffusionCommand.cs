using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam diffusion</c>: commands on diffusion models of images, or of points.</summary>
internal sealed class DiffusionCommand : Command, ICommandGroup
{
    public DiffusionCommand(Streams streams, CancellationToken cancellationToken)
        : base("diffusion", "Train diffusion models on images, evaluate their bound, and draw samples.")
    {
        Add(new DiffusionTrainCommand(request => new DiffusionTrainRunner(streams).Run(request, cancellationToken)));
        Add(new DiffusionEvaluateCommand(
            request => new DiffusionEvaluateRunner(streams).Run(request, cancellationToken)));
        Add(new DiffusionSampleCommand(request => new DiffusionSampleRunner(streams).Run(request, cancellationToken)));
    }

    public string Missing => "There is no command after 'diffusion'. Try 'reparam diffusion train --example digits'.";
}
