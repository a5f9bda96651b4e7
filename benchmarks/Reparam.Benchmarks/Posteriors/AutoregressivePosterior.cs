using Reparam.Distributions;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>A series on its last five values, 200 rows: x = (alpha, beta[1..5], log sigma).</summary>
internal static class AutoregressivePosterior
{
    public static PublishedPosterior? Create()
    {
        if (PosteriorData.Read("arK") is not { } data)
        {
            return null;
        }
        double[] y = data.Numbers("y");
        int lags = data.Count("K");
        Model model = Model.Define(m =>
        {
            Tensor alpha = m.Sample("alpha", new Normal(0, 10));
            Tensor beta = m.Plate("lag", lags).Sample("beta", new Normal(0, 10));
            Tensor sigma = m.Sample("sigma", new HalfCauchy(2.5));
            Tensor mean = alpha;
            for (int k = 0; k < lags; k++)
            {
                mean += beta[k] * y[(lags - 1 - k)..(y.Length - 1 - k)];
            }
            m.Observe("y", new Normal(mean, sigma), y[lags..]);
        });
        return new PublishedPosterior(model, "arK",
            [StanVariable.Integer("K", lags), StanVariable.Integer("T", y.Length), StanVariable.Reals("y", y)]);
    }
}
