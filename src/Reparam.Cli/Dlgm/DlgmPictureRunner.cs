using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam dlgm sample</c>.</summary>
internal sealed class DlgmPictureRunner(Streams streams)
{
    /// <summary>The name of the picture in the folder of a training.</summary>
    public const string Samples = "samples.png";

    private readonly PictureWriter _writer = new(streams);

    /// <summary>A network that was trained.</summary>
    public static TrainedNetwork<DlgmArchitecture, DeepLatentGaussianModel> Read(string folder) =>
        TrainedNetwork<DlgmArchitecture, DeepLatentGaussianModel>.Read(
            folder, DlgmArchitecture.Read, static architecture => architecture.Create());

    /// <summary>New images: the means of p(x | z), which are easier on the eye than draws.</summary>
    public static float[] Draw(DeepLatentGaussianModel network, WeightValues weights, int count, ulong seed) =>
        NetworkFunction.Compile(
            network, inputs => [network.Likelihood.Mean(network.Decode(network.PriorNoise(inputs)))], seed: seed)
            .Run(weights, count, new Dictionary<string, float[]>())[0];

    public int Sample(PictureRequest request)
    {
        var trained = Read(request.Folder);
        int count = request.Count!.Value;
        float[] images = Draw(trained.Network, trained.Weights, count, request.Seed);
        return _writer.Write(request, trained.Architecture, images, PictureWriter.ColumnsOf(count), Samples,
            string.Create(CultureInfo.InvariantCulture, $"{count} samples"));
    }
}
