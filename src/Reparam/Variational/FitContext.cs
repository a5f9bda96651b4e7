namespace Reparam.Variational;

/// <summary>What the phases of a fit share.</summary>
/// <param name="progress">Receives reports.</param>
/// <param name="cancellation">Ends the fit.</param>
/// <param name="checkpoint">Where states are kept; null for nowhere.</param>
internal sealed class FitContext(
    IProgress<FitProgress>? progress, CancellationToken cancellation, FitCheckpoint? checkpoint = null)
{
    public IProgress<FitProgress>? Progress { get; } = progress;

    public CancellationToken Cancellation { get; } = cancellation;

    public FitCheckpoint? Checkpoint { get; } = checkpoint;

    /// <summary>Where a phase stood when it was cancelled: the best that it knew.</summary>
    public Optimum? Unfinished { get; set; }
}
