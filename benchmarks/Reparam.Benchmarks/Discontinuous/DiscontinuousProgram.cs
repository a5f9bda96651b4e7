using Reparam.Distributions;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>A bound whose integrand jumps, from the literature on gradients of discontinuous programs.</summary>
/// <param name="Name">What it is called there.</param>
/// <param name="Problem">The expectation.</param>
/// <param name="Start">Where the published runs start.</param>
/// <param name="Published">Variance times cost relative to the score function, as Wagner, Khajwal and Ong (2024)
/// print it.</param>
public sealed record DiscontinuousProgram(
    string Name, ExpectationProblem Problem, double[] Start, PublishedVariance Published)
{
    /// <summary>Independent normal numbers: first all means, then the standard deviations before softplus.</summary>
    internal static Distribution MeanField(Tensor parameters, int dimension) =>
        new Normal(parameters[..dimension], Tensor.Softplus(parameters[dimension..]));

    /// <summary>The x at which softplus is given.</summary>
    internal static double InverseSoftplus(double value) => Math.Log(Math.Exp(value) - 1);

    /// <summary>Log density of a normal distribution, summed.</summary>
    internal static Tensor LogNormal(Tensor x, Tensor mean, Tensor deviation) =>
        Tensor.Sum(new Normal(mean, deviation).LogProb(x));
}

/// <summary>Work-normalised variances; NaN where none is published.</summary>
/// <param name="Smoothed">Diagonalisation SGD.</param>
/// <param name="Boundary">The corrected estimator of Lee, Yu and Yang (2018).</param>
public readonly record struct PublishedVariance(double Smoothed, double Boundary);
