using Reparam.Variational;

namespace Reparam.Neural.Tests.Training;

/// <summary>Steps on the loss Σ aᵢ wᵢ² / 2 against the rules written out in double.</summary>
public sealed class OptimizerTests
{
    private static readonly double[] Curvatures = [1, 10, 0.1, 3];

    [Fact]
    public void Adam_takes_the_steps_of_its_paper()
    {
        double[] m = new double[4], v = new double[4];
        AssertSteps(new AdamOptimizer(0.05) { FirstMomentDecay = 0.8, SecondMomentDecay = 0.95, Epsilon = 1e-3 },
            (w, g, i, t) =>
            {
                m[i] = 0.8 * m[i] + 0.2 * g;
                v[i] = 0.95 * v[i] + 0.05 * g * g;
                return w - 0.05 * (m[i] / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.95, t))) + 1e-3);
            });
    }

    [Fact]
    public void Decay_is_apart_from_the_gradient_and_only_of_matrices()
    {
        double[] m = new double[4], v = new double[4];
        AssertSteps(new AdamOptimizer(new CosineDecay(0.05, 0.01, 20)) { WeightDecay = 0.3 }, (w, g, i, t) =>
        {
            double step = new CosineDecay(0.05, 0.01, 20).At(t - 1);
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            double kept = i < 2 ? 1 - step * 0.3 : 1;
            return kept * w
                - step * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
        });
    }

    [Fact]
    public void Momentum_adds_up_gradients()
    {
        double[] m = new double[4];
        AssertSteps(new MomentumOptimizer(0.01) { Momentum = 0.9 }, (w, g, i, _) =>
        {
            m[i] = 0.9 * m[i] + g;
            return w - 0.01 * m[i];
        });
    }

    [Fact]
    public void A_gradient_that_is_too_long_is_scaled_down_and_averages_follow_the_weights()
    {
        double[] average = [.. Enumerable.Repeat(1.0, 4)];
        int step = 0;
        AssertSteps(new MomentumOptimizer(0.1), (w, g, _, _) => w - 0.1 * g,
            new TrainingOptions { ClipNorm = 2, AverageDecay = 0.75 }, clip: 2,
            after: (values, trainer) =>
            {
                step++;
                for (int i = 0; i < 4; i++)
                {
                    // The memory is short at first.
                    average[i] += (1 - Math.Min(0.75, (1.0 + step) / (10 + step))) * (values[i] - average[i]);
                }
                WeightValues averages = trainer.AveragedWeights;
                float[] all = [.. averages["matrix"], .. averages["vector"]];
                Assert.All(average.Zip(all), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-46)]
    [InlineData(1e39)]
    [InlineData(double.NaN)]
    public void An_epsilon_that_no_float_holds_is_refused(double epsilon) => Assert.Contains(
        "Epsilon must be from 1e-36 to 1e36", Assert.Throws<ArgumentOutOfRangeException>(
            () => new AdamOptimizer { Epsilon = epsilon }).Message, StringComparison.Ordinal);

    private static void AssertSteps(Optimizer optimizer, Func<double, double, int, int, double> rule,
        TrainingOptions? options = null, double clip = double.PositiveInfinity, Action<double[], Trainer>? after = null)
    {
        var network = new Bowl();
        var loss = Loss.Define(network, builder => builder.Term("bowl", network.Value(builder.Field("image", [1]))));
        var data = new ExampleBatches(
            new ExampleSet([new ExampleField("image", [1], new float[] { 1, 1, 1 })]), 3, 1);
        var trainer = new Trainer(loss, data, (options ?? new TrainingOptions()) with { Optimizer = optimizer });
        double[] w = [1, 1, 1, 1];
        for (int t = 1; t <= 30; t++)
        {
            double[] gradient = [.. w.Select((x, i) => Curvatures[i] * x)];
            double norm = Math.Sqrt(gradient.Sum(g => g * g)), scale = Math.Min(1, clip / norm);
            w = [.. w.Select((x, i) => rule(x, scale * gradient[i], i, t))];
            trainer.Run(1);
            float[] values = [.. trainer.Weights["matrix"], .. trainer.Weights["vector"]];
            Assert.All(w.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
            after?.Invoke(w, trainer);
        }
    }

    private sealed class Bowl : Module
    {
        private readonly Weight _matrix, _vector;

        public Bowl()
        {
            _matrix = Add("matrix", new Weight([1, 2], Initializer.Ones));
            _vector = Add("vector", new Weight([2], Initializer.Ones));
        }

        public Tensor Value(Tensor one) => 0.5 * one[0] * (
            Tensor.Sum(Curvatures[..2] * Tensor.Square(Tensor.Reshape(_matrix, [2])))
            + Tensor.Sum(Curvatures[2..] * Tensor.Square(_vector)));
    }
}
