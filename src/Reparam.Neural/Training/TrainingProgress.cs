namespace Reparam.Neural;

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">The epoch that is under way, from 1.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps of all epochs.</param>
/// <param name="Bound">The bound on the examples of this epoch so far, or of the last one where none has been seen, in
/// nats; NaN where there is neither.</param>
/// <param name="ValidationBound">The bound after the last epoch on the examples for validation, in nats; NaN where
/// there is none.</param>
/// <param name="ExamplesPerSecond">Examples a second in the last seconds; NaN at first.</param>
/// <param name="TimeLeft">The time that the epochs which are left will take; null while it is not known.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, long Step, long Steps, double Bound,
    double ValidationBound, double ExamplesPerSecond, TimeSpan? TimeLeft);

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    Done,

    /// <summary>The bound on the examples for validation has not become better for as many epochs as the patience
    /// is.</summary>
    EarlyStop,

    /// <summary>It was cancelled; the files say how far it came.</summary>
    Cancelled,
}

/// <summary>What a training came to.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Steps">Steps taken, those before it was resumed included.</param>
/// <param name="Epochs">Whole epochs, alike.</param>
/// <param name="BestEpoch">The epoch with the best bound on the examples for validation, or the last one without them;
/// 0 where no epoch ended.</param>
/// <param name="Weights">The weights (their moving averages where there are such) after that epoch; as they are where
/// no epoch ended.</param>
/// <param name="Metrics">Epoch after epoch, what is in <see cref="TrainingRun.MetricsFile"/>.</param>
/// <param name="Seconds">The time that training took, before it was resumed included.</param>
public sealed record TrainingOutcome(TrainingEnd End, long Steps, int Epochs, int BestEpoch, WeightValues Weights,
    IReadOnlyList<EpochMetrics> Metrics, double Seconds);

/// <summary>What is known of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Step">Steps taken at its end.</param>
/// <param name="StepSize">The size of its last step.</param>
/// <param name="Bound">The bound on its examples, while they were trained on, in nats an example.</param>
/// <param name="ValidationBound">The bound after it on the examples for validation; NaN without them.</param>
/// <param name="Parts">The terms and metrics of the loss on its examples, in the order of the loss.</param>
/// <param name="Seconds">The time that training has taken till its end.</param>
public sealed record EpochMetrics(int Epoch, long Step, double StepSize, double Bound, double ValidationBound,
    IReadOnlyList<double> Parts, double Seconds);
