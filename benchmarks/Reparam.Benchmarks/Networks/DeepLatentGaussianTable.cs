using System.Diagnostics;
using System.Globalization;
using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Benchmarks.Networks;

/// <summary>The table of <c>deep-latent-gaussian</c>: models of the digits of 8 × 8 pixels, whose pixels are 1 where
/// their shade is at least half.</summary>
internal static class DeepLatentGaussianTable
{
    private const int Training = 1500, Batch = 50, Steps = 10_000, WarmUp = 3000, Hidden = 64, Samples = 1000;
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5];

    private static readonly (int[] Latent, PosteriorForm Posterior, LayerNoise Noise)[] Rows =
    [
        ([10], PosteriorForm.Diagonal, LayerNoise.Unit),
        ([10], PosteriorForm.RankOnePrecision, LayerNoise.Unit),
        ([15], PosteriorForm.Diagonal, LayerNoise.Unit),
        ([10, 5], PosteriorForm.Diagonal, LayerNoise.Diagonal),
        ([10, 5], PosteriorForm.RankOnePrecision, LayerNoise.Diagonal),
        ([10, 5], PosteriorForm.Ladder, LayerNoise.Diagonal),
        ([10, 5], PosteriorForm.Ladder, LayerNoise.Conditional),
    ];

    public static int Print(TextWriter output, string? folder)
    {
        (ExampleSet training, ExampleSet test) = Binarised(ExampleSets.Digits()).Split(Training, seed: 1);
        float[] held = test.Numbers(DeepLatentGaussianModel.Field);
        output.WriteLine(FormattableString.Invariant(
            $"nats an image, mean of {Seeds.Length} seeds ± its standard error; {Training} digits, {test.Count} ") +
            "held out");
        output.WriteLine($"{"variables, posterior, noise",-38}{"training bound",16}{"held-out bound",16}" +
            $"{"log likelihood",16}{"seconds",9}");
        foreach ((int[] latent, PosteriorForm posterior, LayerNoise noise) in Rows)
        {
            var model = DeepLatentGaussianModel.Perceptron([1, 8, 8], Hidden, latent, posterior, noise);
            Result[] results = [.. Seeds.Select(seed => Train(model, training, held, seed))];
            string name = $"{string.Join(" and ", latent)}, {posterior}" + (latent.Length > 1 ? $", {noise}" : "");
            output.WriteLine($"{name,-38}{Column(results, static r => r.TrainingBound)}" +
                $"{Column(results, static r => r.HeldOutBound)}{Column(results, static r => r.LogLikelihood)}" +
                string.Create(CultureInfo.InvariantCulture, $"{results.Average(static r => r.Seconds),9:F1}"));
            if (latent.Length == 2 && posterior != PosteriorForm.Ladder)
            {
                WeightValues untrained = WeightValues.Initial(model, Seeds[0]);
                output.WriteLine("  before training: " + GradientVariances.Of(model, untrained, held));
                output.WriteLine("  after: " + GradientVariances.Of(model, results[0].Weights, held));
            }
            if (folder is not null && latent.Length == 2 && posterior == PosteriorForm.RankOnePrecision)
            {
                DeepLatentGaussianPictures.Write(folder, model, results[0].Weights, held);
            }
        }
        return 0;
    }

    private static string Column(Result[] results, Func<Result, double> value)
    {
        double mean = results.Average(value), n = results.Length;
        double error = Math.Sqrt(results.Sum(r => Math.Pow(value(r) - mean, 2)) / (n - 1) / n);
        return string.Create(CultureInfo.InvariantCulture, $"{mean,9:F2} ±{error,5:F2}");
    }

    /// <summary>The digits with pixels that are 1 where their shade is at least half, and their labels.</summary>
    public static ExampleSet Binarised(ExampleSet digits)
    {
        ExampleField images = digits[DeepLatentGaussianModel.Field];
        byte[] bits = [.. images.Bytes.ToArray().Select(shade => (byte)(2 * shade >= images.Maximum ? 1 : 0))];
        return new ExampleSet([new ExampleField(images.Name, images.Shape, bits, maximum: 1), digits["label"]]);
    }

    private static Result Train(DeepLatentGaussianModel model, ExampleSet training, float[] held, ulong seed)
    {
        const int Last = 500;
        var clock = Stopwatch.StartNew();
        // Without a slow beginning layers above the first stay at their prior (Sønderby et al. 2016).
        var objective = new BoundObjective { DivergenceWeight = new WarmUp(new ConstantStepSize(1), WarmUp) };
        var trainer = new Trainer(model.Loss(objective), new ExampleBatches(training, Batch, seed),
            new TrainingOptions
            {
                Optimizer = new AdamOptimizer(new CosineDecay(2e-3, 2e-5, Steps)),
                Seed = seed,
                Prefetches = false,
            });
        trainer.Run(Steps - Last);
        double bound = trainer.Run(Last).Metrics["bound"], seconds = clock.Elapsed.TotalSeconds;
        var evaluation = new LatentEvaluation(model, trainer.Weights);
        double heldOut = Enumerable.Range(0, 20).Average(repeat => new LatentEvaluation(
            model, trainer.Weights, seed: (ulong)repeat).Bound(held).Mean);
        return new Result(trainer.Weights, bound, heldOut, evaluation.LogLikelihood(held, Samples).Mean, seconds);
    }

    private sealed record Result(
        WeightValues Weights, double TrainingBound, double HeldOutBound, double LogLikelihood, double Seconds);
}
