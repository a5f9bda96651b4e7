namespace Reparam.Variational;

/// <summary>-log g as a function of u, x = centre + C u.</summary>
internal sealed class LocalObjective(TargetEvaluator evaluator, Coordinates coordinates)
{
    private readonly double[] _point = new double[coordinates.Dimension];

    public double ValueAndGradient(ReadOnlySpan<double> u, Span<double> gradient)
    {
        u.CopyTo(_point);
        coordinates.Apply(_point);
        double value = evaluator.NegativeValueAndGradient(_point, gradient);
        coordinates.ApplyFactorTransposed(gradient);
        return value;
    }

    /// <summary>Cᵀ H C, row by row.</summary>
    public void Hessian(ReadOnlySpan<double> u, Span<double> hessian)
    {
        int n = _point.Length;
        u.CopyTo(_point);
        coordinates.Apply(_point);
        evaluator.NegativeHessian(_point, hessian);
        for (int side = 0; side < 2; side++)
        {
            // Each row of H becomes one of H C, then, as it is transposed, each column one of Cᵀ H C.
            for (int i = 0; i < n; i++)
            {
                coordinates.ApplyFactorTransposed(hessian.Slice(i * n, n));
                for (int j = 0; j < i; j++)
                {
                    (hessian[i * n + j], hessian[j * n + i]) = (hessian[j * n + i], hessian[i * n + j]);
                }
            }
        }
    }

    public void Product(ReadOnlySpan<double> u, ReadOnlySpan<double> vector, Span<double> result)
    {
        u.CopyTo(_point);
        coordinates.Apply(_point);
        double[] direction = vector.ToArray();
        coordinates.ApplyFactor(direction);
        double[] product = evaluator.HessianVectorProducts(_point, direction, 1);
        coordinates.ApplyFactorTransposed(product);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = -product[i];
        }
    }
}
