using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>A normal distribution with any covariance: x = μ + L ε with L lower triangular and its diagonal positive
/// (Schulz and Aziz 2017, eq. 4; Titsias and Lázaro-Gredilla 2014). λ = (μ, log diag L, the rest of L row by
/// row).</summary>
/// <remarks>n (n + 3) / 2 parameters: for up to some hundreds of unknowns.</remarks>
public sealed record FullRankGaussian : VariationalFamily
{
    /// <inheritdoc/>
    public override string Name => "full-rank";

    /// <inheritdoc/>
    public override bool IsClosedUnderLinearMaps => true;

    /// <inheritdoc/>
    public override int ParameterCount(int dimension) => dimension * (dimension + 3) / 2;

    /// <inheritdoc/>
    public override double[] StandardNormal(int dimension) => new double[ParameterCount(dimension)];

    /// <inheritdoc/>
    public override Bijector Bijector(Tensor parameters, int dimension)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Tensor diagonal = Tensor.DiagonalMatrix(Tensor.Exp(parameters[dimension..(2 * dimension)]));
        Tensor rest = Tensor.LowerTriangular(parameters[(2 * dimension)..], dimension, strict: true);
        return new LowerTriangularAffine(parameters[..dimension], diagonal + rest);
    }
}
