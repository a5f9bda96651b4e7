using Reparam.Bijectors;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// Which elements of the lower triangular factor C of a normal distribution N(centre, C Cᵀ) may differ from 0, how they
/// are stored, and what can be done with them. Products of such factors have the pattern again.
/// </summary>
/// <remarks>
/// A factor as a family's parameters is (the logarithms of its diagonal, its other elements); as numbers it is in
/// <see cref="Length"/> doubles of the pattern's own layout.
/// </remarks>
internal abstract class FactorPattern(int dimension)
{
    /// <summary>n.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>The shape of a factor's numbers as a tensor.</summary>
    public abstract Shape Shape { get; }

    /// <summary>The numbers that hold a factor.</summary>
    public int Length => Shape.Size;

    /// <summary>The elements below the diagonal that may differ from 0.</summary>
    public abstract int OffDiagonalCount { get; }

    /// <summary>The greatest number of unknowns whose correlations the bound of a normal posterior depends on together:
    /// fixed draws match them, and should be some times as many.</summary>
    public virtual int CorrelatedUnknowns => 0;

    /// <summary>The unknowns outside all plates, where the pattern knows of plates; otherwise null.</summary>
    public virtual IReadOnlyList<int>? Globals => null;

    /// <summary>A factor that is a diagonal matrix.</summary>
    public abstract double[] Diagonal(ReadOnlySpan<double> diagonal);

    /// <summary>The map u ↦ centre + C u, its numbers given as tensors.</summary>
    public abstract Bijector Map(Tensor centre, Tensor factor);

    /// <summary>The same map, of parameters: n numbers of the centre, n logarithms of the diagonal, the
    /// rest.</summary>
    public abstract Bijector ParameterMap(Tensor parameters);

    /// <summary>The factor that parameters stand for.</summary>
    public abstract double[] FromParameters(ReadOnlySpan<double> parameters);

    /// <summary>u becomes C u.</summary>
    public abstract void Multiply(ReadOnlySpan<double> factor, Span<double> u);

    /// <summary>v becomes Cᵀ v.</summary>
    public abstract void MultiplyTransposed(ReadOnlySpan<double> factor, Span<double> v);

    /// <summary>b becomes C⁻¹ b.</summary>
    public abstract void Solve(ReadOnlySpan<double> factor, Span<double> b);

    /// <summary>A diagonal element.</summary>
    public abstract double DiagonalElement(ReadOnlySpan<double> factor, int i);

    /// <summary>Row i in full: n numbers.</summary>
    public abstract double[] Row(ReadOnlySpan<double> factor, int i);

    /// <summary>The squared norm of row i: the variance of x of index i.</summary>
    public virtual double RowSquare(ReadOnlySpan<double> factor, int i)
    {
        double[] row = Row(factor, i);
        return DenseCholesky.InnerProduct(row, row);
    }

    /// <summary>Row i without its diagonal element times u.</summary>
    public abstract double LowerProduct(ReadOnlySpan<double> factor, int i, ReadOnlySpan<double> u);

    /// <summary>Removes the correlations, in the sample, of standardised noise that would change the bound of a normal
    /// posterior.</summary>
    /// <param name="noise">[element · draws + draw], each element of mean 0 and variance 1.</param>
    /// <param name="draws">The number of draws.</param>
    public virtual void Decorrelate(double[] noise, int draws)
    {
    }

    /// <summary>C L for two factors of the pattern.</summary>
    public abstract double[] Product(ReadOnlySpan<double> factor, ReadOnlySpan<double> other);

    /// <summary>
    /// A natural-gradient step from the standard normal distribution: the factor of the precision I - rate D, where D
    /// is the gradient of the bound in the matrix of q, and the shift rate (I - rate D)⁻¹ d (Khan and Rue 2023, eq.
    /// 13). Null where that is not positive definite.
    /// </summary>
    /// <param name="lossGradient">Of minus the bound, in the parameters, at the standard normal distribution.</param>
    /// <param name="rate">Between 0 and 1.</param>
    /// <param name="shift">Receives n numbers.</param>
    public abstract double[]? NaturalStep(ReadOnlySpan<double> lossGradient, double rate, Span<double> shift);

    /// <summary>Moves the unknowns inside plates to where the density is greatest given those outside, where the
    /// pattern knows of plates.</summary>
    public virtual void MoveToConditionalMode(TargetEvaluator evaluator, double[] point)
    {
    }

    /// <summary>The factor of (H + shift)⁻¹, with H the curvature of -log g as far as the pattern holds it, and the
    /// shift the least that makes it positive definite.</summary>
    public abstract double[] AtCurvature(TargetEvaluator evaluator, ReadOnlySpan<double> point);
}
