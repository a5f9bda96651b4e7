namespace Reparam.Cli;

/// <summary>What model <c>reparam diffusion train</c> was asked to train.</summary>
internal sealed record DiffusionTrainRequest
{
    /// <summary>One of <see cref="DiffusionArchitecture.Networks"/>; null for what suits.</summary>
    public required string? Network { get; init; }

    /// <summary>Of a U-Net; null for what suits.</summary>
    public required int? Channels { get; init; }

    /// <summary>Of a U-Net; null for what suits.</summary>
    public required int? Halvings { get; init; }

    /// <summary>Of a perceptron; null for what suits.</summary>
    public required int? Width { get; init; }

    /// <summary>Of a perceptron; null for what suits.</summary>
    public required int? Blocks { get; init; }

    /// <summary>Null for what suits.</summary>
    public required string? Prediction { get; init; }

    /// <summary>Null for what suits.</summary>
    public required string? Decoder { get; init; }

    /// <summary>One of <see cref="DiffusionArchitecture.Schedules"/>.</summary>
    public required string Schedule { get; init; }

    /// <summary>The steps of the bound; 0 for continuous time.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether labels are left unread.</summary>
    public required bool IsUnconditional { get; init; }

    /// <summary>Null for what suits.</summary>
    public required double? DropLabels { get; init; }
}
