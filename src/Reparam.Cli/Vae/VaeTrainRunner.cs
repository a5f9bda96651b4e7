using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae train</c>.</summary>
internal sealed class VaeTrainRunner(Streams streams)
{
    public int Run(VaeTrainRequest request, CancellationToken cancellationToken)
    {
        (TrainingRequest training, BoundRequest bound) = (request.Training, request.Bound);
        ImageData data = ImageData.Read(training.Data, isTest: false);
        var architecture = new VaeArchitecture
        {
            Image = data.Set[ImageData.Image].Shape,
            Shades = data.Shades,
            Hidden = request.Hidden,
            Latent = request.Latent,
            Likelihood = bound.Likelihood,
            IsBinarised = bound.IsBinarised,
            Example = training.Data.Example,
        };
        VariationalAutoencoder network = architecture.Create();
        return new NetworkTraining(streams).Run(new TrainingPlan
        {
            Architecture = architecture,
            Set = data.For(bound.Likelihood),
            Source = data.Source,
            Loss = count => network.Loss(bound.Objective(training, count)),
            Objective = bound.Describe(),
            Samples = weights => TextPicture.Lines(
                new VaePictures(network, weights).Samples(TextPicture.Count(architecture.Image), training.Seed),
                architecture.Image, architecture.White),
        }, training, cancellationToken);
    }
}
