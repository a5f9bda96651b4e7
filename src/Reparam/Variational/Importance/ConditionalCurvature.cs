using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>The curvature of -log g in some of the unknowns, at a point, with its factor.</summary>
internal abstract class ConditionalCurvature
{
    /// <summary>The pattern of <see cref="Root"/>.</summary>
    public abstract FactorPattern Pattern { get; }

    /// <summary>Computes the curvature H at a point and factors H plus the least shift of a growing ladder that makes
    /// it positive definite. The shift; null where there is none.</summary>
    public double? Factor(double[] x)
    {
        double scale = Compute(x), shift = 0;
        while (!TryFactor(shift))
        {
            shift = Math.Max(4 * shift, 1e-3 * scale);
            if (!(double.IsFinite(shift) && shift > 0))
            {
                return null;
            }
        }
        return shift;
    }

    /// <summary>b becomes (H + shift)⁻¹ b.</summary>
    public abstract void Solve(Span<double> b);

    /// <summary>The mixed derivatives with the j-th of the other unknowns.</summary>
    public abstract void Mixed(int j, Span<double> column);

    /// <summary>log det (H + shift).</summary>
    public abstract double LogDeterminant { get; }

    /// <summary>C with C Cᵀ = (H + shift)⁻¹, or null.</summary>
    public abstract double[]? Root();

    /// <summary>Computes H; its greatest diagonal element in absolute value.</summary>
    protected abstract double Compute(double[] x);

    protected abstract bool TryFactor(double shift);
}

/// <summary>With all of the matrix.</summary>
internal sealed class DenseConditionalCurvature(TargetEvaluator evaluator, int[] given, int[] rest)
    : ConditionalCurvature
{
    private readonly int _n = given.Length + rest.Length;
    private readonly double[] _hessian = new double[(given.Length + rest.Length) * (given.Length + rest.Length)];
    private readonly double[] _block = new double[rest.Length * rest.Length];
    private readonly double[] _factor = new double[rest.Length * rest.Length];

    public override FactorPattern Pattern { get; } = new DensePattern(rest.Length);

    public override double LogDeterminant => DenseCholesky.LogDeterminant(_factor, rest.Length);

    public override void Solve(Span<double> b) => DenseCholesky.Solve(_factor, b);

    public override void Mixed(int j, Span<double> column)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            column[i] = _hessian[rest[i] * _n + given[j]];
        }
    }

    public override double[]? Root()
    {
        var covariance = new double[_factor.Length];
        DenseCholesky.Inverse(_factor, covariance, rest.Length);
        return DenseCholesky.TryFactor(covariance, 0, covariance, rest.Length) ? covariance : null;
    }

    protected override double Compute(double[] x)
    {
        int m = rest.Length;
        evaluator.NegativeHessian(x, _hessian);
        double scale = 0;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
            {
                _block[i * m + j] = _hessian[rest[i] * _n + rest[j]];
            }
            scale = Math.Max(scale, Math.Abs(_block[i * m + i]));
        }
        return scale;
    }

    protected override bool TryFactor(double shift) => DenseCholesky.TryFactor(_block, shift, _factor, rest.Length);
}

/// <summary>Of a hierarchy, some of whose globals are the others: an arrow, at a cost that grows linearly with the
/// number of groups.</summary>
internal sealed class ArrowConditionalCurvature : ConditionalCurvature
{
    private readonly TargetEvaluator _evaluator;
    private readonly int[] _rest;
    private readonly ArrowPattern _pattern;
    private readonly double[][] _probes;
    private readonly double[] _matrix;
    private readonly double[] _factor;
    private double[][] _products = [];

    public ArrowConditionalCurvature(TargetEvaluator evaluator, int[] given, int[] rest, ArrowPattern pattern)
    {
        (_evaluator, _rest, _pattern) = (evaluator, rest, pattern);
        _matrix = new double[pattern.Length];
        _factor = new double[pattern.Length];
        int n = given.Length + rest.Length;
        _probes = [.. given.Select(i => Vector([(i, 1)])),
            .. pattern.Probes().Select(probe => Vector(rest.Select((place, i) => (place, probe[i]))))];
        _given = given.Length;

        double[] Vector(IEnumerable<(int Place, double Value)> elements)
        {
            var vector = new double[n];
            foreach (var (place, value) in elements)
            {
                vector[place] = value;
            }
            return vector;
        }
    }

    private readonly int _given;

    public override FactorPattern Pattern => _pattern;

    public override double LogDeterminant =>
        -2 * Enumerable.Range(0, _rest.Length).Sum(i => Math.Log(_pattern.DiagonalElement(_factor, i)));

    public override void Solve(Span<double> b)
    {
        _pattern.MultiplyTransposed(_factor, b);
        _pattern.Multiply(_factor, b);
    }

    public override void Mixed(int j, Span<double> column) => Take(_products[j], column);

    public override double[] Root() => [.. _factor];

    protected override double Compute(double[] x)
    {
        _products = _evaluator.NegativeHessianProducts(x, _probes);
        _pattern.Collect([.. _products.Skip(_given).Select(product =>
        {
            var own = new double[_rest.Length];
            Take(product, own);
            return own;
        })], _matrix);
        return Enumerable.Range(0, _rest.Length).Max(i => Math.Abs(_pattern.DiagonalElement(_matrix, i)));
    }

    protected override bool TryFactor(double shift)
    {
        double[] diagonal = new double[_rest.Length];
        Array.Fill(diagonal, shift);
        double[] shifted = _pattern.Diagonal(diagonal);
        for (int e = 0; e < shifted.Length; e++)
        {
            shifted[e] += _matrix[e];
        }
        return _pattern.TryInverseRoot(shifted, _factor);
    }

    private void Take(double[] vector, Span<double> own)
    {
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = vector[_rest[i]];
        }
    }
}
