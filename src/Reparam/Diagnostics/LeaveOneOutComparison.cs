namespace Reparam.Diagnostics;

/// <summary>A model beside the best of several, by leave-one-out cross-validation.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Estimate">Its estimate.</param>
/// <param name="Difference">Its elpd less that of the best, in nats: 0 for the best itself.</param>
/// <param name="StandardError">The standard error of the difference, paired by observation.</param>
public sealed record LeaveOneOutComparison(
    string Name, LeaveOneOut Estimate, double Difference, double StandardError);
