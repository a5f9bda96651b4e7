using Reparam.Execution;
using static Reparam.Tensor;

namespace Reparam.Neural.Tests.Vae;

/// <summary>Bounds with several draws of z of networks whose decoders make an image of one.</summary>
public sealed class ConvolutionalTests
{
    private const int Latent = 2, Samples = 3, Pixels = 16;

    private static readonly BoundObjective Weighted = new() { Samples = Samples, IsImportanceWeighted = true };

    /// <summary>An image, which of its pixels are seen, its label, and noise: [latent, samples].</summary>
    private static readonly Dictionary<string, double[]> Example = new()
    {
        ["image"] = [.. Enumerable.Range(0, Pixels).Select(static p => p * 7 % 5 < 2 ? 1.0 : 0)],
        ["seen"] = [.. Enumerable.Range(0, Pixels).Select(static p => p % 3 == 1 ? 0.0 : 1)],
        ["label"] = [1],
        ["latent"] = [0.3, -1.2, 0.8, 1.5, 0.1, -0.7],
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_importance_weighted_bound_is_the_logarithm_of_the_mean_ratio_of_single_draws(bool hasFields)
    {
        VariationalAutoencoder network = Network(hasFields);
        Loss loss = network.Loss(Weighted);
        double Bound(ElementType element) => -Evaluation.Run(
            [.. loss.Inputs.Select(static i => i.Tensor), .. WeightTensors(network)],
            [.. loss.Inputs.Select(static i => Example[i.Name]), .. Values(network)],
            [loss.Total], draws: 1, element: element)[0][0];
        double[] logRatios = LogRatios(network, hasFields);
        double expected = Math.Log(logRatios.Average(Math.Exp));
        Assert.Equal(expected, Bound(ElementType.Double), 1e-12);
        Assert.Equal(expected, Bound(ElementType.Single), 1e-5);
        Assert.True(logRatios.Max() - logRatios.Min() > 0.5, "The comparison would show nothing.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_gradient_is_that_of_central_differences(bool hasFields)
    {
        const double step = 1e-5;
        VariationalAutoencoder network = Network(hasFields);
        Loss loss = network.Loss(Weighted);
        Tensor total = DrawMean(loss.Total);
        Tensor[] weights = WeightTensors(network), gradients = Differentiate.Gradient(total, weights);
        var runner = new PlanRunner(ExecutionPlan.Create(
            [.. loss.Inputs.Select(static i => i.Tensor), .. weights], [total, .. gradients]), draws: 1);
        for (int i = 0; i < loss.Inputs.Count; i++)
        {
            runner.SetByDraw(i, Example[loss.Inputs[i].Name]);
        }
        double[][] values = Values(network);
        double At(int weight, int element, double difference)
        {
            double[] moved = [.. values[weight]];
            moved[element] += difference;
            runner.SetShared(loss.Inputs.Count + weight, moved);
            runner.Run();
            runner.SetShared(loss.Inputs.Count + weight, values[weight]);
            return runner.Shared(0)[0];
        }
        for (int w = 0; w < weights.Length; w++)
        {
            runner.SetShared(loss.Inputs.Count + w, values[w]);
        }
        runner.Run();
        double[][] exact = [.. weights.Select((_, w) => runner.Shared(1 + w).ToArray())];
        for (int w = 0; w < weights.Length; w++)
        {
            Assert.True(exact[w].Max(Math.Abs) > 1e-3, $"Weight {w}: the comparison would show nothing.");
            for (int e = 0; e < exact[w].Length; e++)
            {
                Assert.Equal((At(w, e, step) - At(w, e, -step)) / (2 * step), exact[w][e], 1e-8);
            }
        }
    }

    // Some 180 weights are compared; the greatest of as many standard normal numbers is above 5 once in 9,000 times.
    [Theory]
    [InlineData(1, false, 3, false)]
    [InlineData(5, true, 5, true)]
    public void Several_draws_have_the_gradient_of_one_and_doubly_reparameterised_that_of_plain_on_average(
        int samples, bool isWeighted, int others, bool isDoubly)
    {
        VariationalAutoencoder network = Network(hasFields: false);
        var example = new Dictionary<string, float[]> { ["image"] = [.. Example["image"].Select(static v => (float)v)] };
        WeightValues weights = Weights(network);
        GradientSamples Of(BoundObjective objective, ulong seed) =>
            GradientSamples.Of(network.Loss(objective), weights, example, batches: 40, draws: 250, seed);
        GradientSamples one = Of(new BoundObjective { Samples = samples, IsImportanceWeighted = isWeighted }, 1);
        GradientSamples other = Of(new BoundObjective
        {
            Samples = others,
            IsImportanceWeighted = isWeighted,
            IsDoublyReparameterized = isDoubly,
        }, 2);
        Assert.InRange(one.Distance(other), 0, 5);
        Assert.True(other.Errors.Max() < 0.1 * one.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    /// <summary>log p(x, z) - log q(z | x) of each draw: the network runs for one draw of z, the rest is written
    /// out.</summary>
    private static double[] LogRatios(VariationalAutoencoder network, bool hasFields)
    {
        Tensor image = Input("image", [1, 4, 4]), seen = Input("seen", [1, 4, 4]), label = Input("label", Shape.Scalar),
            noise = Input("latent", [Latent], varies: true);
        Tensor? condition = network.Fields.Condition?.Of(label);
        Tensor encoded = network.Encode(hasFields
            ? new LatentExample(Select(seen, image, 0), seen, condition) : new LatentExample(image));
        Tensor logScale = encoded[Latent..], z = encoded[..Latent] + Exp(logScale) * noise;
        double[][] results = Evaluation.Run(
            [image, seen, label, noise, .. WeightTensors(network)],
            [Example["image"], Example["seen"], Example["label"], Example["latent"], .. Values(network)],
            [Spread(logScale), z, network.Decode(z, condition)], Samples);
        return [.. Enumerable.Range(0, Samples).Select(draw =>
        {
            double At(int result, int element) => results[result][element * Samples + draw];
            double sum = 0;
            for (int p = 0; p < Pixels; p++)
            {
                double logit = At(2, p);
                sum += !hasFields || Example["seen"][p] != 0
                    ? Example["image"][p] * logit - Math.Log(1 + Math.Exp(logit)) : 0;
            }
            for (int d = 0; d < Latent; d++)
            {
                sum += 0.5 * (Math.Pow(Example["latent"][d * Samples + draw], 2) - Math.Pow(At(1, d), 2)) + At(0, d);
            }
            return sum;
        })];
    }

    /// <summary>Smooth, as differences across a kink are no derivatives.</summary>
    private static VariationalAutoencoder Network(bool hasFields) => VariationalAutoencoder.Convolutional(
        [1, 4, 4], [2, 3], Latent, activation: Tanh, fields: hasFields
            ? new ModelFields { Condition = Condition.Label(3), HasMask = true } : null);

    /// <summary>Weights at which q is not the prior and the decoder not constant.</summary>
    private static WeightValues Weights(VariationalAutoencoder network) => WeightValues.From(network,
        WeightValues.Initial(network, 3).ToDictionary()
            .ToDictionary(static v => v.Key, static v => v.Value.Select(static x => 2 * x).ToArray()));

    private static Tensor[] WeightTensors(VariationalAutoencoder network) =>
        [.. network.Weights.Select(static w => w.Weight.Tensor)];

    private static double[][] Values(VariationalAutoencoder network)
    {
        WeightValues weights = Weights(network);
        return [.. network.Weights.Select(w => weights[w.Name].ToArray().Select(static v => (double)v).ToArray())];
    }
}
