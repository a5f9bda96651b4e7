namespace Reparam.Tests.Variational.Optimizers;

/// <summary>
/// ½ (x − c)ᵀ A (x − c) + offset with A = R diag(eigenvalues) R, R a reflection: all coordinates mix.
/// </summary>
internal sealed class IllConditionedQuadratic
{
    private readonly int _dimension;
    private readonly double[] _matrix;
    private readonly double[] _centre;
    private readonly double[] _eigenvalues;
    private readonly double _offset;

    /// <summary>Eigenvalues spaced geometrically from 1 to the condition number.</summary>
    public IllConditionedQuadratic(int dimension, double condition, double offset = 0)
    {
        _dimension = dimension;
        _offset = offset;
        _matrix = new double[dimension * dimension];
        _centre = new double[dimension];
        _eigenvalues = new double[dimension];
        double[] reflection = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            _centre[i] = 1 + (0.1 * i);
            _eigenvalues[i] = Math.Pow(condition, i / (dimension - 1.0));
            for (int j = 0; j < dimension; j++)
            {
                reflection[(i * dimension) + j] = (i == j ? 1 : 0) - (2.0 / dimension);
            }
        }

        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < dimension; j++)
            {
                for (int k = 0; k < dimension; k++)
                {
                    _matrix[(i * dimension) + j] +=
                        reflection[(i * dimension) + k] * _eigenvalues[k] * reflection[(j * dimension) + k];
                }
            }
        }
    }

    // By way of the eigenvectors: the product with A itself would lose the small eigenvalues in rounding.
    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double mean = 0;
        for (int i = 0; i < _dimension; i++)
        {
            mean += 2 * (x[i] - _centre[i]) / _dimension;
        }

        double value = 0;
        double gradientMean = 0;
        for (int i = 0; i < _dimension; i++)
        {
            double component = x[i] - _centre[i] - mean;
            gradient[i] = _eigenvalues[i] * component;
            value += 0.5 * gradient[i] * component;
            gradientMean += 2 * gradient[i] / _dimension;
        }

        for (int i = 0; i < _dimension; i++)
        {
            gradient[i] -= gradientMean;
        }

        return value + _offset;
    }

    public void Hessian(ReadOnlySpan<double> x, Span<double> hessian) => _matrix.CopyTo(hessian);

    public double Distance(ReadOnlySpan<double> x)
    {
        double largest = 0;
        for (int i = 0; i < _dimension; i++)
        {
            largest = Math.Max(largest, Math.Abs(x[i] - _centre[i]));
        }

        return largest;
    }
}
