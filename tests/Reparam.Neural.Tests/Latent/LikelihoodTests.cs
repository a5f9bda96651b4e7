using Reparam.Distributions;
using Reparam.Execution;

namespace Reparam.Neural.Tests.Latent;

/// <summary>Densities against closed forms, in double and in float.</summary>
public sealed class LikelihoodTests
{
    private static readonly double[] Locations = [-0.3, 0.2, 0.5, 1.4], Logs = [-3, -1.2, 0.3, -2];

    [Fact]
    public void White_is_one_or_the_last_class_and_what_has_no_densities_is_discrete()
    {
        Likelihood[] all = [Likelihood.Bernoulli, Likelihood.Normal(), Likelihood.StudentT(),
            Likelihood.Categorical(17), Likelihood.DiscretizedLogistic(4)];
        Assert.Equal([1.0, 1.0, 1.0, 16.0, 1.0], all.Select(likelihood => likelihood.White));
        Assert.Equal([true, false, false, true, true], all.Select(likelihood => likelihood.IsDiscrete));
    }

    [Fact]
    public void A_discretised_logistic_has_the_mass_of_the_logistic_on_the_interval_of_each_level()
    {
        const int levels = 16;
        foreach ((double location, double log) in Locations.Zip(Logs))
        {
            double[] levelsOf = [.. Enumerable.Range(0, levels).Select(i => i / (levels - 1.0))];
            double[] found = LogProb(Likelihood.DiscretizedLogistic(levels), [location, log], levelsOf);
            double Cdf(double edge) => 1 / (1 + Math.Exp(-(edge - location) * Math.Exp(-log)));
            for (int i = 0; i < levels; i++)
            {
                double lower = i == 0 ? 0 : Cdf((i - 0.5) / (levels - 1));
                double upper = i == levels - 1 ? 1 : Cdf((i + 0.5) / (levels - 1));
                Assert.Equal(upper - lower, Math.Exp(found[i]), 1e-12);
            }
            Assert.Equal(1, found.Sum(Math.Exp), 1e-12);
        }
    }

    [Fact]
    public void A_discretised_logistic_far_from_the_level_has_a_finite_density_and_gradient_in_floats()
    {
        foreach (double location in (double[])[-1e6, -1e5, 1e5, 1e6])
        {
            Tensor parameters = Tensor.Input("parameters", [2], varies: true);
            Tensor density = Likelihood.DiscretizedLogistic().LogProb(parameters, (double[])[0.5])[0];
            Tensor gradient = Differentiate.Gradient(Tensor.DrawSum(density), parameters)[0];
            double[][] results = Evaluation.Run([parameters], [[location, 0]], [density, gradient], 1,
                element: ElementType.Single);
            Assert.Equal(-Math.Abs(location - 0.5) + Math.Log(1 / 255.0), results[0][0], 1e-5 * Math.Abs(location));
            Assert.All(results[1], value => Assert.True(double.IsFinite(value)));
        }
    }

    [Fact]
    public void Normal_and_t_have_the_densities_of_their_distributions_with_a_least_scale()
    {
        foreach ((double location, double log) in Locations.Zip(Logs))
        {
            double[] x = [-2, 0, 0.7, 5];
            double scale = Math.Exp(log) + 0.05;
            AssertClose(new Normal(location, scale).LogProb(x), Likelihood.Normal(0.05), [location, log], x);
            AssertClose(new StudentT(3, location, scale).LogProb(x), Likelihood.StudentT(3, 0.05), [location, log], x);
        }
    }

    [Fact]
    public void A_categorical_element_has_the_softmax_of_its_logits()
    {
        double[] logits = [0.3, -1, 2];
        double total = logits.Sum(Math.Exp);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(logits[c] - Math.Log(total),
                LogProb(Likelihood.Categorical(3), logits, [c])[0], 1e-12);
        }
        Assert.Equal((Math.Exp(-1) + 2 * Math.Exp(2)) / total,
            Likelihood.Categorical(3).Mean(logits).ToArray()[0], 1e-12);
    }

    [Fact]
    public void Draws_have_the_frequencies_of_the_density()
    {
        // 20,000 draws: five standard errors, false alarms below 1e-5 for all classes.
        const int draws = 20_000;
        Tensor uniform = Tensor.Input("uniform", [1], varies: true);
        double[] noise = new double[draws];
        Random.Noise.FillUniform(Random.RandomKey.FromSeed(3), 0, 0, draws, 0, 1, noise);
        double[] logits = [0.3, -1, 2];
        double[] drawn = Evaluation.Run(
            [uniform], [noise], [Likelihood.Categorical(3).Draw(logits, uniform)], draws)[0];
        for (int c = 0; c < 3; c++)
        {
            double expected = Math.Exp(logits[c]) / logits.Sum(Math.Exp);
            Assert.Equal(expected, drawn.Count(d => d == c) / (double)draws,
                5 * Math.Sqrt(expected * (1 - expected) / draws));
        }
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name()
    {
        Assert.Equal("leastScale",
            Assert.Throws<ArgumentOutOfRangeException>(() => Likelihood.Normal(-1)).ParamName);
        Assert.Equal("degreesOfFreedom",
            Assert.Throws<ArgumentOutOfRangeException>(() => Likelihood.StudentT(0)).ParamName);
        Assert.Equal("levels",
            Assert.Throws<ArgumentOutOfRangeException>(() => Likelihood.DiscretizedLogistic(1)).ParamName);
        Assert.Equal("classes",
            Assert.Throws<ArgumentOutOfRangeException>(() => Likelihood.Categorical(1)).ParamName);
    }

    /// <summary>Of elements with the same parameters.</summary>
    private static double[] LogProb(Likelihood likelihood, double[] parameters, double[] x) =>
        likelihood.LogProb(
            parameters.SelectMany(p => Enumerable.Repeat(p, x.Length)).ToArray(), x).ToArray();

    private static void AssertClose(Tensor expected, Likelihood likelihood, double[] parameters, double[] x) =>
        Assert.All(expected.ToArray().Zip(LogProb(likelihood, parameters, x)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
