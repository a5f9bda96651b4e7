using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>A mixture of two normal distributions, 1,000 rows: x = (mu[1], log(mu[2] - mu[1]), log sigma[1..2],
/// logit theta).</summary>
internal static class MixturePosterior
{
    public static PublishedPosterior? Create()
    {
        if (PosteriorData.Read("low_dim_gauss_mix") is not { } data)
        {
            return null;
        }
        double[] y = data.Numbers("y");
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Flat(Support.Ordered, length: 2));
            m.Factor("mu prior", new Normal(0, 2).LogProb(mu));
            Tensor sigma = m.Plate("component", 2).Sample("sigma", new HalfNormal(2));
            Tensor theta = m.Sample("theta", new Beta(5, 5));
            Tensor component = m.Plate("row", y.Length).Sample("component", new Categorical(Stack(theta, 1 - theta)));
            m.Observe("y", new Normal(Gather(mu, component), Gather(sigma, component)), y);
        });
        return new PublishedPosterior(
            model, "mixture", [StanVariable.Integer("N", y.Length), StanVariable.Reals("y", y)]);
    }
}
