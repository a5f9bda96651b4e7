namespace Reparam.Gradients;

/// <summary>What an estimator computes for one draw.</summary>
/// <param name="Value">An estimate of E[f], a scalar.</param>
/// <param name="Gradient">An estimate of its gradient, one number for each parameter.</param>
/// <param name="Evaluations">How often f and its derivatives are evaluated.</param>
internal sealed record EstimatorGraph(Tensor Value, Tensor Gradient, Evaluations Evaluations)
{
    /// <summary>The noise.</summary>
    public required IReadOnlyList<NoiseInput> Noise { get; init; }

    /// <summary>Numbers found beforehand, the same in all draws.</summary>
    public IReadOnlyList<(Tensor Input, double[] Values)> Shared { get; init; } = [];

    /// <summary>The draw, of which errors speak.</summary>
    public required Tensor Draw { get; init; }

    /// <summary>The score ∇ log p, if from each draw's gradient is to be taken the score times the mean value of the
    /// other blocks of its group.</summary>
    public Tensor? Score { get; init; }

    /// <summary>Independent blocks of draws that make one replicate: more than 1 with <see cref="Score"/>.</summary>
    public int Group { get; init; } = 1;

    /// <summary>What is computed by draw.</summary>
    public Tensor[] Outputs => Score is null ? [Value, Gradient] : [Value, Gradient, Score];
}

/// <summary>Evaluations for one draw.</summary>
/// <param name="Function">Of f.</param>
/// <param name="Gradient">Of ∇f, by one reverse pass each.</param>
/// <param name="Hessian">Of products of ∇²f with a vector, by two reverse passes each.</param>
internal readonly record struct Evaluations(int Function, int Gradient = 0, int Hessian = 0);
