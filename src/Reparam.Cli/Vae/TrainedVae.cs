using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>A network that was trained, with the weights of its best epoch.</summary>
internal sealed record TrainedVae(VaeModel Model, VariationalAutoencoder Network, WeightValues Weights, string Folder)
{
    /// <summary>The number that stands for white.</summary>
    public float White => (float)VaeLikelihoods.Largest(Model.Likelihood, Model.Shades);

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UserInputException">A file is missing, damaged, or of another network.</exception>
    public static TrainedVae Read(string folder)
    {
        ModelOptions.RequireText("MODEL", folder);
        VaeModel model = VaeModel.Read(folder);
        string path = Path.Combine(folder, TrainingRun.WeightsFile);
        if (!File.Exists(path))
        {
            throw new UserInputException(
                $"{folder} has no {TrainingRun.WeightsFile}: no epoch of its training has ended. Go on with it by "
                    + "'reparam vae train --resume'.");
        }
        return VaeFailures.AsUserInput(() =>
        {
            VariationalAutoencoder network = model.Create();
            SafetensorsFile file = SafetensorsFile.Read(path);
            foreach (NamedWeight weight in network.Weights)
            {
                if (!file.TryGet(weight.Name, out NamedArray? array) || array.Type != ArrayType.F32
                    || array.Shape != weight.Weight.Shape)
                {
                    string found = array is null ? "does not have it" : $"has {array}";
                    throw new UserInputException(
                        $"{path} {found}, but {model.Describe()} of {VaeModel.FileName} needs '{weight.Name}' of shape "
                            + $"{weight.Weight.Shape}. Give a folder with the files of one training.");
                }
            }
            return new TrainedVae(model, network, WeightValues.From(
                network, file.Arrays.Where(static a => a.Type == ArrayType.F32).ToDictionary(
                    static a => a.Name, static a => a.Floats)), folder);
        });
    }

    /// <summary>Images for it: those that were asked for, or the tests of the example that it was trained on.</summary>
    /// <exception cref="UserInputException">There are none, or of another size.</exception>
    public VaeData Images(VaeDataRequest request, int? count)
    {
        if (request.IsEmpty && Model.Example is null)
        {
            throw new UserInputException(
                $"There are no images. Give --images FILE with images of {VaeData.Size(Model.Image)}.");
        }
        VaeData data = VaeData.Read(request.IsEmpty ? request with { Example = Model.Example } : request, isTest: true);
        Shape image = data.Set[VaeData.Image].Shape;
        if (image != Model.Image)
        {
            throw new UserInputException(
                $"{data.Source} has images of {VaeData.Size(image)}, but {Folder} was trained on images of "
                    + $"{VaeData.Size(Model.Image)}. Give images of that size.");
        }
        if (data.Shades != Model.Shades && Model.Likelihood is VaeLikelihoods.Categorical
            or VaeLikelihoods.DiscretizedLogistic)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"{data.Source} has {data.Shades} shades, but {Folder} was trained on {Model.Shades}. ") +
                "Give such images.");
        }
        return count is { } some && some < data.Set.Count ? data with { Set = data.Set.Take(some) } : data;
    }

    /// <summary>The numbers of images, as the network reads them.</summary>
    public float[] Numbers(VaeData data, ulong seed) =>
        data.For(Model.Likelihood).Numbers(VaeData.Image, Model.Noise, seed);
}
