using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Cli;

/// <summary>By which bound a network with latent variables was asked to be trained.</summary>
internal sealed record BoundRequest
{
    private const int WeightedSamples = 5;

    /// <summary>One of <see cref="PixelLikelihoods.Names"/>.</summary>
    public required string Likelihood { get; init; }

    /// <summary>Whether pixels become 0 or 1 by chance.</summary>
    public required bool IsBinarised { get; init; }

    /// <summary>Whether the bound has importance weights.</summary>
    public required bool IsImportanceWeighted { get; init; }

    /// <summary>Draws for each image; null for 1, or 5 with importance weights.</summary>
    public required int? Samples { get; init; }

    public required bool IsDoubly { get; init; }

    /// <summary>What the divergence is multiplied by; null for 1.</summary>
    public required double? Beta { get; init; }

    /// <summary>Epochs in which that rises from 0; 0 for none; null for what goes with <see cref="WarmsUp"/>.</summary>
    public required int? BetaWarmUp { get; init; }

    /// <summary>Whether it rises in a quarter of the epochs, if nothing else was asked for.</summary>
    public required bool WarmsUp { get; init; }

    public required double? FreeNats { get; init; }

    /// <summary>"evidence lower bound".</summary>
    public string Describe() => IsImportanceWeighted
        ? FormattableString.Invariant($"importance-weighted bound of {Samples ?? WeightedSamples} draws")
        : "evidence lower bound";

    /// <summary>As the library reads it.</summary>
    /// <param name="training">The training.</param>
    /// <param name="count">The number of images for it.</param>
    public BoundObjective Objective(TrainingRequest training, int count)
    {
        long warmUp = training.Steps(BetaWarmUp ?? (WarmsUp ? training.Epochs / 4 : 0), count);
        StepSizeSchedule? beta = Beta is null && warmUp == 0 ? null : new ConstantStepSize(Beta ?? 1);
        return new BoundObjective
        {
            Samples = Samples ?? (IsImportanceWeighted ? WeightedSamples : 1),
            IsImportanceWeighted = IsImportanceWeighted,
            IsDoublyReparameterized = IsDoubly,
            DivergenceWeight = warmUp > 0 ? new WarmUp(beta!, warmUp) : beta,
            FreeNats = FreeNats ?? 0,
        };
    }
}
