namespace Reparam.Cli;

/// <summary>What <c>reparam vae train</c> was asked to do.</summary>
internal sealed record VaeTrainRequest
{
    public required VaeDataRequest Data { get; init; }

    /// <summary>Images kept for validation; null for a tenth, 10,000 at most.</summary>
    public required int? Validation { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    public required int Latent { get; init; }

    public required string Likelihood { get; init; }

    /// <summary>Whether pixels become 0 or 1 by chance; null for what goes with the likelihood.</summary>
    public required bool? IsBinarised { get; init; }

    /// <summary>Whether the bound has importance weights.</summary>
    public required bool IsImportanceWeighted { get; init; }

    /// <summary>Draws for each image; null for 1, or 5 with importance weights.</summary>
    public required int? Samples { get; init; }

    public required bool IsDoubly { get; init; }

    public required int Batch { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Null for no early stopping.</summary>
    public required int? Patience { get; init; }

    /// <summary>One of <see cref="VaeTrainCommand.Schedules"/>.</summary>
    public required string Schedule { get; init; }

    public required double StepSize { get; init; }

    /// <summary>Epochs in which the step size rises; 0 for none.</summary>
    public required int WarmUp { get; init; }

    /// <summary>What the divergence is multiplied by; null for 1.</summary>
    public required double? Beta { get; init; }

    /// <summary>Epochs in which that rises from 0; 0 for none.</summary>
    public required int BetaWarmUp { get; init; }

    public required double? FreeNats { get; init; }

    public required double? Clip { get; init; }

    public required double? Average { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The most threads; 0 for as many as the machine has.</summary>
    public required int Threads { get; init; }

    /// <summary>The folder for the training; null for none.</summary>
    public required string? Output { get; init; }

    /// <summary>Seconds between two writings of the checkpoint.</summary>
    public required double SaveInterval { get; init; }

    public required bool IsResumed { get; init; }

    public required bool IsQuiet { get; init; }
}
