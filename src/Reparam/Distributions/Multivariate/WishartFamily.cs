namespace Reparam.Distributions;

/// <summary>A distribution of covariance matrices of n rows by degrees of freedom and the Cholesky factor of a
/// scale.</summary>
public abstract record WishartFamily : Distribution, IPathwise
{
    private protected WishartFamily(Tensor degreesOfFreedom, Tensor scaleTril, string scale)
    {
        ScaleTril = TriangularFactor.Require(Name, scaleTril, "the lower Cholesky factor of " + scale,
            nameof(scaleTril));
        DegreesOfFreedom = Bartlett.Require(Name, degreesOfFreedom, scaleTril.Length);
    }

    /// <summary>ν, the degrees of freedom.</summary>
    public Tensor DegreesOfFreedom { get; }

    /// <summary>L, the lower Cholesky factor of the scale.</summary>
    public Tensor ScaleTril { get; }

    /// <inheritdoc/>
    public sealed override Support Support => Support.CovarianceMatrix(Rows);

    /// <inheritdoc/>
    public sealed override Shape BatchShape => DegreesOfFreedom.Shape;

    /// <inheritdoc/>
    public sealed override Shape EventShape => [Rows, Rows];

    /// <inheritdoc/>
    public sealed override PathMethod? Path => PathMethod.Composition;

    /// <summary>Batch, then n (n + 1) / 2.</summary>
    /// <inheritdoc/>
    public sealed override Shape NoiseShape => BatchShape.Append([Bartlett.NoiseLength(Rows)]);

    private protected int Rows => ScaleTril.Length;
}
