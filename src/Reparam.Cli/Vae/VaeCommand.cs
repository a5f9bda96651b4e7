using Reparam.Neural;

namespace Reparam.Cli;

/// <summary><c>reparam vae</c>: commands on variational auto-encoders of images.</summary>
internal sealed class VaeCommand : NetworkCommand
{
    public VaeCommand(Streams streams, CancellationToken cancellationToken)
        : base(NetworkKind.Vae, "Train variational auto-encoders on images, evaluate them, and draw what they make.")
    {
        Add(new VaeTrainCommand(new NetworkTraining(streams, cancellationToken)));
        Add(new LatentEvaluateCommand(NetworkKind.Vae, request => Evaluate(request, streams, cancellationToken)));
        var pictures = new VaePictureRunner(streams);
        Add(VaePictureCommand.Sample(pictures.Sample));
        Add(VaePictureCommand.Reconstruct(pictures.Reconstruct));
        Add(new LatentImputeCommand(NetworkKind.Vae, request => new LatentImputeRunner(streams).Run(
            request, VaeArchitecture.Trained(request.Picture.Folder), cancellationToken)));
        Add(VaePictureCommand.Manifold(pictures.Manifold));
    }

    private static int Evaluate(
        LatentEvaluateRequest request, Streams streams, CancellationToken cancellationToken)
    {
        var trained = VaeArchitecture.Trained(request.Folder);
        var evaluation = new VaeEvaluation(trained.Network, trained.Weights, request.Threads, request.Seed);
        return new LatentEvaluateRunner(streams).Run(request, trained, evaluation, images =>
        {
            int active = evaluation.Activities(images).Count(a => a > VaeEvaluation.ActivityThreshold);
            return FormattableString.Invariant($"{active} of {trained.Network.Family.Latent} ") +
                (trained.Architecture.Posterior.Classes > 0 ? "classes of latent variables" : "latent variables");
        }, cancellationToken);
    }
}
