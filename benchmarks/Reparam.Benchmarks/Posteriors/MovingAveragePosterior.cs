using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>ARMA(1, 1) of 200 values: x = (mu, phi, theta, log sigma).</summary>
internal static class MovingAveragePosterior
{
    public static PublishedPosterior? Create()
    {
        if (PosteriorData.Read("arma") is not { } data)
        {
            return null;
        }
        double[] y = data.Numbers("y");
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 10));
            Tensor phi = m.Sample("phi", new Normal(0, 2)), theta = m.Sample("theta", new Normal(0, 2));
            Tensor sigma = m.Sample("sigma", new HalfCauchy(2.5));
            // Before the first value stands the mean itself, without an error.
            Tensor previous = Concatenate([Reshape(mu, [1]), y[..^1]]);
            var (_, errors) = Scan([0.0], [y, previous], (error, now) =>
            {
                Tensor next = now[0] - (mu + phi * now[1] + theta * error[0]);
                return ([next], [next]);
            });
            m.Factor("y", new Normal(0, sigma).LogProb(errors[0]));
        });
        return new PublishedPosterior(
            model, "arma", [StanVariable.Integer("T", y.Length), StanVariable.Reals("y", y)]);
    }
}
