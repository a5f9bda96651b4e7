namespace Reparam.Distributions;

/// <summary>The chi-squared distribution, of the sum of the squares of ν standard normal variables: density
/// x^(ν/2 - 1) e^(-x/2) / (2^(ν/2) Γ(ν/2)) on x &gt; 0.</summary>
/// <remarks>The gamma distribution with shape ν / 2 and rate ½.</remarks>
public sealed record Chi2 : Distribution, IPathwise
{
    private readonly Gamma _gamma;

    /// <summary>Makes the distribution.</summary>
    /// <param name="degreesOfFreedom">ν, above 0: the mean.</param>
    /// <exception cref="ArgumentException">ν is not finite and above 0.</exception>
    public Chi2(Tensor degreesOfFreedom)
    {
        DegreesOfFreedom = Parameter.Positive(nameof(Chi2), degreesOfFreedom);
        _gamma = new Gamma(0.5 * degreesOfFreedom, 0.5);
    }

    /// <summary>ν, the degrees of freedom.</summary>
    public Tensor DegreesOfFreedom { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape => DegreesOfFreedom.Shape;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => _gamma.LogProb(x);

    /// <summary>ν.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => DegreesOfFreedom;

    /// <summary>2ν.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => 2 * DegreesOfFreedom;

    /// <inheritdoc/>
    public override Tensor Entropy => _gamma.Entropy;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => _gamma.Cdf(x);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => _gamma.Survival(x);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => _gamma.LogCdf(x);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => _gamma.LogSurvival(x);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => _gamma.InverseCdf(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => _gamma.InverseSurvival(q);

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>The quantile at Φ(ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => _gamma.FromNoise(noise);
}
