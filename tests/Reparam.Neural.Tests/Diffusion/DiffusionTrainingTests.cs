using Reparam.Random;

namespace Reparam.Neural.Tests.Diffusion;

public sealed class DiffusionTrainingTests
{
    [Fact]
    public void A_trained_perceptron_comes_close_to_the_entropy_of_normal_data()
    {
        var model = new DiffusionModel(new PerceptronDenoiser([2], width: 32, blocks: 1, features: 8),
            new LinearLogRatioSchedule(8, -8), DiffusionDecoder.Continuous);
        var trainer = new Trainer(model.Loss(), new GaussianBatches(64), new TrainingOptions
        {
            Optimizer = new AdamOptimizer(3e-3),
            AverageDecay = 0.99,
        });
        double before = trainer.Run(20).Loss;
        trainer.Run(1000);
        var test = new float[2 * 4000];
        new GaussianBatches(4000).Fill(1_000_000, DiffusionModel.Field, test);
        float[] examples = [.. Enumerable.Range(0, 4000).SelectMany(i => new[] { test[i], test[4000 + i] })];
        DiffusionBound bound = new DiffusionEvaluator(model).Run(trainer.AveragedWeights, 4000,
            new Dictionary<string, float[]> { [DiffusionModel.Field] = examples }, draws: 8);
        Assert.True(before > GaussianData.Entropy + 0.5);
        // Of examples alone the standard error is 0.016; times count for more, as if they were not equally spaced.
        Assert.InRange(bound.Total.Mean - GaussianData.Entropy, -0.06, 0.12);
        Assert.InRange(bound.Total.StandardError, 0.016, 0.08);
        Assert.Equal(bound.Total.Mean / (2 * Math.Log(2)), bound.BitsPerDimension.Mean, 1e-12);
        Assert.Equal(bound.Total.Mean, bound.Prior.Mean + bound.Reconstruction.Mean + bound.Diffusion.Mean, 1e-9);
        // With few numbers at once: other draws, and all of them.
        var told = new List<int>();
        DiffusionBound again = new DiffusionEvaluator(model) { MostNumbers = 3 * 2 * 4000 }.Run(
            trainer.AveragedWeights, 4000,
            new Dictionary<string, float[]> { [DiffusionModel.Field] = examples }, draws: 8, new Told(told));
        Assert.NotEqual(bound.Total.Mean, again.Total.Mean);
        Assert.Equal(bound.Total.Mean, again.Total.Mean, 0.06);
        Assert.Equal(bound.Prior.Mean, again.Prior.Mean, 1e-9);
        Assert.Equal((128, 32_000), (told[0], told[^1]));
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public void Times_of_a_batch_are_equally_spaced_from_another_start_in_each_step()
    {
        NetworkFunction function =
            NetworkFunction.Compile(new Sequential(), inputs => [inputs.EvenlySpaced("time")], block: 8);
        float[] times =
            function.Run(WeightValues.Initial(new Sequential(), 1), 16, new Dictionary<string, float[]>())[0];
        Assert.All(times, t => Assert.InRange(t, 0, 1));
        for (int block = 0; block < 2; block++)
        {
            float[] sorted = [.. times.Skip(8 * block).Take(8).Order()];
            Assert.All(sorted.Zip(sorted.Skip(1)), pair => Assert.Equal(0.125, pair.Second - pair.First, 1e-6));
        }
        Assert.NotEqual(times[0], times[8]);
    }

    [Fact]
    public void The_density_of_the_swirl_sums_to_one_and_its_points_follow_it()
    {
        var swirl = new SwirlSource(1000, spread: 0.2);
        double mass = 0;
        const double step = 0.1;
        for (double x = -3.5; x < 3.5; x += step)
        {
            for (double y = -3.5; y < 3.5; y += step)
            {
                mass += Math.Exp(swirl.LogDensity(x, y)) * step * step;
            }
        }
        Assert.Equal(1, mass, 1e-3);
        float[] points = swirl.Points(2);
        Assert.Equal(points, new SwirlSource(1000, spread: 0.2).Points(2));
        Assert.NotEqual(points[..2000], points[2000..]);
        Assert.Equal(0, Enumerable.Range(0, 2000).Count(i => swirl.LogDensity(points[2 * i], points[2 * i + 1]) < -12));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SwirlSource(10, spread: 0));
    }

    /// <summary>Draws of <see cref="GaussianData"/>.</summary>
    private sealed class GaussianBatches(int batch) : BatchSource
    {
        private readonly double[] _noise = new double[2 * batch];

        public override int BatchSize => batch;

        public override IReadOnlyDictionary<string, Shape> Fields { get; } =
            new Dictionary<string, Shape> { [DiffusionModel.Field] = [2] };

        public override void Fill(long step, string field, Span<float> destination)
        {
            Noise.FillNormal(RandomKey.FromSeed(8), (ulong)step, 0, batch, 0, 2, _noise);
            for (int i = 0; i < batch; i++)
            {
                for (int e = 0; e < 2; e++)
                {
                    destination[e * batch + i] = (float)(GaussianData.Mean[e] + Enumerable.Range(0, 2).Sum(a =>
                        GaussianData.Axes[a, e] * Math.Sqrt(GaussianData.Variances[a]) * _noise[a * batch + i]));
                }
            }
        }
    }

    private sealed class Told(List<int> values) : IProgress<int>
    {
        public void Report(int value) => values.Add(value);
    }
}
