using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>
/// A linear regression on 24 columns with unknown noise, on simulated data; x = (a, b[1], ..., b[24], log sigma).
/// Its log density is evaluated through the triangular factor of the data, so its time should not depend on the number
/// of rows; the loop by hand goes over them.
/// </summary>
internal sealed class LinearRegression : IHandWritten
{
    private const int Columns = 24;

    private readonly double[] _design;
    private readonly double[] _response;

    private LinearRegression(int rows)
    {
        _design = new double[rows * Columns];
        _response = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            _response[i] = 1 + Math.Sin(7.3 * i);
            for (int j = 0; j < Columns; j++)
            {
                _design[i * Columns + j] = Math.Cos(1.7 * i * (j + 1) + j);
                _response[i] += _design[i * Columns + j] / (j + 1);
            }
        }
    }

    public static BenchmarkModel Create(int rows)
    {
        var data = new LinearRegression(rows);
        Model model = Model.Define(m =>
        {
            Tensor a = m.Sample("a", new Normal(0, 5));
            Tensor b = m.Plate("predictor", Columns).Sample("b", new Normal(0, 2.5));
            Tensor sigma = m.Sample("sigma", new Exponential(1));
            m.Observe("y", new Normal(a + MatMul(From(data._design, [rows, Columns]), b), sigma), data._response);
        });
        return new BenchmarkModel(
            FormattableString.Invariant($"linear regression, {rows:N0} rows of {Columns} columns, simulated"),
            model, data, Target: null);
    }

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double a = x[0], logSigma = x[^1], sigma = Math.Exp(logSigma);
        ReadOnlySpan<double> b = x[1..^1];
        int rows = _response.Length;
        gradient.Clear();
        double squares = 0;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> row = _design.AsSpan(i * Columns, Columns);
            double residual = _response[i] - a;
            for (int j = 0; j < Columns; j++)
            {
                residual -= row[j] * b[j];
            }
            squares += residual * residual;
            gradient[0] += residual;
            for (int j = 0; j < Columns; j++)
            {
                gradient[j + 1] += residual * row[j];
            }
        }
        double precision = 1 / (sigma * sigma), logRootTwoPi = 0.5 * Math.Log(2 * Math.PI);
        double value = -0.5 * squares * precision - rows * (logSigma + logRootTwoPi)
            - a * a / 50 - Math.Log(5) - logRootTwoPi - Columns * (Math.Log(2.5) + logRootTwoPi) - sigma + logSigma;
        gradient[0] = gradient[0] * precision - a / 25;
        for (int j = 0; j < Columns; j++)
        {
            value -= b[j] * b[j] / 12.5;
            gradient[j + 1] = gradient[j + 1] * precision - b[j] / 6.25;
        }
        gradient[^1] = squares * precision - rows - sigma + 1;
        return value;
    }
}
