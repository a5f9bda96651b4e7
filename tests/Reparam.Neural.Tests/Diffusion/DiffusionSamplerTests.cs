namespace Reparam.Neural.Tests.Diffusion;

public sealed class DiffusionSamplerTests
{
    private const double First = 8, Last = -8;

    private static readonly DiffusionModel Model = new(new GaussianDenoiser(Prediction.Velocity),
        new LinearLogRatioSchedule(First, Last), DiffusionDecoder.Continuous);

    private static readonly WeightValues Weights = WeightValues.Initial(Model, 1);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0, 50)]
    [InlineData(0.5, 10)]
    [InlineData(1, 10)]
    [InlineData(1, 50)]
    public void Samples_have_the_moments_that_the_linear_steps_have(double eta, int steps)
    {
        const int count = 20_000;
        float[] samples = new DiffusionSampler(Model).Run(
            Weights, count, new DiffusionSampling { Steps = steps, Eta = eta, Seed = 5 });
        for (int axis = 0; axis < 2; axis++)
        {
            double[] along = [.. Enumerable.Range(0, count).Select(i => GaussianData.Axes[axis, 0] * samples[2 * i]
                + GaussianData.Axes[axis, 1] * samples[2 * i + 1])];
            double mean = along.Average(), variance = along.Average(v => (v - mean) * (v - mean));
            (double expectedMean, double expectedVariance) = Moments(axis, eta, steps);
            // Above 4.5 standard errors once in 5,900 runs of the twenty-five comparisons.
            Assert.InRange(Math.Abs(mean - expectedMean) / Math.Sqrt(expectedVariance / count), 0, 4.5);
            Assert.InRange(Math.Abs(variance / expectedVariance - 1) / Math.Sqrt(2.0 / count), 0, 4.5);
        }
        double[] other = [.. Enumerable.Range(0, count).Select(i =>
            (GaussianData.Axes[0, 0] * samples[2 * i] + GaussianData.Axes[0, 1] * samples[2 * i + 1]
                - Moments(0, eta, steps).Mean)
            * (GaussianData.Axes[1, 0] * samples[2 * i] + GaussianData.Axes[1, 1] * samples[2 * i + 1]
                - Moments(1, eta, steps).Mean))];
        double deviation = Math.Sqrt(Moments(0, eta, steps).Variance * Moments(1, eta, steps).Variance / count);
        Assert.InRange(Math.Abs(other.Average()) / deviation, 0, 4.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void More_steps_come_closer_to_the_moments_of_the_data(double eta)
    {
        double Error(int steps) => Enumerable.Range(0, 2).Sum(axis =>
        {
            (double mean, double variance) = Moments(axis, eta, steps);
            double right = GaussianData.Axes[axis, 0] * GaussianData.Mean[0]
                + GaussianData.Axes[axis, 1] * GaussianData.Mean[1];
            return Math.Abs(mean - right) + Math.Abs(variance - GaussianData.Variances[axis]);
        });
        double[] errors = [.. new[] { 10, 40, 160, 640 }.Select(Error)];
        Assert.All(errors.Zip(errors.Skip(1)), pair => Assert.True(pair.Second < 0.5 * pair.First));
        Assert.InRange(errors[^1], 0, 0.03);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_however_many_there_are_at_once()
    {
        var sampling = new DiffusionSampling { Steps = 5, Seed = 9 };
        float[] many = new DiffusionSampler(Model, block: 16).Run(Weights, 40, sampling);
        float[] few = new DiffusionSampler(Model, block: 64, threads: 2).Run(Weights, 10, sampling);
        Assert.Equal(many[..20], few);
        float[] other = new DiffusionSampler(Model).Run(Weights, 10, sampling with { Seed = 10 });
        Assert.All(few.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Guidance_goes_from_the_prediction_without_a_class_beyond_that_with_it()
    {
        // With one step and no noise a sample is what the only prediction says, but for the noise that is left.
        var model = new DiffusionModel(
            new ClassMeans(), new LinearLogRatioSchedule(16, -16), DiffusionDecoder.Continuous);
        var sampler = new DiffusionSampler(model);
        WeightValues weights = WeightValues.Initial(model, 1);
        float At(double guidance, int? label) => sampler.Run(weights, 1,
            new DiffusionSampling { Steps = 1, Eta = 0, Guidance = guidance }, label is { } l ? [l] : null)[0];
        Assert.Equal(1, At(0, 0), 0.01);
        Assert.Equal(3, At(0, 1), 0.01);
        Assert.Equal(9, At(0, null), 0.01);
        Assert.Equal(3 + 0.5 * (3 - 9), At(0.5, 1), 0.01);
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused()
    {
        var sampler = new DiffusionSampler(Model);
        var guided = new DiffusionSampler(new DiffusionModel(
            new ClassMeans(), new LinearLogRatioSchedule(16, -16), DiffusionDecoder.Continuous));
        Assert.Contains("told none",
            Assert.Throws<ArgumentException>(() => sampler.Run(Weights, 1, labels: [0])).Message);
        Assert.Contains("no labels", Assert.Throws<ArgumentException>(() =>
            guided.Run(Weights, 1, new DiffusionSampling { Guidance = 1 })).Message);
        Assert.Contains("label 1 is 2",
            Assert.Throws<ArgumentException>(() => guided.Run(Weights, 2, labels: [0, 2])).Message);
        Assert.Contains("1 labels",
            Assert.Throws<ArgumentException>(() => guided.Run(Weights, 2, labels: [0])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiffusionSampling { Eta = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiffusionSampling { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiffusionSampling { Guidance = double.NaN });
    }

    /// <summary>Mean and variance along an axis of the data after steps that are linear: ε̂ and x̂ are affine in
    /// x_t.</summary>
    private static (double Mean, double Variance) Moments(int axis, double eta, int steps)
    {
        double centre = GaussianData.Axes[axis, 0] * GaussianData.Mean[0]
            + GaussianData.Axes[axis, 1] * GaussianData.Mean[1];
        double spread = GaussianData.Variances[axis], mean = 0, variance = 1;
        for (int i = steps; i > 0; i--)
        {
            double from = First - (First - Last) * i / steps, to = First - (First - Last) * (i - 1) / steps;
            (double a, double b) = (Math.Sqrt(1 / (1 + Math.Exp(-from))), Math.Sqrt(1 / (1 + Math.Exp(from))));
            (double c, double d) = (Math.Sqrt(1 / (1 + Math.Exp(-to))), Math.Sqrt(1 / (1 + Math.Exp(to))));
            double total = a * a * spread + b * b, fresh = eta * eta * d * d * (1 - Math.Exp(from - to));
            // x_s = c x̂ + √(d² - fresh) ε̂ + √fresh ε.
            double slope = c * a * spread / total + Math.Sqrt(d * d - fresh) * b / total;
            mean = c * centre + slope * (mean - a * centre);
            variance = slope * slope * variance + fresh;
        }
        double signal = 1 / (1 + Math.Exp(-First));
        return (mean / Math.Sqrt(signal), variance / signal);
    }

    /// <summary>Knows the class and nothing else: the first has mean 1, the second 3, and none 9.</summary>
    private sealed class ClassMeans() : Denoiser([1], Prediction.Example, classes: 2)
    {
        public override Tensor Predict(Tensor diffused, Tensor logRatio, Tensor? label)
        {
            Tensor number = label ?? 2;
            return Tensor.Reshape(1 + number * (1 + number), [1])
                + Tensor.Reshape(Tensor.Select(Tensor.Equal(number, 2), 2, 0), [1]);
        }
    }
}
