using Reparam.Gradients;

namespace Reparam.Benchmarks.Variance;

/// <summary>A family of problems along one number, on which estimators are compared.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Axis">What the number is.</param>
/// <param name="At">The numbers, increasing.</param>
/// <param name="Shown">Which of them the table shows.</param>
/// <param name="Problem">From the number to the problem and θ.</param>
/// <param name="Estimators">What is compared; the first that is a score function is what work is relative to.</param>
internal sealed record VarianceProblem(string Title, string Axis, double[] At, int Shown,
    Func<double, (ExpectationProblem Problem, double[] Theta)> Problem, GradientEstimator[] Estimators);
