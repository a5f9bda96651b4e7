using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>GARCH(1, 1) of 200 returns, without priors: x = (mu, log alpha0, logit alpha1,
/// logit beta1 / (1 - alpha1)).</summary>
internal static class GarchPosterior
{
    public static PublishedPosterior? Create()
    {
        if (PosteriorData.Read("garch") is not { } data)
        {
            return null;
        }
        double[] y = data.Numbers("y");
        double first = data.Number("sigma1");
        return new PublishedPosterior(Model(y, first), "garch",
        [
            StanVariable.Integer("T", y.Length), StanVariable.Reals("y", y), StanVariable.Real("sigma1", first),
        ]);
    }

    /// <param name="y">The returns.</param>
    /// <param name="firstScale">The standard deviation of the first.</param>
    public static Model Model(double[] y, double firstScale) => Reparam.Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Flat(Support.Real));
        Tensor alpha0 = m.Sample("alpha0", new Flat(Support.Positive));
        Tensor alpha1 = m.Sample("alpha1", new Flat(Support.UnitInterval));
        Tensor beta1 = m.Sample("beta1", new Flat(Support.Interval(0, 1 - alpha1)));
        Tensor variance = Scan(firstScale * firstScale, y[..^1],
            (before, previous) => alpha0 + alpha1 * Square(previous - mu) + beta1 * before);
        Tensor first = new double[] { firstScale * firstScale };
        m.Observe("y", new Normal(mu, Sqrt(Concatenate([first, variance]))), y);
    });
}
