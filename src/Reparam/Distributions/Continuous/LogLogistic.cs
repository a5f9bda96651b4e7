using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The log-logistic distribution, of the exponential of a logistic variable: density
/// (β / α) (x / α)^(β - 1) / (1 + (x / α)^β)² on x &gt; 0.</summary>
/// <remarks>log x is logistic with location log α and scale 1 / β. Stan's <c>loglogistic(a, b)</c> has the scale first;
/// here the shape comes first, as in <see cref="Weibull"/> and <see cref="Frechet"/>. Source: Johnson, Kotz,
/// Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 23.</remarks>
public sealed record LogLogistic : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape β, above 0: moments of order below β exist.</param>
    /// <param name="scale">α, the median, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public LogLogistic(Tensor concentration, Tensor scale)
    {
        Concentration = Parameter.Positive(nameof(LogLogistic), concentration);
        Scale = Parameter.Positive(nameof(LogLogistic), scale);
        BatchShape = Parameter.Batch(nameof(LogLogistic), concentration, scale);
    }

    /// <summary>The shape β.</summary>
    public Tensor Concentration { get; }

    /// <summary>α, the median.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>α (u / (1 - u))^(1/β), the inverse of the distribution function.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Scale * Exp((Log(noise) - Log1p(-noise)) / Concentration);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = Logit(x);
        return Log(Concentration / x) - z - 2 * Softplus(-z);
    }

    /// <summary>α b / sin b with b = π / β, where β &gt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean
    {
        get
        {
            Tensor angle = Math.PI / Concentration;
            return Select(Concentration > 1, Scale * (angle / Sin(angle)), double.PositiveInfinity);
        }
    }

    /// <summary>α² (2b / sin 2b - b² / sin² b) with b = π / β, where β &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            // The difference is b (sin b - b cos b) / (sin² b cos b), and sin b - b cos b is b² times the integral of
            // s sin(b s) over s from 0 to 1, which does not cancel where b is small.
            Tensor angle = Math.PI / Maximum(Concentration, 2);
            Tensor rest = Square(angle) * UnitIntegral.Of(s => s * Sin(angle * s), BatchShape.Rank);
            return Select(Concentration > 2,
                Square(Scale / Sin(angle)) * angle * rest / Cos(angle), double.PositiveInfinity);
        }
    }

    /// <summary>log(α / β) + 2.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Scale / Concentration) + 2;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Sigmoid(Logit(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Sigmoid(-Logit(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogSigmoid(Logit(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogSigmoid(-Logit(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Scale * Exp((Log1p(-q) - Log(q)) / Concentration);

    /// <summary>The logit of the distribution function.</summary>
    private Tensor Logit(Tensor x) => Concentration * Log(x / Scale);
}
