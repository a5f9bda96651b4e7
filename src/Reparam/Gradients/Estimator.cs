using Reparam.Gradients;

namespace Reparam;

/// <summary>Estimators of gradients that choose by themselves.</summary>
public static class Estimator
{
    /// <summary>Tries all estimators that are right for the problem on a few draws, and takes the one that needs the
    /// least work for a given accuracy.</summary>
    public static GradientEstimator Auto { get; } = new AutomaticChoice();
}
