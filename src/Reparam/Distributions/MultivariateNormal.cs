using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The normal distribution of vectors of length n with covariance L Lᵀ: density
/// exp(-½ |L⁻¹ (x - μ)|²) / ((2π)^(n/2) det L).</summary>
/// <remarks>Event shape [n]. The covariance is given by its lower Cholesky factor L and never formed; the density takes
/// one triangular solve.</remarks>
public sealed record MultivariateNormal : Distribution, IPathwise, ISequential
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">The mean μ: batch axes, then n.</param>
    /// <param name="scaleTril">L, of shape [n, n], with a diagonal above 0; what is above the diagonal is not
    /// read.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, a diagonal element is not above 0, or the shapes
    /// do not fit.</exception>
    public MultivariateNormal(Tensor loc, Tensor scaleTril)
    {
        Parameter.Axes(nameof(MultivariateNormal), loc, 1, "Its last axis holds the mean of one vector.");
        Loc = Parameter.Finite(nameof(MultivariateNormal), loc);
        ScaleTril = Parameter.Finite(nameof(MultivariateNormal), scaleTril);
        int n = loc.Shape[^1];
        if (scaleTril.Shape != [n, n])
        {
            throw new ArgumentException(
                $"MultivariateNormal: scaleTril must have shape {Shape.Create([n, n])} to fit loc of shape " +
                $"{loc.Shape}, but its shape is {scaleTril.Shape}. Pass the lower Cholesky factor of the covariance.",
                nameof(scaleTril));
        }
        if (scaleTril.Attributes is ConstantAttributes)
        {
            double[] diagonal = Diagonal(scaleTril).ToArray();
            int i = Array.FindIndex(diagonal, static v => v <= 0);
            if (i >= 0)
            {
                throw new ArgumentException(
                    "MultivariateNormal: the diagonal of scaleTril must be above 0, but " +
                    $"scaleTril{Shape.Create([i, i])} = {Parameter.Text(diagonal[i])}. Pass the lower Cholesky " +
                    "factor of the covariance.", nameof(scaleTril));
            }
        }
    }

    /// <summary>The mean μ.</summary>
    public Tensor Loc { get; }

    /// <summary>L, the lower Cholesky factor of the covariance.</summary>
    public Tensor ScaleTril { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape => Loc.Shape[..^1];

    /// <inheritdoc/>
    public override Shape EventShape => Loc.Shape[^1..];

    /// <inheritdoc/>
    public PathMethod Path => PathMethod.LocationScale;

    /// <summary>μ + L ε.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Tensor lower = LowerTriangle(ScaleTril);
        if (noise.Rank == 1)
        {
            return Loc + MatMul(lower, noise);
        }
        Tensor rows = Reshape(noise, [noise.Shape[..^1].Size, noise.Shape[^1]]);
        return Loc + Reshape(MatMul(rows, Transpose(lower)), noise.Shape);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = Standardize(x);
        return -0.5 * Sum(Square(z), -1) - (Sum(Log(Diagonal(ScaleTril))) + ScaleTril.Length * Normal.HalfLogTwoPi);
    }

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <summary>The diagonal of L Lᵀ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(Sum(Square(LowerTriangle(ScaleTril)), -1), Loc.Shape);

    /// <summary>log det L + n/2 log(2πe).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(
        Sum(Log(Diagonal(ScaleTril))) + ScaleTril.Length * (Normal.HalfLogTwoPi + 0.5), BatchShape);

    bool ISequential.IsSequential => true;

    Tensor ISequential.ConditionalCdf(Tensor x) => NormalCdf(Standardize(x));

    Tensor ISequential.ConditionalLogProb(Tensor x) =>
        -0.5 * Square(Standardize(x)) - (Log(Diagonal(ScaleTril)) + Normal.HalfLogTwoPi);

    /// <summary>L⁻¹ (x - μ).</summary>
    private Tensor Standardize(Tensor x)
    {
        Tensor deviation = x - Loc;
        if (deviation.Rank == 1)
        {
            return SolveTriangular(ScaleTril, deviation);
        }
        // One column a vector of the batch: they share the solve.
        Tensor columns = Transpose(Reshape(deviation, [deviation.Shape[..^1].Size, ScaleTril.Length]));
        return Reshape(Transpose(SolveTriangular(ScaleTril, columns)), deviation.Shape);
    }
}
