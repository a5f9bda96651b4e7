using System.Text.Json;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>A network that was trained, with the weights of its best epoch.</summary>
internal sealed record TrainedNetwork<TArchitecture, TNetwork>(
    TArchitecture Architecture, TNetwork Network, WeightValues Weights, string Folder)
    where TArchitecture : Architecture
    where TNetwork : Module
{
    /// <summary>Images for it: those that were asked for, or the tests of the example that it was trained on.</summary>
    /// <exception cref="UserInputException">There are none, or of another size.</exception>
    public ImageData Images(ImageDataRequest request, int? count)
    {
        Architecture made = Architecture;
        if (request.IsEmpty && made.Example is null)
        {
            throw new UserInputException(
                $"There are no images. Give --images FILE with images of {ImageData.Size(made.Image)}.");
        }
        ImageData data =
            ImageData.Read(request.IsEmpty ? request with { Example = made.Example } : request, isTest: true);
        if (data.Shape != made.Image)
        {
            throw new UserInputException(
                $"{data.Source} has images of {ImageData.Size(data.Shape)}, but {Folder} was trained on images of "
                    + $"{ImageData.Size(made.Image)}. Give images of that size.");
        }
        if (made.NeedsShades && data.Shades != made.Shades)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"{data.Source} has {data.Shades} shades, but {Folder} was trained on {made.Shades}. ") +
                "Give such images.");
        }
        return count is { } some && some < data.Set.Count ? data with { Set = data.Set.Take(some) } : data;
    }
}

/// <summary>How such networks are read.</summary>
internal static class TrainedNetwork
{
    /// <summary>Reads a folder.</summary>
    /// <param name="folder">It.</param>
    /// <param name="kind">What is expected.</param>
    /// <param name="of">Reads its architecture from model.json.</param>
    /// <param name="create">Makes the network.</param>
    /// <exception cref="UserInputException">A file is missing, damaged, or of another network.</exception>
    public static TrainedNetwork<TArchitecture, TNetwork> Read<TArchitecture, TNetwork>(string folder,
        NetworkKind kind, Func<JsonElement, TArchitecture> of, Func<TArchitecture, TNetwork> create)
        where TArchitecture : Architecture
        where TNetwork : Module
    {
        ModelOptions.RequireText("MODEL", folder);
        TArchitecture architecture = Architecture.Read(folder, kind, of);
        string path = Path.Combine(folder, TrainingRun.WeightsFile);
        if (!File.Exists(path))
        {
            throw new UserInputException(
                $"{folder} has no {TrainingRun.WeightsFile}: no epoch of its training has ended. Go on with it by "
                    + $"'reparam {kind.Command} train --resume'.");
        }
        return NetworkFailures.AsUserInput(() =>
        {
            TNetwork network = create(architecture);
            SafetensorsFile file = SafetensorsFile.Read(path);
            foreach (NamedWeight weight in network.Weights)
            {
                if (!file.TryGet(weight.Name, out NamedArray? array) || array.Type != ArrayType.F32
                    || array.Shape != weight.Weight.Shape)
                {
                    string found = array is null ? "does not have it" : $"has {array}";
                    throw new UserInputException($"{path} {found}, but {architecture.Describe()} of "
                        + $"{Architecture.FileName} needs '{weight.Name}' of shape {weight.Weight.Shape}. "
                        + "Give a folder with the files of one training.");
                }
            }
            return new TrainedNetwork<TArchitecture, TNetwork>(architecture, network, WeightValues.From(
                network, file.Arrays.Where(static a => a.Type == ArrayType.F32).ToDictionary(
                    static a => a.Name, static a => a.Floats)), folder);
        });
    }
}
