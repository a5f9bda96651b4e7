using System.Globalization;
using Reparam.Distributions;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution of vectors or matrices with a sampling path: draws, path and density
/// belong together. Seeds are fixed; limits are six standard errors, one false alarm in 5e8 numbers, were the averages
/// normal.</summary>
public abstract class VectorLaws : DistributionLaws
{
    private const int Draws = 20_000;

    /// <summary>Whether there is a formula for the entropy.</summary>
    protected virtual bool HasEntropy => true;

    /// <summary>Whether every draw can be told from the border of the support.</summary>
    protected virtual bool ChecksDraws(Numbers[] parameters) => true;

    /// <summary>Whether the gradients of expectations can be told from rounding.</summary>
    protected virtual bool ChecksPath(Numbers[] parameters) => ChecksDraws(parameters);

    [Fact]
    public void Pathwise_and_score_function_gradients_of_an_expectation_agree_in_every_parameter()
    {
        bool[] told = new bool[ParameterSets[0].Length];
        foreach (Numbers[] parameters in ParameterSets.Where(ChecksPath))
        {
            Tensor[] inputs = [.. parameters.Select((p, i) => Input("p" + i, p.Shape, varies: true))];
            Distribution distribution = Make(inputs);
            Tensor noise = Input("noise", distribution.NoiseShape, varies: true), draw = distribution.FromNoise(noise);
            Tensor flat = Reshape(draw, [draw.Size]), fixedDraw = StopGradient(draw);
            // Of all elements, neither even nor odd, and with moments for every distribution.
            Tensor f = Log1p(Square(Sum(flat * Enumerable.Range(0, draw.Size)
                .Select(static i => 0.5 + 0.25 * (i * 7 % 5)).ToArray()) + 0.5));
            double[] numbers = new double[noise.Size * Draws];
            distribution.Noise.Fill(RandomKey.FromSeed(3), 0, Draws, noise.Size, numbers);
            double[][] values =
                [numbers, .. parameters.Select(p => p.Values.SelectMany(v => Enumerable.Repeat(v, Draws)).ToArray())];
            Tensor[] pathwise = Differentiate.Gradient(f, inputs);
            Tensor[] scores = Differentiate.Gradient(distribution.LogProb(fixedDraw), inputs);
            double[][] result = Evaluation.Run([noise, .. inputs], values,
                [.. pathwise.Concat(scores).Select(Spread), f], Draws);
            double[] integrand = result[^1];
            double average = integrand.Average();
            for (int i = 0; i < inputs.Length; i++)
            {
                for (int e = 0; e < parameters[i].Values.Length; e++)
                {
                    double[] path = result[i].AsSpan(e * Draws, Draws).ToArray();
                    double[] score = result[inputs.Length + i].AsSpan(e * Draws, Draws).ToArray();
                    var (mean, error) = Mean([.. path.Select((p, d) => p - (integrand[d] - average) * score[d])]);
                    Assert.True(Math.Abs(mean) <= 6 * error + 1e-14, string.Create(CultureInfo.InvariantCulture,
                        $"{Name}: the gradients in element {e} of parameter {i + 1} differ by {mean:E3}, " +
                        $"{mean / error:F1} standard errors; the pathwise one is {path.Average():E3}."));
                    told[i] |= Math.Abs(path.Average()) > 6 * error;
                }
            }
        }
        Assert.All(told, static t => Assert.True(t, "No gradient in some parameter stands out from its error."));
    }

    [Fact]
    public void Entropy_is_minus_the_mean_log_density_of_draws()
    {
        foreach (Numbers[] parameters in ParameterSets.Where(ChecksDraws))
        {
            Distribution distribution = Make(parameters);
            if (!HasEntropy)
            {
                Assert.Contains(distribution.GetType().Name,
                    Assert.Throws<NotSupportedException>(() => distribution.Entropy).Message, StringComparison.Ordinal);
                continue;
            }
            Tensor noise = Input("noise", distribution.NoiseShape, varies: true);
            double[] numbers = new double[noise.Size * Draws];
            distribution.Noise.Fill(RandomKey.FromSeed(4), 0, Draws, noise.Size, numbers);
            var (mean, error) = Mean(Evaluation.Run([noise], [numbers],
                [-distribution.LogProb(distribution.FromNoise(noise))], Draws)[0]);
            double entropy = distribution.Entropy.ToDouble();
            Assert.True(Math.Abs(entropy - mean) <= 6 * error + 1e-12, string.Create(CultureInfo.InvariantCulture,
                $"{Name}: the entropy is {entropy:R}, but draws have {mean:R} ± {error:E1}."));
        }
    }

    /// <summary>∫ p(y) dy over a grid of unconstrained space, a point a lane.</summary>
    private protected static double Mass(Distribution distribution, int dimension, double range, double step)
    {
        int side = 2 * (int)Math.Round(range / step) + 1, count = (int)Math.Pow(side, dimension);
        var points = new double[count * dimension];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = (i % count / (int)Math.Pow(side, i / count) % side - side / 2) * step;
        }
        Tensor x = Input("x", [dimension], varies: true);
        var (y, logDet) = distribution.Support.FromUnconstrained.ForwardAndLogDet(x);
        Tensor mass = Exp(distribution.LogProb(y) + Sum(logDet));
        return Evaluation.Run([x], [points], [mass], count)[0].Sum() * Math.Pow(step, dimension);
    }

    private static (double Mean, double Error) Mean(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length / (values.Length - 1)));
    }
}
