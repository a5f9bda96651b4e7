using System.Globalization;

namespace Reparam.Gradients;

/// <summary>One candidate of an automatic choice.</summary>
/// <param name="Estimator">The candidate.</param>
/// <param name="Refusal">Why it would be wrong here, or null.</param>
/// <param name="Variance">The trace of the covariance of its gradient for one draw; NaN if it was refused.</param>
/// <param name="Operations">Elementary operations for one draw.</param>
/// <param name="Chosen">Whether it was chosen.</param>
public sealed record EstimatorTrial(
    GradientEstimator Estimator, string? Refusal, double Variance, double Operations, bool Chosen)
{
    /// <summary>Variance times operations: what is least for the chosen one. The work needed for a given
    /// accuracy.</summary>
    public double Work => Variance * Operations;

    /// <summary>One line.</summary>
    public override string ToString() => Refusal is null
        ? string.Create(CultureInfo.InvariantCulture,
            $"{(Chosen ? "*" : " ")} {Estimator.Name,-40} variance {Variance,10:G4}  operations {Operations,8:F0}")
        : $"  {Estimator.Name,-40} {Refusal}";
}
