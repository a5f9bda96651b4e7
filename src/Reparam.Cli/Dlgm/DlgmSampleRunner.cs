using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam dlgm sample</c>.</summary>
internal sealed class DlgmSampleRunner(Streams streams)
{
    /// <summary>New images: the means of p(x | z), which are easier on the eye than draws.</summary>
    public static float[] Draw(DeepLatentGaussianModel network, WeightValues weights, int count, ulong seed) =>
        NetworkFunction.Compile(
            network, inputs => [network.Likelihood.Mean(network.Decode(network.PriorNoise(inputs)))], seed: seed)
            .Run(weights, count, new Dictionary<string, float[]>())[0];

    public int Run(PictureRequest request)
    {
        var trained = DlgmArchitecture.Trained(request.Folder);
        int count = request.Count!.Value;
        float[] images = Draw(trained.Network, trained.Weights, count, request.Seed);
        return new PictureWriter(streams).Write(request, trained.Architecture, images, PictureWriter.ColumnsOf(count),
            PictureWriter.Samples, string.Create(CultureInfo.InvariantCulture, $"{count} samples"));
    }
}
