using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>Factors of inverses: steps, and from an arrow of precisions to a factor of the covariance.</summary>
internal sealed partial class ArrowPattern
{
    public override double[]? NaturalStep(ReadOnlySpan<double> lossGradient, double rate, Span<double> shift)
    {
        var matrix = new double[Length];
        for (int e = 0; e < matrix.Length; e++)
        {
            int parameter = _parameters[e];
            matrix[e] = parameter < 0 ? 0
                : (parameter < Dimension ? 1 : 0) + rate * lossGradient[Dimension + parameter];
        }
        var factor = new double[Length];
        if (!TryInverseRoot(matrix, factor))
        {
            return null;
        }
        for (int i = 0; i < Dimension; i++)
        {
            shift[i] = -rate * lossGradient[i];
        }
        MultiplyTransposed(factor, shift);
        Multiply(factor, shift);
        return factor;
    }

    /// <summary>C with C Cᵀ = M⁻¹ for a positive definite arrow M, whose lower triangle is given like a factor: locals
    /// are eliminated first, which fills nothing in. False where M is not positive definite.</summary>
    public bool TryInverseRoot(ReadOnlySpan<double> matrix, Span<double> factor)
    {
        int g = _globals.Length;
        double[] schur = matrix[..(g * g)].ToArray();
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            double[] lower = new double[d * d], inverse = new double[d * d];
            for (int first = 0; first < plate.Places.Length; first += d)
            {
                Span<double> scale = factor.Slice(plate.Scales + first * d, d * d);
                Span<double> slope = factor.Slice(plate.Slopes + first * g, d * g);
                if (!DenseCholesky.TryFactor(matrix.Slice(plate.Scales + first * d, d * d), 0, lower, d))
                {
                    return false;
                }
                DenseCholesky.Inverse(lower, inverse, d);
                if (!DenseCholesky.TryFactor(inverse, 0, scale, d))
                {
                    return false;
                }
                matrix.Slice(plate.Slopes + first * g, d * g).CopyTo(slope);
                Reduce(lower, slope, schur, d);
            }
        }
        return TryFinish(schur, factor);
    }

    /// <summary>S ← S - Bᵀ (L Lᵀ)⁻¹ B and B ← (L Lᵀ)⁻¹ B for the d rows B of a group.</summary>
    private void Reduce(double[] lower, Span<double> rows, double[] schur, int d)
    {
        int g = _globals.Length;
        for (int i = 0; i < d; i++)
        {
            Span<double> row = rows.Slice(i * g, g);
            for (int k = 0; k < i; k++)
            {
                Add(-lower[i * d + k], rows.Slice(k * g, g), row);
            }
            for (int a = 0; a < g; a++)
            {
                row[a] /= lower[i * d + i];
            }
            for (int a = 0; a < g; a++)
            {
                Add(-row[a], row[..(a + 1)], schur.AsSpan(a * g, a + 1));
            }
        }
        for (int i = d - 1; i >= 0; i--)
        {
            Span<double> row = rows.Slice(i * g, g);
            for (int k = i + 1; k < d; k++)
            {
                Add(-lower[k * d + i], rows.Slice(k * g, g), row);
            }
            for (int a = 0; a < g; a++)
            {
                row[a] /= lower[i * d + i];
            }
        }
    }

    /// <summary>From the globals' precision S to their factor H, and from M_jj⁻¹ M_jg to the slopes A_j = -M_jj⁻¹ M_jg
    /// H.</summary>
    private bool TryFinish(double[] schur, Span<double> factor)
    {
        int g = _globals.Length;
        if (!DenseCholesky.TryFactor(schur, 0, schur, g))
        {
            return false;
        }
        var covariance = new double[g * g];
        DenseCholesky.Inverse(schur, covariance, g);
        if (!DenseCholesky.TryFactor(covariance, 0, factor, g))
        {
            return false;
        }
        FollowHead(factor);
        return true;
    }

    /// <summary>The rows B of all locals become -B H.</summary>
    private void FollowHead(Span<double> factor)
    {
        int g = _globals.Length;
        var row = new double[g];
        foreach (Groups plate in _plates)
        {
            for (int i = 0; i < plate.Places.Length; i++)
            {
                Span<double> slope = factor.Slice(plate.Slopes + i * g, g);
                Array.Clear(row);
                MultiplyRow(slope, factor, g, row);
                for (int a = 0; a < g; a++)
                {
                    slope[a] = -row[a];
                }
            }
        }
    }
}
