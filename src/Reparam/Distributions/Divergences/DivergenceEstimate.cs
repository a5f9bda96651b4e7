using System.Globalization;

namespace Reparam.Distributions;

/// <summary>A Monte Carlo estimate of a Kullback-Leibler divergence, in nats, with its standard error.</summary>
/// <param name="Value">The estimates: numbers of the shape of the batch.</param>
/// <param name="StandardError">Their standard errors, the sample standard deviation of log p(x) - log q(x) over √draws:
/// numbers of the same shape.</param>
/// <param name="Draws">The number of independent draws that all of them are means over.</param>
public sealed record DivergenceEstimate(Tensor Value, Tensor StandardError, int Draws)
{
    /// <summary>Each estimate with its standard error.</summary>
    public override string ToString() => string.Join(", ", Value.ToArray().Zip(StandardError.ToArray(),
        static (value, error) => string.Create(CultureInfo.InvariantCulture, $"{value:G6} ± {error:G2}")));
}
