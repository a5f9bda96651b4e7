namespace Reparam.Variational;

/// <summary>The normal approximation of some unknowns near given values of the others: mean m + B (t - t₀), covariance
/// L Lᵀ.</summary>
/// <param name="Given">t₀.</param>
/// <param name="Mode">m, the conditional mode at t₀.</param>
/// <param name="Slope">B, how the mode follows t, row-major.</param>
/// <param name="Factor">L, lower triangular, in the layout of its pattern: row-major, if it is dense.</param>
/// <param name="LogMarginal">The logarithm of the density of t₀ by Laplace's method, up to a constant that all nodes
/// share.</param>
internal sealed record ConditionalNode(
    double[] Given, double[] Mode, double[] Slope, double[] Factor, double LogMarginal)
{
    /// <summary>Which elements of L may differ from 0.</summary>
    public FactorPattern Pattern { get; init; } = new DensePattern(Mode.Length);
}
