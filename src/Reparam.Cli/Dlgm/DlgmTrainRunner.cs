using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam dlgm train</c>.</summary>
internal sealed class DlgmTrainRunner(Streams streams)
{
    public int Run(DlgmTrainRequest request, CancellationToken cancellationToken)
    {
        (TrainingRequest training, BoundRequest bound) = (request.Training, request.Bound);
        ImageData data = ImageData.Read(training.Data, isTest: false);
        var architecture = new DlgmArchitecture
        {
            Image = data.Set[ImageData.Image].Shape,
            Shades = data.Shades,
            Layers = request.Layers,
            Hidden = request.Hidden,
            Posterior = request.Posterior,
            Spread = request.Spread,
            Likelihood = bound.Likelihood,
            IsBinarised = bound.IsBinarised,
            Example = training.Data.Example,
        };
        DeepLatentGaussianModel network = architecture.Create();
        bool byIdentities = request.Gradient == PosteriorGradient.GaussianIdentities;
        return new NetworkTraining(streams).Run(new TrainingPlan
        {
            Architecture = architecture,
            Set = data.For(bound.Likelihood),
            Source = data.Source,
            Loss = count => network.Loss(bound.Objective(training, count), request.Gradient),
            Objective = bound.Describe() + (byIdentities ? ", gradients of Bonnet and Price" : ""),
            Samples = weights => TextPicture.Lines(
                DlgmPictureRunner.Draw(network, weights, TextPicture.Count(architecture.Image), training.Seed),
                architecture.Image, architecture.White),
        }, training, cancellationToken);
    }
}
