using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>What a diffusion model is told when it draws samples.</summary>
internal static class DiffusionSamples
{
    /// <summary>The word for no class.</summary>
    public const string None = "none";

    /// <summary>Each class in turn; null where there are none.</summary>
    public static int[]? InTurn(DiffusionArchitecture architecture, int count) => architecture.Labels.Count == 0 ? null
        : [.. Enumerable.Range(0, count).Select(i => i % architecture.Labels.Count)];

    /// <summary>Of a class that is told, samples that are well recognised.</summary>
    public static double DefaultGuidance(DiffusionArchitecture architecture, bool isTold) =>
        isTold && architecture.Labels.Count > 0 && architecture.DropLabels > 0 ? 1 : 0;

    /// <summary>The class of each sample.</summary>
    /// <param name="architecture">Of what.</param>
    /// <param name="label">The class of all; "none" for none; null for each in turn.</param>
    /// <param name="count">The number of samples.</param>
    /// <exception cref="UserInputException">There is no such class.</exception>
    public static int[]? Labels(DiffusionArchitecture architecture, string? label, int count)
    {
        if (label is null)
        {
            return InTurn(architecture, count);
        }
        if (architecture.Labels.Count == 0)
        {
            throw new UserInputException($"--label is '{label}', but the network was trained without labels. "
                + "Leave it out, or train one with --labels.");
        }
        if (label == None)
        {
            return architecture.DropLabels > 0 ? null : throw new UserInputException(
                "--label is none, but in training every label was told (--drop-labels 0). Name one.");
        }
        return [.. Enumerable.Repeat(ClassLabels.Place(architecture.Labels, label, $", or {None}"), count)];
    }

    /// <summary>The fields of examples, as the network reads them.</summary>
    /// <param name="architecture">Of what.</param>
    /// <param name="data">The examples.</param>
    /// <exception cref="UserInputException">Labels are missing, or are other ones.</exception>
    public static Dictionary<string, float[]> Fields(DiffusionArchitecture architecture, ImageData data)
    {
        var fields = new Dictionary<string, float[]> { [DiffusionModel.Field] = data.Set.Numbers(ImageData.Image) };
        if (architecture.Labels.Count > 0)
        {
            fields[DiffusionModel.LabelField] = ClassLabels.Of(architecture.Labels, data);
        }
        return fields;
    }
}
