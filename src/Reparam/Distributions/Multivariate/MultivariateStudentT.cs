using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Student's t distribution of vectors of length n with ν degrees of freedom: with z = L⁻¹ (x - μ), density
/// Γ((ν + n) / 2) / (Γ(ν / 2) (νπ)^(n/2) det L) · (1 + |z|² / ν)^(-(ν + n) / 2).</summary>
/// <remarks>Event shape [n]. Where ν &gt; 2 the covariance is L Lᵀ ν / (ν - 2). Accurate for any ν: at ν = 10¹² it is
/// the normal density. Source: Kotz and Nadarajah (2004), Multivariate t Distributions and Their Applications,
/// eq. 1.1.</remarks>
public sealed record MultivariateStudentT : Distribution, IPathwise, ITriangularScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="degreesOfFreedom">ν, above 0: batch axes.</param>
    /// <param name="loc">μ, the centre: batch axes, then n.</param>
    /// <param name="scaleTril">L, of shape [n, n], with a diagonal above 0; what is above the diagonal is not
    /// read.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, ν or a diagonal element is not above 0, or the
    /// shapes do not fit.</exception>
    public MultivariateStudentT(Tensor degreesOfFreedom, Tensor loc, Tensor scaleTril)
    {
        DegreesOfFreedom = Parameter.Positive(nameof(MultivariateStudentT), degreesOfFreedom);
        Parameter.Axes(nameof(MultivariateStudentT), loc, 1, "Its last axis holds the centre of one vector.");
        Loc = Parameter.Finite(nameof(MultivariateStudentT), loc);
        ScaleTril = TriangularFactor.Require(nameof(MultivariateStudentT), scaleTril, loc.Shape[^1],
            $"to fit loc of shape {loc.Shape}", "the lower Cholesky factor of the squared scale", nameof(scaleTril));
        BatchShape = Parameter.Batch(nameof(MultivariateStudentT), degreesOfFreedom, Sum(loc, -1),
            nameof(degreesOfFreedom), nameof(loc));
    }

    /// <summary>ν, the degrees of freedom.</summary>
    public Tensor DegreesOfFreedom { get; }

    /// <summary>μ, the centre.</summary>
    public Tensor Loc { get; }

    /// <summary>L, the lower triangular scale.</summary>
    public Tensor ScaleTril { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => Loc.Shape[^1..];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor square = Sum(Square(TriangularFactor.Solve(ScaleTril, x - Loc)), -1);
        return -0.5 * (DegreesOfFreedom + Loc.Shape[^1]) * Log1p(square / DegreesOfFreedom) - LogNormalizer;
    }

    /// <summary>μ where ν &gt; 1; otherwise NaN, as there is none.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(Column > 1, Loc, Reshape(None, BatchShape.Append([1])))
        + Full(0, BatchShape.Append(EventShape));

    /// <summary>The diagonal of L Lᵀ times ν / (ν - 2) where ν &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Select(Column > 2,
        TriangularFactor.Variances(ScaleTril) * (Column / (Column - 2)), double.PositiveInfinity)
        + Full(0, BatchShape.Append(EventShape));

    /// <summary>log det L + n/2 log(νπ) + log Γ(ν / 2) - log Γ((ν + n) / 2) + (ν + n) / 2 · (ψ((ν + n) / 2) -
    /// ψ(ν / 2)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            int n = Loc.Shape[^1];
            return LogNormalizer + 0.5 * (DegreesOfFreedom + n)
                * GammaRatios.DigammaDifference(0.5 * DegreesOfFreedom, 0.5 * n) + Full(0, BatchShape);
        }
    }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>Batch, then n + 1.</summary>
    /// <inheritdoc/>
    public override Shape NoiseShape => BatchShape.Append([Loc.Shape[^1] + 1]);

    /// <summary>μ + √(ν / χ²) L ε, with the first n elements of ε, and χ² with ν degrees of freedom from the
    /// last.</summary>
    /// <remarks>Overflows where ν is so small that χ² is below 10⁻⁶⁰⁰.</remarks>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        int n = Loc.Shape[^1];
        Tensor half = 0.5 * Column;
        Tensor stretch = Exp(0.5 * (Log(half) - LogGammaQuantile(half, Slice(noise, -1, n, n + 1))));
        return Loc + stretch * TriangularFactor.Times(ScaleTril, Slice(noise, -1, 0, n));
    }

    /// <summary>ν with an axis for the event.</summary>
    private Tensor Column => Reshape(DegreesOfFreedom, DegreesOfFreedom.Shape.Append([1]));

    /// <summary>log Γ(ν / 2) - log Γ((ν + n) / 2) + n/2 log(νπ) + log det L, the first two as
    /// log B(ν / 2, n / 2) - log Γ(n / 2).</summary>
    private Tensor LogNormalizer
    {
        get
        {
            double half = 0.5 * Loc.Shape[^1];
            return TriangularFactor.LogDet(ScaleTril) + half * Log(DegreesOfFreedom * Math.PI)
                + GammaRatios.LogBeta(0.5 * DegreesOfFreedom, half) - LogGamma(half);
        }
    }

    Distribution ITriangularScale.Standard => new MultivariateStudentT(
        DegreesOfFreedom, Full(0, Loc.Shape[^1..]), DiagonalMatrix(Full(1, Loc.Shape[^1..])));
}
