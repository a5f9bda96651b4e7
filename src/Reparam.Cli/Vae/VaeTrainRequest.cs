namespace Reparam.Cli;

/// <summary>What <c>reparam vae train</c> was asked to do.</summary>
internal sealed record VaeTrainRequest
{
    public required TrainingRequest Training { get; init; }

    public required BoundRequest Bound { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    public required int Latent { get; init; }
}
