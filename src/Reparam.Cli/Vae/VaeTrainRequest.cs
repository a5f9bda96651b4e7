namespace Reparam.Cli;

/// <summary>What <c>reparam vae train</c> was asked to do.</summary>
internal sealed record VaeTrainRequest
{
    public required TrainingRequest Training { get; init; }

    public required BoundRequest Bound { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>Of convolutions; none for a network without them.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    public required int Latent { get; init; }

    public required VaePosterior Posterior { get; init; }

    /// <summary>Whether the network is told labels.</summary>
    public required bool IsConditional { get; init; }

    /// <summary>The part of the pixels that is hidden in training; null for none.</summary>
    public required double? Missing { get; init; }
}
