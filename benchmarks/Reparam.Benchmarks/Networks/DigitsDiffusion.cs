using Reparam.Neural;

namespace Reparam.Benchmarks.Networks;

/// <summary>Diffusion of the 8 × 8 digits of 17 shades.</summary>
internal static class DigitsDiffusion
{
    private const int Levels = 17, Pixels = 64, Trained = 1300, HeldOut = 200, Classes = 10;

    public static void Print(string folder, TextWriter output, bool isConvolutional)
    {
        output.WriteLine($"digits: seed 1, {Trained} to train, {HeldOut} to choose the step by and 297 to test, " +
            "batches of 100, " +
            (isConvolutional ? "convolutions of 24 channels, halved once" : "perceptron of 3 blocks and width 256"));
        (ExampleSet known, ExampleSet test) = ExampleSets.Digits().Split(Trained + HeldOut, seed: 1);
        (ExampleSet training, ExampleSet held) = known.Split(Trained, seed: 2);
        output.WriteLine(FormattableString.Invariant(
            $"  one number of 17 alike: {Math.Log2(Levels):F3} bits a dimension; each pixel by its histogram: ") +
            FormattableString.Invariant($"{Histogram(training, test):F3}"));
        Denoiser denoiser = isConvolutional
            ? new ConvolutionalDenoiser([1, 8, 8], 24, 1, classes: Classes, levels: Levels)
            : new PerceptronDenoiser([1, 8, 8], 256, 3, classes: Classes, levels: Levels);
        var model = new DiffusionModel(
            denoiser, new LinearLogRatioSchedule(9, -7), DiffusionDecoder.Discrete(Levels));
        var validation = new DiffusionEvaluator(model, block: 100, threads: 2);
        Dictionary<string, float[]> heldOut = Fields(held);
        WeightValues weights = DiffusionTable.Train(model.Loss(new DiffusionObjective { DropLabels = 0.15 }),
            new ExampleBatches(training, 100, seed: 1), 3_000, 1e-3, output,
            candidate => validation.Run(candidate, held.Count, heldOut, draws: 20).Total.Mean);
        foreach (int steps in new[] { 0, 1000, 100 })
        {
            var evaluator = new DiffusionEvaluator(model, new DiffusionObjective { Steps = steps }, 100, 2);
            string name = steps == 0 ? "continuous time" : $"{steps} steps";
            DiffusionTable.Print(output, name + ", test", evaluator.Run(weights, test.Count, Fields(test), draws: 100));
            if (steps == 0)
            {
                DiffusionTable.Print(output, name + ", training",
                    evaluator.Run(weights, training.Count, Fields(training), draws: 20));
            }
        }
        var sampler = new DiffusionSampler(model, 100, 2);
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i / 10)];
        string prefix = Path.Combine(folder, isConvolutional ? "digits-convolutional" : "digits");
        foreach (double guidance in new[] { 0, 1.0 })
        {
            float[] samples =
                sampler.Run(weights, 100, new DiffusionSampling { Steps = 250, Guidance = guidance }, labels);
            ImageGrid.Of(samples, [8, 8], 10, magnification: 4)
                .Write(FormattableString.Invariant($"{prefix}-guidance{guidance}.png"));
        }
        float[] free = sampler.Run(weights, 100, new DiffusionSampling { Steps = 250 });
        ImageGrid.Of(free, [8, 8], 10, magnification: 4).Write(prefix + "-unlabelled.png");
    }

    private static Dictionary<string, float[]> Fields(ExampleSet examples)
    {
        var batches = new ExampleBatches(examples, examples.Count, seed: 1, isShuffled: false);
        return batches.Fields.ToDictionary(field => field.Key, field =>
        {
            float[] values = new float[field.Value.Size * examples.Count], turned = new float[values.Length];
            batches.Fill(0, field.Key, values);
            for (int i = 0; i < turned.Length; i++)
            {
                turned[i] = values[i % field.Value.Size * examples.Count + i / field.Value.Size];
            }
            return turned;
        });
    }

    /// <summary>Bits a dimension where each pixel has the frequencies of its shades in training, with one more of
    /// each.</summary>
    private static double Histogram(ExampleSet training, ExampleSet test)
    {
        var counts = new double[Pixels, Levels];
        float[] seen = Fields(training)[DiffusionModel.Field], judged = Fields(test)[DiffusionModel.Field];
        for (int i = 0; i < seen.Length; i++)
        {
            counts[i % Pixels, (int)Math.Round(seen[i] * (Levels - 1))]++;
        }
        return judged.Select((v, i) => -Math.Log2((counts[i % Pixels, (int)Math.Round(v * (Levels - 1))] + 1)
            / (training.Count + Levels))).Average();
    }
}
