namespace Reparam.Numerics;

/// <summary>One distribution of integers, as a search for its quantiles needs it.</summary>
internal interface ICountLaw
{
    /// <summary>The least integer.</summary>
    double Least { get; }

    /// <summary>The greatest integer, or infinity.</summary>
    double Greatest { get; }

    /// <summary>A number near the quantile at Φ(z).</summary>
    double Guess(double z);

    /// <summary>P(X ≤ k), with its relative accuracy where it is small.</summary>
    double Lower(double k);

    /// <summary>P(X &gt; k), with its relative accuracy where it is small.</summary>
    double Upper(double k);

    /// <summary>P(X = k).</summary>
    double Probability(double k);

    /// <summary>P(X = k + 1) / P(X = k).</summary>
    double Ratio(double k);
}
