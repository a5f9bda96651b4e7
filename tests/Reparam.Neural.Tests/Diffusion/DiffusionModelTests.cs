namespace Reparam.Neural.Tests.Diffusion;

public sealed class DiffusionModelTests
{
    private static readonly LinearLogRatioSchedule Line = new(9, -8);

    public static TheoryData<NoiseSchedule> Schedules() =>
        [Line, new LinearBetaSchedule(), new CosineSchedule(), new MonotoneSchedule(8, -6, units: 6)];

    [Theory]
    [InlineData(Prediction.Noise)]
    [InlineData(Prediction.Example)]
    [InlineData(Prediction.Velocity)]
    public void Every_term_is_its_closed_form_for_normal_data(Prediction prediction)
    {
        (double prior, double reconstruction, double[] steps) = Discrete(Line, prediction, 7);
        double[] ratios = [.. Enumerable.Range(0, 8).Select(i => 9 - 17 * i / 7.0)];
        // The ends of the schedule are floats.
        Assert.Equal(GaussianData.Prior(-8), prior, 1e-8);
        Assert.Equal(GaussianData.Reconstruction(9), reconstruction, 1e-8);
        Assert.Equal(1, steps.Average() / GaussianData.Diffusion(ratios), 1e-6);
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(1, steps[i] / 7 / GaussianData.Diffusion([ratios[i], ratios[i + 1]]), 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void In_continuous_time_the_terms_depend_on_the_ends_of_the_schedule_alone(NoiseSchedule schedule)
    {
        // Simpson's rule, with the points of the data and the noise at each time.
        const int nodes = 20_001;
        double[] times = [.. Enumerable.Range(0, nodes).Select(i => i / (nodes - 1.0))];
        double[] terms = Diffusion(schedule, Prediction.Velocity, times, 0);
        double integral = terms.Select((v, i) =>
            v * (i is 0 or nodes - 1 ? 1 : i % 2 == 1 ? 4 : 2)).Sum() / (3.0 * (nodes - 1));
        var program = new DoubleProgram(schedule);
        double[] ends = program.Run(2, schedule.LogRatio(program.ByDraw([], 0, 1)))[0];
        Assert.Equal(GaussianData.Diffusion(ends[0], ends[1]), integral, 2e-6);
    }

    [Fact]
    public void A_step_is_the_divergence_of_the_two_normal_steps_back()
    {
        // From the posteriors of Ho, Jain and Abbeel (2020), eq. 6 and 7, for one x₀ and ε.
        const int steps = 5;
        double[] x = [1.1, 0.3], noise = [-0.7, 1.6];
        var model = new DiffusionModel(new GaussianDenoiser(Prediction.Velocity),
            new LinearBetaSchedule(0.01, 0.2, 6), DiffusionDecoder.Continuous);
        double kept = 1 - 0.01;
        for (int step = 0; step < steps; step++)
        {
            double beta = 0.01 + 0.19 * (step + 1) / 5, before = kept, after = kept * (1 - beta);
            var program = new DoubleProgram(model);
            Tensor encoded = program.ByDraw([2], x), drawn = program.ByDraw([2], noise);
            Tensor diffused = Math.Sqrt(after) * encoded + Math.Sqrt(1 - after) * drawn;
            var ratio = new SignalToNoise(Math.Log(after / (1 - after)));
            double[][] values = program.Run(1,
                model.Diffusion(encoded, program.ByDraw([], (step + 0.5) / steps), drawn, null, steps),
                model.Predict(diffused, ratio, null, Prediction.Example));
            // The means differ by what multiplies x₀ in them.
            double weight = Math.Sqrt(before) * beta / (1 - after), variance = (1 - before) / (1 - after) * beta;
            double distance = Math.Pow(x[0] - values[1][0], 2) + Math.Pow(x[1] - values[1][1], 2);
            Assert.Equal(1, steps * weight * weight * distance / (2 * variance) / values[0][0], 1e-9);
            kept = after;
        }
    }

    [Fact]
    public void The_gap_to_the_exact_log_likelihood_goes_to_zero_with_more_steps()
    {
        var schedule = new LinearLogRatioSchedule(18, -18);
        double[] gaps = [.. new[] { 25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800 }.Select(steps =>
        {
            (double prior, double reconstruction, double[] diffusion) =
                Discrete(schedule, Prediction.Velocity, steps);
            return prior + reconstruction + diffusion.Average() - GaussianData.Entropy;
        })];
        for (int i = 1; i < gaps.Length; i++)
        {
            Assert.InRange(gaps[i - 1] / gaps[i], 1.9, 2.7);
        }
        // Twice the step has twice the gap, but for higher orders: without them it is that of continuous time.
        Assert.InRange(gaps[^1], 0, 0.025);
        Assert.InRange(Math.Abs(2 * gaps[^1] - gaps[^2]), 0, 1e-4);
        double limit = GaussianData.Prior(-18) + GaussianData.Reconstruction(18) + GaussianData.Diffusion(18, -18);
        Assert.Equal(GaussianData.Entropy, limit, 1e-6);
    }

    [Fact]
    public void The_term_of_a_learned_shape_has_the_value_of_the_bound_and_the_gradients_of_bound_and_variance()
    {
        var schedule = new MonotoneSchedule(8, -6, units: 6);
        var model = new DiffusionModel(
            new GaussianDenoiser(Prediction.Velocity), schedule, DiffusionDecoder.Continuous);
        var program = new DoubleProgram(model);
        Tensor encoded = program.ByDraw([2], 1.1, 0.3), noise = program.ByDraw([2], -0.7, 1.6);
        Tensor time = program.ByDraw([], 0.37), term = model.Diffusion(encoded, time, noise, null, 0);
        SignalToNoise ratio = schedule.At(time);
        Tensor plain = -0.5 * schedule.Slope(time) * ratio.SquaredError(Prediction.Velocity,
            model.Denoiser.Predict(ratio.Diffuse(encoded, noise), ratio.LogRatio, null), encoded, noise);
        Tensor[] shape = [.. schedule.ShapeWeights.Select(w => w.Tensor)];
        Tensor[] ends = [.. model.Weights.Select(w => w.Weight.Tensor).Except(shape)];
        double[] Of(Tensor of, Tensor[] by) =>
            [.. program.RunShared(1, Differentiate.Gradient(Tensor.DrawMean(of), by)).SelectMany(v => v)];
        double[][] values = program.Run(1, term, plain);
        Assert.Equal(values[1][0], values[0][0], 1e-12);
        AssertClose(Of(plain, ends), Of(term, ends));
        AssertClose(Of(Tensor.Square(plain), shape), Of(term, shape));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void The_gradient_of_one_draw_in_the_ends_of_the_schedule_is_right_on_average(int steps)
    {
        const double first = 3, last = -2;
        float[] example = [1.5f, 0.25f];
        double[] x = [1.5, 0.25];
        var model = new DiffusionModel(new GaussianDenoiser(Prediction.Velocity),
            new LinearLogRatioSchedule(first, last), DiffusionDecoder.Continuous);
        double Bound(double start, double span)
        {
            double end = start - span, signal = 1 / (1 + Math.Exp(-end));
            double prior = 0.5 * (signal * (x[0] * x[0] + x[1] * x[1] - 2) - 2 * Math.Log(1 - signal));
            int n = steps == 0 ? 4000 : steps;
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                sum += steps == 0
                    ? 0.5 * span / n * GaussianData.SquaredError(start - span * (i + 0.5) / n, x)
                    : 0.5 * (Math.Exp(span / n) - 1) * GaussianData.SquaredError(start - span * (i + 1) / n, x);
            }
            return prior + Math.Log(2 * Math.PI * Math.E) - start + sum;
        }
        const double h = 1e-4, width = first - last;
        double[] exact =
        [
            (Bound(first + h, width) - Bound(first - h, width)) / (2 * h),
            // The second weight is the logarithm of the span.
            (Bound(first, width + h) - Bound(first, width - h)) / (2 * h) * width,
        ];
        GradientSamples found = GradientSamples.Of(model.Loss(new DiffusionObjective { Steps = steps }),
            WeightValues.Initial(model, 1), new Dictionary<string, float[]> { [DiffusionModel.Field] = example },
            batches: 400, draws: 250, seed: 3);
        // Above 4.5 standard errors once in 37,000 runs of the four comparisons.
        for (int i = 0; i < 2; i++)
        {
            Assert.InRange(Math.Abs(found.Means[i] - exact[i]) / (found.Errors[i] + 2e-6), 0, 4.5);
            Assert.True(found.Errors[i] < 0.05 * exact.Max(Math.Abs), "The comparison would show nothing.");
        }
    }

    [Fact]
    public void One_step_by_chance_has_the_gradient_of_all_steps_on_average()
    {
        const int steps = 4;
        var model = new DiffusionModel(new PerceptronDenoiser([2], width: 3, blocks: 1, features: 4),
            new LinearLogRatioSchedule(4, -3), DiffusionDecoder.Continuous);
        Loss all = Loss.Define(model, builder =>
        {
            Tensor encoded = builder.Field(DiffusionModel.Field, [2]);
            builder.Term("prior", model.Prior(encoded));
            builder.Term("reconstruction", model.Decoder.Reconstruction(
                encoded, model.Schedule.At(0), () => throw new InvalidOperationException()));
            for (int i = 0; i < steps; i++)
            {
                builder.Term($"step {i}",
                    model.Diffusion(encoded, (i + 0.5) / steps, builder.Noise($"noise {i}", [2]), null, steps) / steps);
            }
        });
        WeightValues weights = WeightValues.From(model, WeightValues.Initial(model, 3).ToDictionary().ToDictionary(
            v => v.Key, v => v.Key.StartsWith("schedule", StringComparison.Ordinal) ? v.Value
                : [.. v.Value.Select((w, i) => w == 0 ? 0.3f * (i % 3 - 1) : w)]));
        var example = new Dictionary<string, float[]> { [DiffusionModel.Field] = [1.5f, 0.25f] };
        GradientSamples every = GradientSamples.Of(all, weights, example, batches: 40, draws: 250, seed: 1);
        GradientSamples one = GradientSamples.Of(
            model.Loss(new DiffusionObjective { Steps = steps }), weights, example, batches: 40, draws: 250, seed: 2);
        // Some sixty weights: above 5 once in 29,000 times.
        Assert.InRange(every.Distance(one), 0, 5);
        Assert.True(one.Errors.Max() < 0.1 * every.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void The_terms_of_a_loss_are_named()
    {
        var model = new DiffusionModel(
            new PerceptronDenoiser([2], 4, 1, classes: 3), Line, DiffusionDecoder.Continuous);
        Loss loss = model.Loss(new DiffusionObjective { DropLabels = 0.1 });
        Assert.Equal(["prior", "reconstruction", "diffusion"], loss.TermNames);
        Assert.Equal(["bits per dimension"], loss.MetricNames);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiffusionObjective { Steps = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiffusionObjective { DropLabels = 1.5 });
    }

    private static void AssertClose(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.Contains(expected, v => Math.Abs(v) > 1e-3);
        Assert.All(expected.Zip(found),
            pair => Assert.Equal(pair.First, pair.Second, 1e-10 * (1 + Math.Abs(pair.First))));
    }

    /// <summary>Prior, reconstruction, and the diffusion term at each step: expectations.</summary>
    private static (double Prior, double Reconstruction, double[] Steps) Discrete(
        NoiseSchedule schedule, Prediction prediction, int steps)
    {
        var model = new DiffusionModel(new GaussianDenoiser(prediction), schedule, DiffusionDecoder.Continuous);
        var program = new DoubleProgram(model);
        Tensor encoded = program.ByDraw([2], GaussianData.Points().Data);
        double[][] ends = program.Run(8, model.Prior(encoded),
            model.Decoder.Reconstruction(encoded, schedule.At(0), () => throw new InvalidOperationException()));
        return (ends[0].Average(), ends[1].Average(), Diffusion(schedule, prediction,
            [.. Enumerable.Range(0, steps).Select(i => (i + 0.5) / steps)], steps));
    }

    private static double[] Diffusion(NoiseSchedule schedule, Prediction prediction, double[] times, int steps)
    {
        var model = new DiffusionModel(new GaussianDenoiser(prediction), schedule, DiffusionDecoder.Continuous);
        var program = new DoubleProgram(model);
        (double[] data, double[] noise) = GaussianData.Points(times.Length);
        Tensor encoded = program.ByDraw([2], data), drawn = program.ByDraw([2], noise);
        Tensor time = program.ByDraw([], [.. times.SelectMany(t => Enumerable.Repeat(t, 8))]);
        double[] terms = program.Run(8 * times.Length, model.Diffusion(encoded, time, drawn, null, steps))[0];
        return [.. terms.Chunk(8).Select(chunk => chunk.Average())];
    }
}
