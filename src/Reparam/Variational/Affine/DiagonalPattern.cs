using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>A diagonal factor: n numbers.</summary>
internal sealed class DiagonalPattern(int dimension) : FactorPattern(dimension)
{
    /// <summary>The least precision, of that before a step, that a step may lead to.</summary>
    private const double LeastPrecision = 0.01;

    public override Shape Shape => [Dimension];

    public override int OffDiagonalCount => 0;

    public override double[] Diagonal(ReadOnlySpan<double> diagonal) => diagonal.ToArray();

    public override Bijector Map(Tensor centre, Tensor factor) => new DiagonalAffine(centre, factor);

    // A diagonal matrix as a map of vectors, so that its log det is one number, as for every pattern.
    public override Bijector ParameterMap(Tensor parameters) =>
        new DiagonalAffine(parameters[..Dimension], Tensor.Exp(parameters[Dimension..]));

    public override double[] FromParameters(ReadOnlySpan<double> parameters)
    {
        double[] factor = parameters[Dimension..].ToArray();
        foreach (ref double value in factor.AsSpan())
        {
            value = Math.Exp(value);
        }
        return factor;
    }

    public override void Multiply(ReadOnlySpan<double> factor, Span<double> u)
    {
        for (int i = 0; i < u.Length; i++)
        {
            u[i] *= factor[i];
        }
    }

    public override void MultiplyTransposed(ReadOnlySpan<double> factor, Span<double> v) => Multiply(factor, v);

    public override void Solve(ReadOnlySpan<double> factor, Span<double> b)
    {
        for (int i = 0; i < b.Length; i++)
        {
            b[i] /= factor[i];
        }
    }

    public override double DiagonalElement(ReadOnlySpan<double> factor, int i) => factor[i];

    public override double[] Row(ReadOnlySpan<double> factor, int i)
    {
        var row = new double[Dimension];
        row[i] = factor[i];
        return row;
    }

    public override double LowerProduct(ReadOnlySpan<double> factor, int i, ReadOnlySpan<double> u) => 0;

    public override double RowSquare(ReadOnlySpan<double> factor, int i) => factor[i] * factor[i];

    public override double[] Product(ReadOnlySpan<double> factor, ReadOnlySpan<double> other)
    {
        double[] product = other.ToArray();
        Multiply(factor, product);
        return product;
    }

    public override double[]? NaturalStep(ReadOnlySpan<double> lossGradient, double rate, Span<double> shift)
    {
        var scale = new double[Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            double precision = 1 + rate * lossGradient[Dimension + i];
            if (!(precision > LeastPrecision))
            {
                return null;
            }
            shift[i] = -rate * lossGradient[i] / precision;
            scale[i] = 1 / Math.Sqrt(precision);
        }
        return scale;
    }

    public override double[] AtCurvature(TargetEvaluator evaluator, ReadOnlySpan<double> point)
    {
        double[] curvature = evaluator.NegativeHessianDiagonal(point);
        foreach (ref double h in curvature.AsSpan())
        {
            h = h > 0 && double.IsFinite(h) ? 1 / Math.Sqrt(h) : 1;
        }
        return curvature;
    }
}
