namespace Reparam.Variational;

/// <summary>A rung with all that was made on it.</summary>
/// <param name="Optimum">What the optimiser ended with.</param>
/// <param name="First">Draws of the approximation.</param>
/// <param name="Result">The draws that are used.</param>
/// <param name="Evaluations">Evaluations of the log density with its gradient.</param>
internal sealed record FittedRung(Optimum Optimum, Proposals First, ImportanceResult Result, long Evaluations)
{
    /// <summary>The bound over the approximation's draws, in nats.</summary>
    public double Elbo { get; } = First.LogRatios.Average();

    /// <summary>The standard error of the bound.</summary>
    public double ElboStandardError
    {
        get
        {
            double variance = First.LogRatios.Sum(r => (r - Elbo) * (r - Elbo)) / (First.Count - 1);
            return Math.Sqrt(variance / First.Count);
        }
    }

    /// <summary>The logarithm of the mass that the approximation accounts for: from the weights where they can be used,
    /// otherwise the bound.</summary>
    public double LogEvidence => Result.Draws.AreReliable ? Result.Draws.Weights.LogMeanRatio : Elbo;

    /// <summary>Whether nothing is left that a richer approximation could mend.</summary>
    public bool IsEnough => Result.Draws.AreReliable && !Result.IsBlind && Optimum.Problem is null;

    /// <summary>Lets others use the memory of the draws, which nothing is to read any more.</summary>
    public void Release()
    {
        First.Release();
        Result.Draws.Release();
    }

    /// <summary>For the report.</summary>
    public Rung Summary => new(Optimum.Approximation.Name, Elbo, ElboStandardError, Result.Draws.Shape,
        Result.Draws.AreReliable ? Result.Draws.EffectiveSize : First.Count, Evaluations);
}
