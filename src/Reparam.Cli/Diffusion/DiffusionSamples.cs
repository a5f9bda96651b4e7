using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>What a diffusion model is told when it draws samples.</summary>
internal static class DiffusionSamples
{
    /// <summary>The word for no class.</summary>
    public const string None = "none";

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
            return ClassLabels.InTurn(architecture.Labels, count);
        }
        if (label == None && architecture.Labels.Count > 0)
        {
            return architecture.DropLabels > 0 ? null : throw new UserInputException(
                "--label is none, but in training every label was told (--drop-labels 0). Name one.");
        }
        int place = ClassLabels.Place(architecture.Labels, label, "--labels", $", or {None}");
        return [.. Enumerable.Repeat(place, count)];
    }
}
