using System.Globalization;
using Reparam.Distributions;
using Reparam.Numerics;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.DoublyStochastic;

/// <summary>
/// Boston house prices by a Gaussian process with covariance s² exp(-½ Σ wⱼ² (xⱼ - x′ⱼ)²) + σ²: the posterior of its
/// hyperparameters w, s and σ, and predictions. Inputs and prices are standardised by the training set.
/// </summary>
internal sealed class HousePrices
{
    /// <summary>In ten parts, of which one is for testing.</summary>
    public const int Folds = 10;

    private readonly double[][] _train, _test;
    private readonly double[] _prices, _testPrices;
    private readonly double _unit;

    private HousePrices(double[][] train, double[][] test, double[] prices, double[] testPrices, double unit) =>
        (_train, _test, _prices, _testPrices, _unit) = (train, test, prices, testPrices, unit);

    public int Inputs => _train[0].Length;

    public int Rows => _train.Length;

    /// <summary>x = (w, log s, log σ).</summary>
    public Model Model()
    {
        int n = Rows;
        var distances = new double[Inputs, n * n];
        for (int j = 0; j < Inputs; j++)
        {
            for (int i = 0; i < n * n; i++)
            {
                distances[j, i] = -0.5 * Math.Pow(_train[i / n][j] - _train[i % n][j], 2);
            }
        }
        return Reparam.Model.Define(m =>
        {
            Tensor w = m.Plate("input", Inputs).Sample("w", new Normal(0, 1));
            Tensor s = m.Sample("s", new LogNormal(0, 1)), sigma = m.Sample("sigma", new LogNormal(-1, 1));
            Tensor covariance = Square(s) * Exp(Reshape(MatMul(Square(w), distances), [n, n]))
                + (Square(sigma) + 1e-6) * DiagonalMatrix(Full(1, [n]));
            m.Observe("price", new MultivariateNormal(Full(0, [n]), Cholesky(covariance)), _prices);
        });
    }

    /// <summary>The square of the error relative to the variance, and the mean of -log of the predictive density in the
    /// unit of the prices, averaged over hyperparameters.</summary>
    /// <param name="points">[element · draws + draw].</param>
    /// <param name="draws">Their number.</param>
    public (double SquaredError, double NegativeLogDensity) Test(double[] points, int draws)
    {
        var (means, variances) = (new double[draws][], new double[draws][]);
        Parallel.For(0, draws, d => (means[d], variances[d]) =
            Predict([.. Enumerable.Range(0, Inputs + 2).Select(e => points[e * draws + d])]));
        double squares = 0, spread = 0, logs = 0, average = _testPrices.Average();
        for (int i = 0; i < _test.Length; i++)
        {
            double mean = means.Average(m => m[i]);
            squares += Math.Pow(mean - _testPrices[i], 2);
            spread += Math.Pow(_testPrices[i] - average, 2);
            logs -= Math.Log(Enumerable.Range(0, draws).Average(d =>
                Math.Exp(-0.5 * Math.Pow(_testPrices[i] - means[d][i], 2) / variances[d][i])
                / Math.Sqrt(2 * Math.PI * variances[d][i])) / _unit);
        }
        return (squares / spread, logs / _test.Length);
    }

    /// <summary>A part for testing; null where the data are not there.</summary>
    public static HousePrices? Fold(int fold)
    {
        if (ReferenceData.Find("boston", "boston.csv.gz") is not { } path)
        {
            return null;
        }
        double[][] rows = [.. BinaryData.Lines(path).Skip(1).Select(line =>
            line.Split(',').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray())];
        // The table is in the order of the towns.
        var order = new RandomPermutation(RandomKey.FromSeed(506), rows.Length);
        rows = [.. Enumerable.Range(0, rows.Length).Select(i => rows[order[i]])];
        double[][] train = [.. rows.Where((_, i) => i % Folds != fold)];
        double[][] test = [.. rows.Where((_, i) => i % Folds == fold)];
        int width = rows[0].Length;
        double[] means = [.. Enumerable.Range(0, width).Select(c => train.Average(r => r[c]))];
        double[] deviations = [.. Enumerable.Range(0, width)
            .Select(c => Math.Sqrt(train.Average(r => Math.Pow(r[c] - means[c], 2))))];
        double[] Standardized(double[] row) => [.. row.Select((x, c) => (x - means[c]) / deviations[c])];
        double[][] a = [.. train.Select(Standardized)], b = [.. test.Select(Standardized)];
        return new HousePrices([.. a.Select(r => r[..^1])], [.. b.Select(r => r[..^1])],
            [.. a.Select(r => r[^1])], [.. b.Select(r => r[^1])], deviations[^1]);
    }

    private (double[] Means, double[] Variances) Predict(double[] x)
    {
        int n = Rows;
        double signal = Math.Exp(2 * x[^2]), noise = Math.Exp(2 * x[^1]) + 1e-6;
        double Covariance(double[] p, double[] q)
        {
            double sum = 0;
            for (int j = 0; j < p.Length; j++)
            {
                sum += Math.Pow(x[j] * (p[j] - q[j]), 2);
            }
            return signal * Math.Exp(-0.5 * sum);
        }
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[i * n + j] = Covariance(_train[i], _train[j]) + (i == j ? noise : 0);
            }
        }
        DenseCholesky.TryFactor(matrix, 0, matrix, n);
        double[] solved = [.. _prices];
        DenseCholesky.SolveLower(matrix, solved);
        var (means, variances) = (new double[_test.Length], new double[_test.Length]);
        for (int t = 0; t < _test.Length; t++)
        {
            double[] cross = [.. _train.Select(row => Covariance(row, _test[t]))];
            DenseCholesky.SolveLower(matrix, cross);
            means[t] = DenseCholesky.InnerProduct(cross, solved);
            variances[t] = signal + noise - DenseCholesky.InnerProduct(cross, cross);
        }
        return (means, variances);
    }
}
