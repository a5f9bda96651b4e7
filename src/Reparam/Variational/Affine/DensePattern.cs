using System.Runtime.CompilerServices;
using Reparam.Bijectors;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>A lower triangular factor: n² numbers row by row, those above the diagonal 0.</summary>
internal sealed class DensePattern(int dimension) : FactorPattern(dimension)
{
    public override Shape Shape => [Dimension, Dimension];

    public override int OffDiagonalCount => Dimension * (Dimension - 1) / 2;

    public override int CorrelatedUnknowns => Dimension;

    public override double[] Diagonal(ReadOnlySpan<double> diagonal)
    {
        var factor = new double[Length];
        for (int i = 0; i < Dimension; i++)
        {
            factor[i * Dimension + i] = diagonal[i];
        }
        return factor;
    }

    public override Bijector Map(Tensor centre, Tensor factor) => new LowerTriangularAffine(centre, factor);

    public override Bijector ParameterMap(Tensor parameters)
    {
        Tensor diagonal = Tensor.DiagonalMatrix(Tensor.Exp(parameters[Dimension..(2 * Dimension)]));
        Tensor rest = Tensor.LowerTriangular(parameters[(2 * Dimension)..], Dimension, strict: true);
        return new LowerTriangularAffine(parameters[..Dimension], diagonal + rest);
    }

    public override double[] FromParameters(ReadOnlySpan<double> parameters)
    {
        var factor = new double[Length];
        for (int i = 0, next = 2 * Dimension; i < Dimension; i++)
        {
            factor[i * Dimension + i] = Math.Exp(parameters[Dimension + i]);
            for (int j = 0; j < i; j++)
            {
                factor[i * Dimension + j] = parameters[next++];
            }
        }
        return factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(ReadOnlySpan<double> factor, Span<double> u)
    {
        for (int i = Dimension - 1; i >= 0; i--)
        {
            u[i] = DenseCholesky.InnerProduct(factor.Slice(i * Dimension, i + 1), u[..(i + 1)]);
        }
    }

    public override void MultiplyTransposed(ReadOnlySpan<double> factor, Span<double> v)
    {
        for (int j = 0; j < Dimension; j++)
        {
            double sum = 0;
            for (int i = j; i < Dimension; i++)
            {
                sum += factor[i * Dimension + j] * v[i];
            }
            v[j] = sum;
        }
    }

    public override void Solve(ReadOnlySpan<double> factor, Span<double> b) => DenseCholesky.SolveLower(factor, b);

    public override double DiagonalElement(ReadOnlySpan<double> factor, int i) => factor[i * Dimension + i];

    public override double[] Row(ReadOnlySpan<double> factor, int i) =>
        factor.Slice(i * Dimension, Dimension).ToArray();

    public override double LowerProduct(ReadOnlySpan<double> factor, int i, ReadOnlySpan<double> u) =>
        DenseCholesky.InnerProduct(factor.Slice(i * Dimension, i), u[..i]);

    public override void Decorrelate(double[] noise, int draws)
    {
        if (draws > 2 * Dimension)
        {
            MomentMatching.Decorrelate(noise, [.. Enumerable.Range(0, Dimension)], draws);
        }
    }

    public override double[] Product(ReadOnlySpan<double> factor, ReadOnlySpan<double> other)
    {
        int n = Dimension;
        var product = new double[Length];
        for (int i = 0; i < n; i++)
        {
            Span<double> target = product.AsSpan(i * n, n);
            for (int k = 0; k <= i; k++)
            {
                double element = factor[i * n + k];
                for (int j = 0; j <= k; j++)
                {
                    target[j] += element * other[k * n + j];
                }
            }
        }
        return product;
    }

    public override double[]? NaturalStep(ReadOnlySpan<double> lossGradient, double rate, Span<double> shift)
    {
        int n = Dimension;
        var matrix = new double[Length];
        for (int i = 0, next = 2 * n; i < n; i++)
        {
            shift[i] = -rate * lossGradient[i];
            matrix[i * n + i] = 1 + rate * lossGradient[n + i];
            for (int j = 0; j < i; j++)
            {
                matrix[i * n + j] = rate * lossGradient[next++];
            }
        }
        var factor = new double[Length];
        if (!DenseCholesky.TryFactor(matrix, 0, factor, n))
        {
            return null;
        }
        DenseCholesky.Solve(factor, shift);
        DenseCholesky.Inverse(factor, matrix, n);
        return DenseCholesky.TryFactor(matrix, 0, factor, n) ? factor : null;
    }

    public override double[] AtCurvature(TargetEvaluator evaluator, ReadOnlySpan<double> point)
    {
        var hessian = new double[Length];
        evaluator.NegativeHessian(point, hessian);
        return InverseRoot(hessian, Dimension);
    }

    /// <summary>A lower triangular C with C Cᵀ = (H + shift)⁻¹, where the shift is the least of a growing ladder that
    /// makes the matrix positive definite: at a mode, none.</summary>
    internal static double[] InverseRoot(double[] hessian, int n)
    {
        double scale = Enumerable.Range(0, n).Max(i => Math.Abs(hessian[i * n + i]));
        var factor = new double[n * n];
        // Without any curvature, as for |x|, there is nothing but the unit to go by.
        double shift = scale == 0 ? 1 : 0;
        while (!DenseCholesky.TryFactor(hessian, shift, factor, n))
        {
            shift = Math.Max(10 * shift, 1e-10 * Math.Max(scale, 1e-300));
            if (!double.IsFinite(shift))
            {
                // The curvature itself is not finite: nothing to learn from it.
                Array.Clear(hessian);
                shift = 1;
            }
        }
        var covariance = new double[n * n];
        DenseCholesky.Inverse(factor, covariance, n);
        if (!DenseCholesky.TryFactor(covariance, 0, factor, n))
        {
            Array.Clear(factor);
            for (int i = 0; i < n; i++)
            {
                factor[i * n + i] = 1 / Math.Sqrt(Math.Max(hessian[i * n + i] + shift, 1e-300));
            }
        }
        return factor;
    }
}
