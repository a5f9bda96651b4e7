namespace Reparam.Neural;

/// <summary>The evidence lower bound of examples, in nats an example.</summary>
/// <param name="ByExample">That of each example.</param>
/// <param name="LogLikelihood">The average of log p(x | ξ).</param>
/// <param name="Divergences">The average divergence of each layer from its prior, the layer next to the data
/// first.</param>
public sealed record BoundEstimate(
    IReadOnlyList<double> ByExample, double LogLikelihood, IReadOnlyList<double> Divergences)
{
    /// <summary>The average over the examples.</summary>
    public double Mean => ByExample.Average();

    /// <summary>Its standard error; NaN for one example.</summary>
    public double StandardError => ErrorOfMean(ByExample);

    /// <summary>The average divergence of all layers together.</summary>
    public double Divergence => Divergences.Sum();

    internal static double ErrorOfMean(IReadOnlyList<double> values)
    {
        double mean = values.Average(), squares = values.Sum(v => (v - mean) * (v - mean));
        return values.Count > 1 ? Math.Sqrt(squares / (values.Count - 1.0) / values.Count) : double.NaN;
    }
}
