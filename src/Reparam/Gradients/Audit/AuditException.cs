namespace Reparam.Gradients;

/// <summary>A gradient estimator disagrees with the score function or with finite differences.</summary>
/// <param name="report">The whole audit.</param>
public sealed class AuditException(AuditReport report) : Exception(
    "Audit: the estimator disagrees with another one by more than five standard errors, so its gradient is wrong " +
    "here. Use Estimator.Auto, or an estimator that needs no path.\n" + report)
{
    /// <summary>The whole audit.</summary>
    public AuditReport Report { get; } = report;
}
