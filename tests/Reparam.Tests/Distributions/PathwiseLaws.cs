using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution with a sampling path: draws follow the distribution function, and the
/// gradient through the path is that of the expectation. Noise is laid out evenly, so no test has a false
/// alarm.</summary>
public abstract class PathwiseLaws : ScalarLaws
{
    /// <summary>The distribution function.</summary>
    protected abstract double Cdf(double x, double[] p);

    /// <summary>A function of the draw.</summary>
    protected abstract Tensor Integrand(Tensor x);

    /// <summary>Its expectation in closed form.</summary>
    protected abstract Tensor Expectation(Tensor[] p);

    [Fact]
    public void Draws_of_evenly_spaced_noise_follow_the_distribution_function()
    {
        const int n = 2000;
        foreach (Numbers[] parameters in ParameterSets)
        {
            double[] numbers = [.. parameters.SelectMany(p => p.Values)];
            var path = (IPathwise)Make(parameters);
            double[] noise = [.. Enumerable.Range(0, n).Select(i => (i + 0.5) / n).Select(u => path.Noise switch
            {
                NoiseKind.Normal => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, u),
                NoiseKind.Exponential => -Math.Log(1 - u),
                _ => u,
            })];
            double[] draws = path.FromNoise(noise).ToArray();
            Array.Sort(draws);
            // The statistic of Kolmogorov and Smirnov, which even spacing brings down to half a step for a path that
            // folds the noise in two, and to rounding for one that does not.
            double distance = draws.Select((x, i) => Math.Abs(Cdf(x, numbers) - (i + 0.5) / n)).Max();
            Assert.True(distance <= 0.5 / n + 1e-12, $"{Name}: distance {distance}.");
        }
    }

    [Fact]
    public void Pathwise_gradient_is_the_gradient_of_the_expectation_in_every_parameter()
    {
        foreach (Numbers[] parameters in ParameterSets)
        {
            Tensor[] inputs = [.. parameters.Select((p, i) => Input("p" + i, p.Shape))];
            var path = (IPathwise)Make(inputs);
            (double[] noise, double[] weights) = Quadrature.Over(path.Noise);
            Tensor estimate = Sum(weights * Integrand(path.FromNoise(noise)));
            Tensor expectation = Expectation(inputs);
            double[][] result = Evaluation.Run(inputs, [.. parameters.Select(p => p.Values)],
                [estimate, .. Differentiate.Gradient(estimate, inputs), expectation,
                    .. Differentiate.Gradient(expectation, inputs)], 1);
            for (int i = 0; i <= inputs.Length; i++)
            {
                AssertClose(result[inputs.Length + 1 + i][0], result[i][0], 1e-11,
                    $"{Name}: {(i == 0 ? "the expectation" : $"its pathwise gradient in parameter {i}")}");
            }
        }
    }
}
