namespace Reparam.Variational;

/// <summary>Independent normal distributions: x = μ + e^ω ε, element by element; λ = (μ, ω).</summary>
/// <remarks>Cheap in any dimension. Where unknowns are correlated its standard deviations are too small: those of the
/// conditional, not the marginal, distributions.</remarks>
public sealed record MeanFieldGaussian : GaussianFamily
{
    /// <inheritdoc/>
    public override string Name => "mean-field";

    /// <inheritdoc/>
    public override bool IsClosedUnderLinearMaps => false;

    internal override FactorPattern Pattern(LogDensity target) => new DiagonalPattern(target.Dimension);
}
