using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>What <c>reparam dlgm train</c> was asked to do.</summary>
internal sealed record DlgmTrainRequest
{
    public required TrainingRequest Training { get; init; }

    public required BoundRequest Bound { get; init; }

    /// <summary>The variables of each layer, the one next to the data first.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    public required int Hidden { get; init; }

    /// <summary>One of <see cref="DlgmArchitecture.Posteriors"/>.</summary>
    public required string Posterior { get; init; }

    /// <summary>One of <see cref="DlgmArchitecture.Spreads"/>.</summary>
    public required string Spread { get; init; }

    public required PosteriorGradient Gradient { get; init; }
}
