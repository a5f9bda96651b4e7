using System.Collections.Immutable;
using System.Globalization;
using Reparam.Gradients;

namespace Reparam;

/// <summary>A Monte Carlo estimate of an expectation and of its gradient, each number with its standard
/// error.</summary>
/// <remarks>Immutable. As <see cref="ImmutableArray{T}"/> does, equality compares arrays by reference.</remarks>
/// <param name="Value">The estimate of E[f(x)].</param>
/// <param name="StandardError">Its standard error: the sample standard deviation over the root of the number of
/// independent replicates, which are the draws unless their noise is related.</param>
/// <param name="Gradient">The estimate of ∂E[f(x)]/∂θ, one number for each parameter.</param>
/// <param name="GradientStandardErrors">The standard error of each number of <paramref name="Gradient"/>.</param>
/// <param name="Draws">The number of draws S that all of them are means over.</param>
public sealed record GradientEstimate(
    double Value, double StandardError, ImmutableArray<double> Gradient, ImmutableArray<double> GradientStandardErrors,
    int Draws)
{
    /// <summary>What was estimated with.</summary>
    public GradientEstimator? Estimator { get; init; }

    /// <summary>The number of independent replicates that the standard errors come from: S where draws are
    /// independent.</summary>
    public int Replicates { get; init; } = Draws;

    /// <summary>What it cost.</summary>
    public EstimatorCost? Cost { get; init; }

    /// <summary>Of an estimator that is biased by choice, an estimate of the bias of each number of the gradient; empty
    /// for an unbiased one.</summary>
    public ImmutableArray<double> BiasEstimates { get; init; } = [];

    /// <summary>Of an automatic choice, what was tried.</summary>
    public ImmutableArray<EstimatorTrial> Trials { get; init; } = [];

    /// <summary>The variance of each number of the gradient for one draw: S times the square of its standard
    /// error. Of related draws that is what as many independent ones of this variance would give.</summary>
    public ImmutableArray<double> GradientVariances => [.. GradientStandardErrors.Select(e => Draws * e * e)];

    /// <summary>The trace of the covariance of the gradient for one draw.</summary>
    public double TotalVariance => GradientVariances.Sum();

    /// <summary>One line for the value and one for each parameter, each with its standard error; of an automatic
    /// choice the table of what was tried.</summary>
    public override string ToString() => string.Join('\n',
        Gradient.Zip(GradientStandardErrors, static (derivative, error) => (derivative, error))
            .Select(static (g, i) => Line($"gradient[{i}]", g.derivative, g.error))
            .Prepend(Line("value", Value, StandardError))
            .Concat(Trials.Select(static trial => trial.ToString())));

    private static string Line(string name, double value, double error) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-12} {value,12:G6} ± {error:G2}");
}
