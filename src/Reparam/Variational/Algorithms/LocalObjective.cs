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
