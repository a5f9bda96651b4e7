using Reparam.Benchmarks.Comparison;
using Reparam.Neural;

namespace Reparam.Benchmarks.Networks;

/// <summary>The table of <c>networks</c>: steps of training, with their batches and noise, in floats.</summary>
internal static class NetworkTable
{
    /// <summary>Shades that repeat: what a step costs does not depend on what images show.</summary>
    private static readonly ExampleSet Images = ExampleSet.FromImages(new NamedArray("shades",
        Enumerable.Range(0, 10_000 * 784).Select(static i => (byte)(i * 7919L % 67)).ToArray(), [10_000, 28, 28]));

    private static readonly Dictionary<string, PixelNoise> Noise =
        new() { [VariationalAutoencoder.Field] = PixelNoise.Binarised };

    public static int Print(IReadOnlyList<string> files, TextWriter output)
    {
        IReadOnlyList<Figure> others = [.. files.SelectMany(Figure.Read)];
        output.WriteLine(
            $"{"ms a step",-34}{"2 threads",10}{"1 thread",10}{"PyTorch",10}{"ratio",8}{"at best",9}");
        Row(output, others, "vae.128", 128,
            VariationalAutoencoder.Perceptron([1, 28, 28], [400], 20, activation: Activation.Relu), new BoundObjective());
        var weighted = new BoundObjective { Samples = 5, IsImportanceWeighted = true };
        Row(output, others, "iwae.20", 20, VariationalAutoencoder.Perceptron([1, 28, 28], [200, 200], 50), weighted);
        Row(output, others, "iwae.100", 100, VariationalAutoencoder.Perceptron([1, 28, 28], [200, 200], 50), weighted);
        Row(output, others, "iwae.20 doubly reparameterised", 20,
            VariationalAutoencoder.Perceptron([1, 28, 28], [200, 200], 50), weighted with { IsDoublyReparameterized = true });
        Row(output, others, "convolutions.128", 128,
            VariationalAutoencoder.Convolutional([1, 28, 28], [32, 64], 20), new BoundObjective());
        // Shades as real numbers: a step of a diffusion costs the same whatever its decoder.
        var denoiser = new ConvolutionalDenoiser([1, 28, 28], channels: 32, halvings: 1);
        Row(output, others, "unet.64", 64,
            new DiffusionModel(denoiser, new LinearLogRatioSchedule(10, -6), DiffusionDecoder.Continuous).Loss());
        return 0;
    }

    private static void Row(TextWriter output, IReadOnlyList<Figure> others, string name, int batch,
        VariationalAutoencoder network, BoundObjective objective) =>
        Row(output, others, name, batch, network.Loss(objective));

    private static void Row(TextWriter output, IReadOnlyList<Figure> others, string name, int batch, Loss loss)
    {
        Measurement Time(int threads)
        {
            var trainer = new Trainer(loss, new ExampleBatches(Images, batch, 1, Noise),
                new TrainingOptions { Threads = threads, Prefetches = threads > 1 });
            return Measurement.Of(() => trainer.Run(1).Loss, isOneThread: threads == 1);
        }
        Measurement one = Time(1), two = Time(2);
        string line = FormattableString.Invariant($"{name,-34}{two.Minimum * 1e-6,10:F3}{one.Median * 1e-6,10:F3}");
        output.WriteLine(Figure.Find(others, "pytorch.network." + name) is { } figure
            ? line + FormattableString.Invariant(
                $"{figure.Median * 1e-6,10:F3}{figure.Median / one.Median,8:F2}{figure.Minimum / one.Minimum,9:F2}")
            : line);
    }
}
