namespace Reparam.Variational;

/// <summary>A normal distribution with any covariance: x = μ + L ε with L lower triangular and its diagonal positive
/// (Schulz and Aziz 2017, eq. 4; Titsias and Lázaro-Gredilla 2014). λ = (μ, log diag L, the rest of L row by
/// row).</summary>
/// <remarks>n (n + 3) / 2 parameters: for up to some hundreds of unknowns.</remarks>
public sealed record FullRankGaussian : GaussianFamily
{
    /// <inheritdoc/>
    public override string Name => "full-rank";

    internal override FactorPattern Pattern(LogDensity target) => new DensePattern(target.Dimension);
}
