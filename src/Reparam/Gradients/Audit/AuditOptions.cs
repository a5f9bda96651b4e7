namespace Reparam.Gradients;

/// <summary>How an audit is made.</summary>
public sealed record AuditOptions
{
    /// <summary>The estimator that is audited; null for the one that needs the least work among those that are right:
    /// the path, the path with its boundary term, and the score function.</summary>
    public GradientEstimator? Estimator { get; init; }

    /// <summary>The draws of each estimate, at least 2; null for as many, from 256 to 16,384, as some 10¹⁰ elementary
    /// operations allow for the whole audit.</summary>
    public int? Draws { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a disagreement is thrown as <see cref="AuditException"/>, rather than only reported.</summary>
    public bool ThrowOnDisagreement { get; init; } = true;
}
