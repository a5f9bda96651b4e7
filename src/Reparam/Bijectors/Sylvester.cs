namespace Reparam.Bijectors;

/// <summary>y = x + R₁ tanh(R₂ x + b) for vectors of length n, with upper triangular R₁ and R₂, a flow layer of as many
/// directions as elements; log |det| = Σᵢ log(1 + (R₁)ᵢᵢ (R₂)ᵢᵢ (1 - tanh²(R₂ x + b)ᵢ)).</summary>
/// <remarks>
/// <para>The triangular variant of van den Berg, Hasenclever, Tomczak and Welling (2018), "Sylvester Normalizing Flows
/// for Variational Inference", eq. 8-13; their orthogonal matrix is a <see cref="Permutation"/> or a
/// <see cref="Householder"/> before the layer and its inverse after it. The map is one to one where (R₁)ᵢᵢ (R₂)ᵢᵢ > -1;
/// as in their implementation the diagonals are tanh of free numbers.</para>
/// <para>There is no inverse in closed form: from the last element up, each is found as the root of an increasing
/// function, by 53 bisections and two Newton steps, and is differentiable up to the third order. n roots one after
/// another make it slow.</para>
/// </remarks>
public sealed record Sylvester : Bijector
{
    private readonly Tensor _outerDiagonal, _innerDiagonal, _outer, _inner;

    /// <summary>Makes the layer.</summary>
    /// <param name="outer">R₁: a matrix of shape [n, n]. Its diagonal is passed through tanh, and what is below it is
    /// left out.</param>
    /// <param name="inner">R₂: a matrix of shape [n, n], likewise.</param>
    /// <param name="bias">b: a vector of length n.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a number is not finite.</exception>
    public Sylvester(Tensor outer, Tensor inner, Tensor bias)
    {
        Outer = Parameter.Finite(nameof(Sylvester), outer);
        Inner = Parameter.Finite(nameof(Sylvester), inner);
        Bias = Parameter.Finite(nameof(Sylvester), bias);
        if (outer.Rank != 2 || outer.Shape[0] != outer.Shape[1] || inner.Shape != outer.Shape
            || bias.Shape != outer.Shape[1..])
        {
            throw new ArgumentException(
                "Sylvester: outer and inner must be square matrices of one size and bias a vector of as many " +
                $"elements, but their shapes are {outer.Shape}, {inner.Shape} and {bias.Shape}.", nameof(outer));
        }
        (_outerDiagonal, _outer) = Triangle(outer);
        (_innerDiagonal, _inner) = Triangle(inner);
    }

    /// <summary>R₁, before its diagonal is passed through tanh.</summary>
    public Tensor Outer { get; }

    /// <summary>R₂, before its diagonal is passed through tanh.</summary>
    public Tensor Inner { get; }

    /// <summary>b.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) =>
        x + Events.TimesMatrix(Tensor.Tanh(Angles(x)), Tensor.Transpose(_outer));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireLength(nameof(Sylvester), y, Bias.Length, nameof(y));
        int n = Bias.Length;
        Tensor[] x = new Tensor[n], tanh = new Tensor[n];
        for (int i = n - 1; i >= 0; i--)
        {
            Tensor target = Tensor.Slice(y, -1, i, i + 1), offset = Bias[i];
            for (int j = i + 1; j < n; j++)
            {
                target -= _outer[i, j] * tanh[j];
                offset += _inner[i, j] * x[j];
            }
            x[i] = TanhRoot.Solve(_outerDiagonal[i], _innerDiagonal[i], offset, target);
            tanh[i] = Tensor.Tanh(_innerDiagonal[i] * x[i] + offset);
        }
        return n == 0 ? y : Tensor.Concatenate(x, -1);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => Tensor.Sum(Tensor.Log1p(
        _outerDiagonal * _innerDiagonal * Tensor.Exp(-2 * Hyperbolic.LogCosh(Angles(x)))), -1);

    private static (Tensor Diagonal, Tensor Matrix) Triangle(Tensor matrix)
    {
        int n = matrix.Length;
        Tensor diagonal = Tensor.Tanh(Tensor.Diagonal(matrix));
        return (diagonal, Tensor.DiagonalMatrix(diagonal)
            + matrix * Events.Indicator(n, n, static (row, column) => row < column));
    }

    private Tensor Angles(Tensor x) => Bias + Events.TimesMatrix(
        Events.RequireLength(nameof(Sylvester), x, Bias.Length, nameof(x)), Tensor.Transpose(_inner));
}
