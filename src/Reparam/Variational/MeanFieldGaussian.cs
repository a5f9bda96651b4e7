using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>Independent normal distributions: x = μ + e^ω ε, element by element; λ = (μ, ω).</summary>
/// <remarks>Cheap in any dimension. Where unknowns are correlated its standard deviations are too small: those of the
/// conditional, not the marginal, distributions.</remarks>
public sealed record MeanFieldGaussian : VariationalFamily
{
    /// <inheritdoc/>
    public override string Name => "mean-field";

    /// <inheritdoc/>
    public override bool IsClosedUnderLinearMaps => false;

    /// <inheritdoc/>
    public override int ParameterCount(int dimension) => 2 * dimension;

    /// <inheritdoc/>
    public override double[] StandardNormal(int dimension) => new double[2 * dimension];

    /// <inheritdoc/>
    public override Bijector Bijector(Tensor parameters, int dimension)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        // A diagonal matrix as a map of vectors, so that its log det is one number, as for every family.
        return new DiagonalAffine(parameters[..dimension], Tensor.Exp(parameters[dimension..]));
    }
}
