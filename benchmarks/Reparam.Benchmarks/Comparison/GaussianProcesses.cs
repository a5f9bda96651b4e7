using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Comparison;

/// <summary>
/// A Gaussian process with the squared exponential covariance, alpha² exp(-(s - t)² / (2 rho²)), and sigma on the
/// diagonal: x = (log rho, log alpha, log sigma).
/// </summary>
internal static class GaussianProcesses
{
    private const int SimulatedPoints = 500;

    /// <summary>Eleven points.</summary>
    public static ComparisonModel? Published() => PosteriorData.Read("gp_pois_regr") is { } data
        ? Create(data.Numbers("x"), data.Numbers("y"))
        : null;

    /// <summary>Five hundred points of a curve with a little noise of fixed digits.</summary>
    public static ComparisonModel Simulated()
    {
        double[] x = [.. Enumerable.Range(0, SimulatedPoints).Select(i => -10 + 20.0 * i / (SimulatedPoints - 1))];
        double[] y = [.. x.Select((t, i) =>
            2 * Math.Sin(0.8 * t) + Math.Cos(0.31 * t) + 0.3 * Math.Sin(12.9898 * i * i))];
        return Create(x, y);
    }

    private static ComparisonModel Create(double[] x, double[] y)
    {
        int n = x.Length;
        double[] squares = [.. x.SelectMany(s => x.Select(t => (s - t) * (s - t)))];
        double[] ones = [.. Enumerable.Repeat(1.0, n)];
        Model model = Model.Define(m =>
        {
            Tensor rho = m.Sample("rho", new Gamma(25, 4));
            Tensor alpha = m.Sample("alpha", new HalfNormal(2));
            Tensor sigma = m.Sample("sigma", new HalfNormal(1));
            Tensor covariance = Square(alpha) * Exp(From(squares, [n, n]) * (-0.5 / Square(rho)))
                + DiagonalMatrix(sigma * ones);
            m.Observe("y", new MultivariateNormal(new double[n], Cholesky(covariance)), y);
        });
        return new ComparisonModel(model.LogDensity,
            [StanVariable.Integer("N", n), StanVariable.Reals("x", x), StanVariable.Reals("y", y)]);
    }
}
