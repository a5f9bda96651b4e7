using System.CommandLine;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary><c>reparam dlgm</c>: commands on deep latent Gaussian models of images.</summary>
internal sealed class DlgmCommand : Command, ICommandGroup
{
    public DlgmCommand(Streams streams, CancellationToken cancellationToken)
        : base("dlgm", "Train deep latent Gaussian models on images, evaluate them, and complete images by them.")
    {
        Add(new DlgmTrainCommand(request => new DlgmTrainRunner(streams).Run(request, cancellationToken)));
        Add(new LatentEvaluateCommand(NetworkKind.Dlgm, request => Evaluate(request, streams, cancellationToken)));
        var pictures = new DlgmPictureRunner(streams);
        Add(new DlgmSampleCommand(pictures.Sample));
        Add(new LatentImputeCommand(NetworkKind.Dlgm, request => new LatentImputeRunner(streams).Run(
            request, DlgmPictureRunner.Read(request.Picture.Folder), cancellationToken)));
    }

    public string Missing => "There is no command after 'dlgm'. Try 'reparam dlgm train --example digits'.";

    private static int Evaluate(LatentEvaluateRequest request, Streams streams, CancellationToken cancellationToken)
    {
        var trained = DlgmPictureRunner.Read(request.Folder);
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
