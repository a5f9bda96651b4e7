namespace Reparam.Neural.Tests.Diffusion;

public sealed class DenoiserTests
{
    public static TheoryData<Denoiser> All() =>
    [
        new PerceptronDenoiser([1, 4, 8], width: 12, blocks: 2, classes: 3),
        new PerceptronDenoiser([1, 4, 8], width: 12, blocks: 2, classes: 3, levels: 5),
        new ConvolutionalDenoiser([1, 4, 8], channels: 4, halvings: 2, classes: 3, groups: 2, levels: 5),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Before_training_the_prediction_is_the_same_for_all(Denoiser denoiser)
    {
        WeightValues weights = WeightValues.Initial(denoiser, 1);
        float[] values = Predict(denoiser, weights, 0.5f, 1);
        Assert.Equal(32, values.Length);
        if (denoiser.Prediction == Prediction.Velocity)
        {
            Assert.Equal(values, Predict(denoiser, weights, 0.7f, 2, shift: 1));
        }
        else
        {
            Assert.Equal(values, Predict(denoiser, weights, 0.5f, 2));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void All_that_it_is_told_matters(Denoiser denoiser)
    {
        WeightValues weights = Shaken(denoiser);
        float[] before = Predict(denoiser, weights, 0.5f, 1);
        Assert.Contains(before, v => Math.Abs(v) > 1e-3);
        Assert.Equal(before, Predict(denoiser, weights, 0.5f, 1));
        Assert.NotEqual(before, Predict(denoiser, weights, 0.7f, 1));
        Assert.NotEqual(before, Predict(denoiser, weights, 0.5f, 2));
        Assert.NotEqual(before, Predict(denoiser, weights, 0.5f, 3));
        Assert.NotEqual(before, Predict(denoiser, weights, 0.5f, 1, shift: 0.1f));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_weight_is_trained_by_the_bound(Denoiser denoiser)
    {
        var model = new DiffusionModel(denoiser, new LinearLogRatioSchedule(4, -4), DiffusionDecoder.Discrete(5));
        GradientSamples gradient = GradientSamples.Of(model.Loss(new DiffusionObjective { DropLabels = 0.3 }),
            WeightValues.From(model, Shaken(denoiser).ToDictionary().Select(v => ($"denoiser.{v.Key}", v.Value))
                .Concat([("schedule.ends.first", [4f]), ("schedule.ends.logSpan", [2f])])
                .ToDictionary(v => v.Item1, v => v.Item2)),
            new Dictionary<string, float[]>
            {
                [DiffusionModel.Field] = [.. Enumerable.Range(0, 32).Select(i => i % 5 / 4f)],
                [DiffusionModel.LabelField] = [1],
            }, batches: 2, draws: 40, seed: 1);
        int at = 0;
        foreach (NamedWeight named in model.Weights)
        {
            double[] part = gradient.Means[at..(at += named.Weight.Shape.Size)];
            // A key that all positions share moves all scores of a query alike, which attention does not see.
            if (named.Name != "denoiser.attention.keys.bias")
            {
                Assert.True(part.Any(v => v != 0), named.Name);
            }
        }
        Assert.Equal(gradient.Means.Length, at);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void With_levels_an_element_is_predicted_as_the_posterior_mean_of_its_level(Denoiser denoiser)
    {
        if (denoiser.Prediction != Prediction.Example)
        {
            Assert.Equal(Prediction.Velocity, denoiser.Prediction);
            return;
        }
        // Before training the network gives all elements of a level the same weight, but for its last bias.
        WeightValues weights = WeightValues.From(denoiser, WeightValues.Initial(denoiser, 1).ToDictionary()
            .ToDictionary(v => v.Key, v => v.Key.StartsWith("last.", StringComparison.Ordinal)
                ? new float[v.Value.Length] : v.Value));
        const float ratio = 2;
        float[] found = Predict(denoiser, weights, ratio, 1);
        double signal = Math.Sqrt(1 / (1 + Math.Exp(-ratio))), noise = Math.Sqrt(1 / (1 + Math.Exp(ratio)));
        double[] middles = [-0.8, -0.4, 0, 0.4, 0.8];
        for (int i = 0; i < found.Length; i++)
        {
            double[] mass = [.. middles.Select(m => Math.Exp(-0.5 * Math.Pow((Math.Cos(i) - signal * m) / noise, 2)))];
            Assert.Equal(middles.Zip(mass, (m, p) => m * p).Sum() / mass.Sum(), found[i], 1e-5);
        }
    }

    [Fact]
    public void A_convolutional_denoiser_learns_which_of_two_images_it_is()
    {
        var model = new DiffusionModel(
            new ConvolutionalDenoiser([1, 4, 4], channels: 8, halvings: 1, groups: 4, levels: 2),
            new LinearLogRatioSchedule(8, -6), DiffusionDecoder.Discrete(2));
        float[] left = [.. Enumerable.Range(0, 16).Select(i => i % 4 < 2 ? 1f : 0)];
        float[] images = [.. Enumerable.Range(0, 32).SelectMany(i => i % 2 == 0 ? left : left.Select(v => 1 - v))];
        var set = new ExampleSet([new ExampleField(DiffusionModel.Field, [1, 4, 4], images)]);
        var trainer = new Trainer(model.Loss(), new ExampleBatches(set, 32, seed: 1),
            new TrainingOptions { Optimizer = new AdamOptimizer(4e-3) });
        trainer.Run(400);
        DiffusionBound bound = new DiffusionEvaluator(model).Run(trainer.Weights, 32,
            new Dictionary<string, float[]> { [DiffusionModel.Field] = images }, draws: 50);
        // The entropy is 0.69 nats; of sixteen pixels that know nothing of each other it would be 11.
        Assert.InRange(bound.Total.Mean, 0.6, 6);
        float[] samples = new DiffusionSampler(model).Run(trainer.Weights, 20, new DiffusionSampling { Steps = 40 });
        int lefts = 0, rights = 0;
        foreach (float[] sample in samples.Chunk(16))
        {
            lefts += sample.SequenceEqual(left) ? 1 : 0;
            rights += sample.SequenceEqual(left.Select(v => 1 - v)) ? 1 : 0;
        }
        Assert.InRange(lefts + rights, 18, 20);
        Assert.InRange(lefts, 2, 18);
    }

    [Fact]
    public void Images_that_cannot_be_halved_are_refused()
    {
        Assert.Contains("multiples of two",
            Assert.Throws<ArgumentException>(() => new ConvolutionalDenoiser([1, 6, 8], halvings: 2)).Message);
        Assert.Throws<ArgumentException>(() => new ConvolutionalDenoiser([64]));
        Assert.Throws<ArgumentException>(() => new ConvolutionalDenoiser([1, 8, 8], channels: 12, groups: 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerceptronDenoiser([2], classes: -1));
    }

    private static WeightValues Shaken(Denoiser denoiser) => WeightValues.From(denoiser,
        WeightValues.Initial(denoiser, 2).ToDictionary().ToDictionary(v => v.Key,
            v => v.Value.Select((w, i) => w == 0 ? 0.2f * (float)Math.Sin(3 * i + 1) : w).ToArray()));

    private static float[] Predict(Denoiser denoiser, WeightValues weights, float ratio, int label, float shift = 0)
    {
        NetworkFunction function = NetworkFunction.Compile(denoiser, inputs =>
        [
            denoiser.Predict(inputs.Field("x", denoiser.Example), inputs.Field("ratio", []), inputs.Field("label", [])),
        ], 1);
        return function.Run(weights, 1, new Dictionary<string, float[]>
        {
            ["x"] = [.. Enumerable.Range(0, denoiser.Example.Size)
                .Select(i => (float)Math.Cos(i) + (i == 5 ? shift : 0))],
            ["ratio"] = [ratio],
            ["label"] = [label],
        })[0];
    }
}
