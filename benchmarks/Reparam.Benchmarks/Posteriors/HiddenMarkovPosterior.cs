using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>A hidden Markov chain of two states over 100 observations, x = (logit theta1[1], logit theta2[1], log
/// mu[1], log(mu[2] - mu[1])).</summary>
internal static class HiddenMarkovPosterior
{
    public static PublishedPosterior? Create()
    {
        if (PosteriorData.Read("hmm_example") is not { } data)
        {
            return null;
        }
        double[] y = data.Numbers("y");
        return new PublishedPosterior(Model(y), "hmm",
            [StanVariable.Integer("N", y.Length), StanVariable.Integer("K", 2), StanVariable.Reals("y", y)]);
    }

    public static Model Model(double[] y) => Reparam.Model.Define(m =>
    {
        Tensor first = m.Sample("theta1", new Flat(Support.Simplex, length: 2));
        Tensor second = m.Sample("theta2", new Flat(Support.Simplex, length: 2));
        Tensor mu = m.Sample("mu", new Flat(Support.PositiveOrdered, length: 2));
        m.Factor("mu prior", new Normal(new double[] { 3, 10 }, 1).LogProb(mu));
        m.Observe("y", new HiddenMarkovModel(new double[2], Stack(first, second), new Normal(mu, 1), y.Length), y);
    });
}
