using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>What is special to the training of one kind of network.</summary>
internal sealed record TrainingPlan
{
    public required Architecture Architecture { get; init; }

    /// <summary>The loss, by the number of examples for training.</summary>
    public required Func<int, Loss> Loss { get; init; }

    /// <summary>"evidence lower bound".</summary>
    public required string Objective { get; init; }

    /// <summary>Samples of some weights, as many as are asked for.</summary>
    public required Func<WeightValues, int, float[]> Samples { get; init; }

    /// <summary>Whether bounds are told in bits for each element, too.</summary>
    public bool HasBits { get; init; }
}
