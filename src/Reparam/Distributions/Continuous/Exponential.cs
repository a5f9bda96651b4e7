using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The exponential distribution: density β e^(-β x) on x ≥ 0.</summary>
public sealed record Exponential : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="rate">β, above 0; the mean is 1 / β.</param>
    /// <exception cref="ArgumentException">β is not finite and above 0.</exception>
    public Exponential(Tensor rate) => Rate = Parameter.Positive(nameof(Exponential), rate);

    /// <summary>β; the mean is 1 / β.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override Shape BatchShape => Rate.Shape;

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>ε / β.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => noise / Rate;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => Log(Rate) - Rate * x;

    /// <inheritdoc/>
    public override Tensor Mean => 1 / Rate;

    /// <inheritdoc/>
    public override Tensor Variance => 1 / Square(Rate);

    /// <summary>1 - log β.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => 1 - Log(Rate);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(-(Rate * x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => -(Rate * x);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => -Log1p(-p) / Rate;

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => -Log(q) / Rate;
}
