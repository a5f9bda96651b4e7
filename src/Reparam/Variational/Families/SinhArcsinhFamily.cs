using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Noise made skew and heavy- or light-tailed element by element, then mapped affinely: x = μ + C z with zᵢ =
/// sinh(τᵢ (arsinh εᵢ + δᵢ)); δ, τ, μ and C are parameters (Jones and Pewsey 2009).</summary>
/// <remarks>Two parameters an unknown beyond the normal distribution, for posteriors whose directions are each skew, such
/// as those of many scales or rates.</remarks>
public sealed record SinhArcsinhFamily : FlowFamily
{
    /// <inheritdoc/>
    public override string Name => "sinh-arcsinh";

    /// <inheritdoc/>
    protected override int FlowParameterCount(int dimension) => 2 * dimension;

    /// <inheritdoc/>
    protected override double[] FlowStart(int dimension, RandomKey key) => new double[2 * dimension];

    /// <inheritdoc/>
    protected override Bijector Flow(Tensor parameters, int dimension)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new SinhArcsinh(parameters[..dimension], Tensor.Exp(parameters[dimension..]));
    }
}
