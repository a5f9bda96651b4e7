using Reparam.Variational;

namespace Reparam.Neural.Tests.Training;

public sealed class LossEvaluatorTests
{
    private static readonly ExampleSet Digits = ExampleSets.Digits().Take(130);

    private static readonly Linear Network = new(64, 1);

    private static readonly WeightValues Weights = WeightValues.Initial(Network, 1);

    [Theory]
    [InlineData(130, 1)]
    [InlineData(60, 1)]
    [InlineData(60, 3)]
    [InlineData(1, 2)]
    public void It_is_the_average_over_each_example_once(int batch, int threads)
    {
        double[] values = Values();
        TrainingAverages averages = Evaluator(batch, threads, 130).Run(Weights, 7);
        Assert.Equal(values.Average(), averages.Terms["value"], 1e-6);
        Assert.Equal(values.Average(v => v * v), averages.Metrics["square"], 1e-6);
        // Half at step 7, as the schedule says.
        Assert.Equal(0.5 * values.Average(), averages.Loss, 1e-6);
        Assert.Equal(-averages.Loss, averages.Bound);
        Assert.Equal(values.Take(61).Average(), Evaluator(batch, threads, 61).Run(Weights).Terms["value"], 1e-6);
    }

    [Fact]
    public void The_noise_is_the_same_each_time()
    {
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([1, 8, 8], [10], 2);
        WeightValues weights = WeightValues.Initial(network, 1);
        var noise = new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Binarised };
        LossEvaluator Of(int threads) => new(
            network.Loss(), new ExampleBatches(Digits, 50, 1, noise, isShuffled: false), 130, threads);
        LossEvaluator one = Of(1);
        double first = one.Run(weights).Bound;
        Assert.Equal(first, one.Run(weights, 1000).Bound);
        Assert.Equal(first, Of(2).Run(weights).Bound);
    }

    private static double[] Values()
    {
        float[] images = Digits.Numbers("image");
        return [.. Enumerable.Range(0, 130).Select(i => Weights["bias"][0] +
            Enumerable.Range(0, 64).Sum(p => (double)Weights["weight"][p] * images[64 * i + p]))];
    }

    private static LossEvaluator Evaluator(int batch, int threads, int count)
    {
        var loss = Loss.Define(Network, builder =>
        {
            Tensor value = Network.Apply(Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]))[0];
            builder.Term("value", value, builder.Scheduled("weight", new WarmUp(new ConstantStepSize(1), 16)));
            builder.Metric("square", Tensor.Square(value));
        });
        return new LossEvaluator(loss, new ExampleBatches(Digits, batch, 1, isShuffled: false), count, threads);
    }
}
