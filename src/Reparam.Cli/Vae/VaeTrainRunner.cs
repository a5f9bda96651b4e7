using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae train</c>.</summary>
internal sealed class VaeTrainRunner(Streams streams)
{
    public int Run(VaeTrainRequest request, CancellationToken cancellationToken)
    {
        (TrainingRequest training, BoundRequest bound) = (request.Training, request.Bound);
        ImageData data = ImageData.Read(training.Data, isTest: false);
        NetworkFailures.Refuse(request.IsConditional && data.Labels is null
            ? $"--condition label tells the network labels, but {data.Source} has none. Give --labels FILE, or leave "
                + "it out."
            : null);
        var architecture = new VaeArchitecture
        {
            Image = data.Set[ImageData.Image].Shape,
            Shades = data.Shades,
            Hidden = request.Hidden,
            Channels = request.Channels,
            Latent = request.Latent,
            Posterior = request.Posterior,
            Labels = request.IsConditional ? ClassLabels.Names(data.Labels!) : [],
            Missing = request.Missing ?? 0,
            Likelihood = bound.Likelihood,
            IsBinarised = bound.IsBinarised,
            Example = training.Data.Example,
        };
        architecture.RequireHalves(data.Source);
        VariationalAutoencoder network = architecture.Create();
        return new NetworkTraining(streams).Run(new TrainingPlan
        {
            Architecture = architecture,
            Set = data.For(bound.Likelihood),
            Source = data.Source,
            Loss = count => network.Loss(bound.Objective(training, count) with { HiddenShare = request.Missing }),
            Objective = bound.Describe() + (request.Missing is { } share
                ? FormattableString.Invariant($" of images of which {share} is hidden") : ""),
            Samples = weights => Samples(architecture, network, weights, training.Seed),
        }, training, cancellationToken);
    }

    /// <summary>Of each label in turn, where the network is told labels.</summary>
    private static string[] Samples(
        VaeArchitecture architecture, VariationalAutoencoder network, WeightValues weights, ulong seed)
    {
        int count = TextPicture.Count(architecture.Image), classes = architecture.Labels.Count;
        float[]? labels = classes == 0 ? null : [.. Enumerable.Range(0, count).Select(i => (float)(i % classes))];
        return TextPicture.Lines(new VaePictures(network, weights).Samples(count, seed, labels),
            architecture.Image, architecture.White);
    }
}
