using Reparam.Neural;

namespace Reparam.Cli;

/// <summary><c>reparam dlgm</c>: commands on deep latent Gaussian models of images.</summary>
internal sealed class DlgmCommand : NetworkCommand
{
    public DlgmCommand(Streams streams, CancellationToken cancellationToken)
        : base(NetworkKind.Dlgm, "Train deep latent Gaussian models on images, evaluate them, and complete images by them.")
    {
        Add(new DlgmTrainCommand(new NetworkTraining(streams, cancellationToken)));
        Add(new LatentEvaluateCommand(NetworkKind.Dlgm, request => Evaluate(request, streams, cancellationToken)));
        Add(new DlgmSampleCommand(new DlgmSampleRunner(streams).Run));
        Add(new LatentImputeCommand(NetworkKind.Dlgm, request => new LatentImputeRunner(streams).Run(
            request, DlgmArchitecture.Trained(request.Picture.Folder), cancellationToken)));
    }

    private static int Evaluate(LatentEvaluateRequest request, Streams streams, CancellationToken cancellationToken)
    {
        var trained = DlgmArchitecture.Trained(request.Folder);
        var evaluation = new LatentEvaluation(trained.Network, trained.Weights, request.Threads, request.Seed);
        return new LatentEvaluateRunner(streams).Run(request, trained, evaluation, images =>
        {
            var activities = LayerActivity.Of(
                trained.Network, trained.Weights, images[ImageData.Image], threads: request.Threads,
                seed: request.Seed, cancellation: cancellationToken);
            return string.Join(", ", activities.Select(static (layer, i) => FormattableString.Invariant(
                $"{layer.Count(a => a > VaeEvaluation.ActivityThreshold)} of {layer.Count} latent variables ") +
                FormattableString.Invariant($"in layer {i + 1}")));
        }, cancellationToken);
    }
}
