using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The asymmetric Laplace distribution: density e^(z / l) / (l + r) below μ and e^(-z / r) / (l + r) above,
/// with z = x - μ, the left scale l = σ κ and the right scale r = σ / κ.</summary>
/// <remarks>
/// Parametrised as in NumPyro's <c>AsymmetricLaplace(loc, scale, asymmetry)</c>; Stan's
/// <c>skew_double_exponential(m, s, t)</c> is σ = s / (2 √(t (1 - t))), κ = √(t / (1 - t)). The density has a kink at
/// x = μ, where the derivatives of its logarithm in x and μ are those on the right. Source: Kotz, Kozubowski, Podgórski
/// (2001), The Laplace Distribution and Generalizations, chapter 3.
/// </remarks>
public sealed record AsymmetricLaplace : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mode.</param>
    /// <param name="scale">σ, above 0.</param>
    /// <param name="asymmetry">κ, above 0: the probability below μ is κ² / (1 + κ²); 1 is the Laplace
    /// distribution.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ or κ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public AsymmetricLaplace(Tensor loc, Tensor scale, Tensor asymmetry)
    {
        Loc = Parameter.Finite(nameof(AsymmetricLaplace), loc);
        Scale = Parameter.Positive(nameof(AsymmetricLaplace), scale);
        Asymmetry = Parameter.Positive(nameof(AsymmetricLaplace), asymmetry);
        BatchShape = Parameter.Batch(nameof(AsymmetricLaplace), loc, scale, asymmetry);
    }

    /// <summary>μ, the mode.</summary>
    public Tensor Loc { get; }

    /// <summary>σ, the geometric mean of the scales on the left and on the right.</summary>
    public Tensor Scale { get; }

    /// <summary>κ, the root of the ratio of the scale on the left to that on the right.</summary>
    public Tensor Asymmetry { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The inverse of the distribution function: μ + l log(u / q) where u is below q = κ² / (1 + κ²),
    /// μ - r log((1 - u) (1 + κ²)) above.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        // Each minimum is 1, and its logarithm 0, on the other's side.
        Loc + Left * Log(Minimum(noise / LeftMass, 1)) - Right * Log(Minimum(1, (1 - noise) / RightMass));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = x - Loc;
        return Minimum(0, z) / Left - Maximum(z, 0) / Right - Log(Left + Right);
    }

    /// <summary>μ + σ (1/κ - κ).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Loc + (Right - Left);

    /// <summary>σ² (1/κ² + κ²).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(Square(Left) + Square(Right), BatchShape);

    /// <summary>1 + log(σ (κ + 1/κ)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(1 + Log(Left + Right), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Tail(Loc - x, Left, Right, LeftMass);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Tail(x - Loc, Right, Left, RightMass);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogTail(Loc - x, Left, Right, LeftMass);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogTail(x - Loc, Right, Left, RightMass);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => 
        Loc + Left * Log(Minimum((1 - q) / LeftMass, 1)) - Right * Log(Minimum(1, q / RightMass));

    private Tensor Left => Scale * Asymmetry;

    private Tensor Right => Scale / Asymmetry;

    /// <summary>The probability below μ.</summary>
    private Tensor LeftMass => 1 / (1 + 1 / Square(Asymmetry));

    private Tensor RightMass => 1 / (1 + Square(Asymmetry));

    /// <summary>The probability of more than z on one side of the mode, given the scales on this side and on the other,
    /// and the mass of this side.</summary>
    private static Tensor Tail(Tensor z, Tensor scale, Tensor other, Tensor mass) =>
        Select(z > 0, mass * Exp(-(Maximum(z, 0) / scale)), 1 - (1 - mass) * Exp(Minimum(z, 0) / other));

    private static Tensor LogTail(Tensor z, Tensor scale, Tensor other, Tensor mass) =>
        Select(z > 0, Log(mass) - Maximum(z, 0) / scale, Log1p(-((1 - mass) * Exp(Minimum(z, 0) / other))));

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new AsymmetricLaplace(loc, scale, Asymmetry);
}
