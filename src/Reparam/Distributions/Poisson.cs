using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Poisson distribution of counts: P(y) = λ^y e^(-λ) / y!.</summary>
public sealed record Poisson : Distribution
{
    /// <summary>Makes the distribution from its rate.</summary>
    /// <param name="rate">λ, above 0: the mean and the variance.</param>
    /// <exception cref="ArgumentException">λ is not finite and above 0.</exception>
    public Poisson(Tensor rate)
        : this(Parameter.Positive(nameof(Poisson), rate), Log(rate))
    {
    }

    private Poisson(Tensor rate, Tensor logRate) => (Rate, LogRate) = (rate, logRate);

    /// <summary>Makes the distribution from the logarithm of its rate, the natural scale of a regression.</summary>
    /// <param name="logRate">log λ, finite; λ overflows from 709.8 on.</param>
    /// <exception cref="ArgumentException">log λ is not finite.</exception>
    public static Poisson FromLogRate(Tensor logRate) =>
        new(Exp(Parameter.Finite(nameof(Poisson), logRate)), logRate);

    /// <summary>λ, the mean and the variance.</summary>
    public Tensor Rate { get; }

    /// <summary>log λ.</summary>
    public Tensor LogRate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeInteger;

    /// <inheritdoc/>
    public override Shape BatchShape => Rate.Shape;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => x * LogRate - Rate - LogGamma(x + 1);
}
