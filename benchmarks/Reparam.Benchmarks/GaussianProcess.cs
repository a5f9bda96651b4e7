using System.Runtime.Intrinsics;
using Reparam.Execution;
using Reparam.Numerics;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>The log density of a Gaussian process with a squared exponential covariance at n points, and its gradient
/// in log scale, log length and log noise: by the library, and by loops written by hand around OpenBLAS.</summary>
/// <remarks>By hand the gradient is ½ tr((αα′ - K⁻¹) ∂K), with K⁻¹ by dpotri (Rasmussen and Williams 2006, eq.
/// 5.9).</remarks>
internal sealed unsafe class GaussianProcess
{
    private readonly int _n;
    private readonly int _draws;
    private readonly double[] _y;
    private readonly double[] _points;
    private readonly PlanRunner _runner;
    private readonly double[] _values;
    private readonly double[] _gradients;
    private readonly double[] _handValues;
    private readonly double[] _handGradients;
    private readonly AlignedBuffer _squares;
    private readonly AlignedBuffer _kernel;
    private readonly AlignedBuffer _factor;
    private readonly AlignedBuffer _solution;

    public GaussianProcess(int n, int draws)
    {
        (_n, _draws) = (n, draws);
        _y = [.. Enumerable.Range(0, n).Select(i => Math.Sin(0.07 * i) + 0.3 * Math.Cos(1.7 * i))];
        double[] position = [.. Enumerable.Range(0, n).Select(i => 0.05 * i)];
        _points = new double[3 * draws];
        for (int d = 0; d < draws; d++)
        {
            (_points[d], _points[draws + d], _points[2 * draws + d]) = (0.1 + 0.02 * d, -0.3 + 0.03 * d, -1 - 0.01 * d);
        }
        (_values, _gradients) = (new double[draws], new double[3 * draws]);
        (_handValues, _handGradients) = (new double[draws], new double[3 * draws]);
        _squares = new AlignedBuffer(n * n);
        for (int e = 0; e < n * n; e++)
        {
            double apart = position[e / n] - position[e % n];
            _squares.Span[e] = apart * apart;
        }
        (_kernel, _factor) = (new AlignedBuffer(n * n + 8), new AlignedBuffer(n * n));
        _solution = new AlignedBuffer(n);
        Tensor x = Input("x", [3], varies: draws > 1);
        Tensor value = LogDensity(x);
        _runner = new PlanRunner(ExecutionPlan.Create([x], [value, Differentiate.Gradient(value, x)[0]]), draws);
    }

    /// <summary>The value as a model would say it.</summary>
    private Tensor LogDensity(Tensor x)
    {
        Tensor scale = Exp(x[0]), length = Exp(x[1]), noise = Exp(x[2]);
        Tensor squares = From(_squares.Span[..(_n * _n)].ToArray(), [_n, _n]);
        Tensor covariance = scale * scale * Exp(squares * (-0.5 / (length * length)))
            + noise * noise * DiagonalMatrix(Full(1, [_n]));
        Tensor lower = Cholesky(covariance);
        return new Distributions.MultivariateNormal(Full(0, [_n]), lower).LogProb(From(_y, [_n]));
    }

    public void Reparam()
    {
        if (_draws > 1)
        {
            _runner.SetByDraw(0, _points);
        }
        else
        {
            _runner.SetShared(0, _points);
        }
        _runner.Run();
        _runner.CopyByDraw(0, _values);
        _runner.CopyByDraw(1, _gradients);
    }

    public void OnOpenBlas(OpenBlas blas)
    {
        for (int d = 0; d < _draws; d++)
        {
            One(blas, d);
        }
    }

    /// <summary>Throws unless both gave the same.</summary>
    public void Check(OpenBlas blas)
    {
        Reparam();
        OnOpenBlas(blas);
        foreach ((double ours, double theirs) in _values.Zip(_handValues).Concat(_gradients.Zip(_handGradients)))
        {
            if (!(Math.Abs(ours - theirs) <= 1e-8 * (1 + Math.Abs(theirs))))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Gaussian process: {ours:R} by the library, {theirs:R} by hand; they should agree."));
            }
        }
    }

    private void One(OpenBlas blas, int draw)
    {
        double scale = Math.Exp(_points[draw]), length = Math.Exp(_points[_draws + draw]);
        double noise = Math.Exp(_points[2 * _draws + draw]);
        double* kernel = _kernel.Pointer, factor = _factor.Pointer, squares = _squares.Pointer;
        var (factorOf, variance) = (Vector512.Create(-0.5 / (length * length)), Vector512.Create(scale * scale));
        for (int e = 0; e < _n * _n; e += 8)
        {
            Vector512<double> k = variance * LaneMath.Exp(Vector512.Load(squares + e) * factorOf);
            k.Store(kernel + e);
            k.Store(factor + e);
        }
        for (int i = 0; i < _n; i++)
        {
            factor[i * _n + i] += noise * noise;
        }
        blas.Factor(factor, _n);
        double logDeterminant = 0;
        for (int i = 0; i < _n; i++)
        {
            logDeterminant += Math.Log(factor[i * _n + i]);
        }
        double* alpha = _solution.Pointer;
        _y.CopyTo(_solution.Span);
        blas.SolveFactored(factor, _n, alpha);
        double fit = 0;
        for (int i = 0; i < _n; i++)
        {
            fit += _y[i] * alpha[i];
        }
        blas.Invert(factor, _n);
        double byScale = 0, byLength = 0, trace = 0;
        for (int i = 0; i < _n; i++)
        {
            // By symmetry, what is below the diagonal counts twice. LAPACK's lower triangle by columns is the upper by
            // rows.
            var (sum, sumSquares) = (Vector512<double>.Zero, Vector512<double>.Zero);
            int j = i + 1;
            for (; j + 8 <= _n; j += 8)
            {
                Vector512<double> outer = alpha[i] * Vector512.Load(alpha + j) - Vector512.Load(factor + i * _n + j);
                Vector512<double> weighted = outer * Vector512.Load(kernel + i * _n + j);
                sum += weighted;
                sumSquares += weighted * Vector512.Load(squares + i * _n + j);
            }
            double rest = Vector512.Sum(sum), restSquares = Vector512.Sum(sumSquares);
            for (; j < _n; j++)
            {
                double weighted = (alpha[i] * alpha[j] - factor[i * _n + j]) * kernel[i * _n + j];
                rest += weighted;
                restSquares += weighted * squares[i * _n + j];
            }
            double diagonal = alpha[i] * alpha[i] - factor[i * _n + i];
            byScale += 2 * rest + diagonal * kernel[i * _n + i];
            byLength += 2 * restSquares;
            trace += diagonal;
        }
        _handValues[draw] = -0.5 * fit - logDeterminant - 0.5 * _n * Math.Log(2 * Math.PI);
        _handGradients[draw] = byScale;
        _handGradients[_draws + draw] = 0.5 * byLength / (length * length);
        _handGradients[2 * _draws + draw] = noise * noise * trace;
    }
}
