using System.Diagnostics;
using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Benchmarks.Networks;

/// <summary>The table of <c>diffusion</c>: bounds of trained models beside exact entropies and plain baselines, and
/// pictures of samples.</summary>
internal static class DiffusionTable
{
    private static readonly string[] Every = ["swirl", "digits"];

    public static int Print(string folder, IReadOnlyList<string> names, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in names.Count == 0 ? Every : names)
        {
            switch (name)
            {
                case "swirl":
                    SwirlDiffusion.Print(folder, output);
                    break;
                case "digits":
                    DigitsDiffusion.Print(folder, output, isConvolutional: false);
                    break;
                case "digits-convolutional":
                    DigitsDiffusion.Print(folder, output, isConvolutional: true);
                    break;
                default:
                    output.WriteLine($"There is no '{name}': swirl, digits or digits-convolutional.");
                    return 2;
            }
        }
        return 0;
    }

    /// <summary>Trains, with progress, by Adam with a step size that falls to a hundredth.</summary>
    /// <param name="loss">The bound.</param>
    /// <param name="data">The batches.</param>
    /// <param name="steps">The number of steps, a multiple of ten.</param>
    /// <param name="stepSize">The first step size.</param>
    /// <param name="output">Receives the progress.</param>
    /// <param name="validation">The bound of held-out examples, of which the least is kept; null to keep the
    /// last.</param>
    /// <returns>The averaged weights.</returns>
    public static WeightValues Train(Loss loss, BatchSource data, long steps, double stepSize, TextWriter output,
        Func<WeightValues, double>? validation = null)
    {
        var trainer = new Trainer(loss, data, new TrainingOptions
        {
            Optimizer = new AdamOptimizer(new CosineDecay(stepSize, stepSize * 0.01, steps)),
            AverageDecay = 0.999,
            ClipNorm = 100,
            Seed = 1,
            Threads = 2,
        });
        var clock = Stopwatch.StartNew();
        double best = double.PositiveInfinity;
        WeightValues? kept = null;
        for (int part = 1; part <= 10; part++)
        {
            TrainingAverages averages = trainer.Run(steps / 10);
            double? held = validation?.Invoke(trainer.AveragedWeights);
            if (held is null || held < best)
            {
                (kept, best) = (trainer.AveragedWeights, held ?? best);
            }
            output.WriteLine(FormattableString.Invariant(
                $"  step {averages.Steps,6}  {averages.Loss,8:F3} nats  {clock.Elapsed.TotalSeconds,5:F0} s  ")
                + string.Join("  ", averages.Terms.Select(t => FormattableString.Invariant($"{t.Key} {t.Value:F3}")))
                + (held is null ? "" : FormattableString.Invariant($"  held out {held:F3}")));
        }
        return kept!;
    }

    public static void Print(TextWriter output, string name, DiffusionBound bound) => output.WriteLine(
        FormattableString.Invariant($"  {name,-28}{bound.Total.Mean,9:F3} ±{bound.Total.StandardError,6:F3} nats") +
        FormattableString.Invariant($"{bound.BitsPerDimension.Mean,9:F4} ±") +
        FormattableString.Invariant($"{bound.BitsPerDimension.StandardError,7:F4} bits a dimension   ") +
        FormattableString.Invariant($"prior {bound.Prior.Mean:F4}, reconstruction ") +
        FormattableString.Invariant($"{bound.Reconstruction.Mean:F3}, diffusion {bound.Diffusion.Mean:F3}"));
}
