using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>
/// A Gaussian process with the squared exponential covariance, alpha² exp(-(s - t)² / (2 rho²)), and sigma on the
/// diagonal: x = (log rho, log alpha, log sigma).
/// </summary>
internal static class GaussianProcessPosterior
{
    /// <summary>Eleven points.</summary>
    public static PublishedPosterior? Create() => PosteriorData.Read("gp_pois_regr") is { } data
        ? Create(data.Numbers("x"), data.Numbers("y"))
        : null;

    /// <summary>Any points.</summary>
    public static PublishedPosterior Create(double[] x, double[] y)
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
        return new PublishedPosterior(model, "gp",
            [StanVariable.Integer("N", n), StanVariable.Reals("x", x), StanVariable.Reals("y", y)]);
    }
}
