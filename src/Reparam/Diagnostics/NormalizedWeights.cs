namespace Reparam.Diagnostics;

/// <summary>Weights that have been checked and sum to one: what the summaries of all quantities share.</summary>
internal sealed class NormalizedWeights
{
    private readonly double[] _values;

    /// <exception cref="ArgumentException">A weight is negative, NaN or infinite, or none is positive.</exception>
    public NormalizedWeights(ReadOnlySpan<double> weights)
    {
        double total = WeightChecks.PositiveTotal(weights, nameof(weights));
        _values = weights.ToArray();
        var squares = new CompensatedSum();
        foreach (ref double weight in _values.AsSpan())
        {
            weight /= total;
            squares.Add(weight * weight);
        }
        SumOfSquares = squares.Value;
    }

    public ReadOnlySpan<double> Values => _values;

    /// <summary>Σ w², the inverse of Kish's effective sample size.</summary>
    public double SumOfSquares { get; }
}
