namespace Reparam.Neural;

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>How a step changes the weights.</summary>
    public Optimizer Optimizer { get; init; } = new AdamOptimizer();

    /// <summary>The greatest norm of the gradient of all weights together: one above it is scaled down to it (Pascanu,
    /// Mikolov and Bengio 2013). Null for no bound.</summary>
    public double? ClipNorm
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(ClipNorm), value, "TrainingOptions: ClipNorm must be above 0, or null for no bound.");
    }

    /// <summary>The decay in [0, 1) of an exponential moving average of the weights, kept beside them; null for none. At step
    /// t it is at most (1 + t) / (10 + t), so that the average soon forgets the weights that the training began
    /// with.</summary>
    public double? AverageDecay
    {
        get;
        init => field = value is null or (>= 0 and < 1) ? value : throw new ArgumentOutOfRangeException(
            nameof(AverageDecay), value, "TrainingOptions: AverageDecay must lie in [0, 1), such as 0.999.");
    }

    /// <summary>What all noise and the initial weights follow from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads that a step uses; 0 for as many as the machine has. The result is the same to the
    /// bit.</summary>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(Threads), value, "TrainingOptions: Threads must be at least 1, or 0 for as many as there are.");
    } = 1;

    /// <summary>Whether the next batch is made on a thread of its own while a step is computed. Where several threads
    /// take a step, these make the batches of a set of examples, and none of its own does.</summary>
    public bool Prefetches { get; init; } = true;
}
