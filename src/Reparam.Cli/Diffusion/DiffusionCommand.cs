namespace Reparam.Cli;

/// <summary><c>reparam diffusion</c>: commands on diffusion models of images, or of points.</summary>
internal sealed class DiffusionCommand : NetworkCommand
{
    public DiffusionCommand(Streams streams, CancellationToken cancellationToken)
        : base(NetworkKind.Diffusion, "Train diffusion models on images, evaluate their bound, and draw samples.")
    {
        Add(new DiffusionTrainCommand(new NetworkTraining(streams, cancellationToken)));
        Add(new DiffusionEvaluateCommand(
            request => new DiffusionEvaluateRunner(streams).Run(request, cancellationToken)));
        Add(new DiffusionSampleCommand(request => new DiffusionSampleRunner(streams).Run(request, cancellationToken)));
    }
}
