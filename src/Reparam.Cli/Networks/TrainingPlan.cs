using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>What is special to the training of one kind of network.</summary>
internal sealed record TrainingPlan
{
    public required Architecture Architecture { get; init; }

    /// <summary>The examples, as the network reads them.</summary>
    public required ExampleSet Set { get; init; }

    /// <summary>What they are, in words.</summary>
    public required string Source { get; init; }

    /// <summary>The loss, by the number of examples for training.</summary>
    public required Func<int, Loss> Loss { get; init; }

    /// <summary>"evidence lower bound".</summary>
    public required string Objective { get; init; }

    /// <summary>A few samples in characters, of some weights.</summary>
    public required Func<WeightValues, string[]> Samples { get; init; }

    /// <summary>What an example is.</summary>
    public string Item { get; init; } = "image";

    /// <summary>Whether bounds are told in bits for each element, too.</summary>
    public bool HasBits { get; init; }
}
