using System.Globalization;
using Reparam.Neural;

namespace Reparam.Benchmarks.Networks;

/// <summary>The table of <c>bounds</c>: what networks reach on test images after as many epochs as PyTorch's, three
/// seeds each, so that speed is not bought with accuracy.</summary>
internal static class BoundTable
{
    private const int Training = 10_000, Epochs = 20, Every = 5, Draws = 10;

    private static readonly ulong[] Seeds = [1, 2, 3];

    /// <param name="folder">Of the binarised MNIST.</param>
    /// <param name="files">What pytorch_bounds.py printed.</param>
    /// <param name="output">Receives the table.</param>
    public static int Print(string folder, IReadOnlyList<string> files, TextWriter output)
    {
        (string Name, double Bound)[] others = [.. files.SelectMany(File.ReadLines).Select(static line =>
        {
            string[] fields = line.Split('\t');
            return (fields[0], double.Parse(fields[2], CultureInfo.InvariantCulture));
        })];
        ExampleSet training = Images(folder, "train").Take(Training), all = Images(folder, "test");
        ExampleSet test = all.Select([.. Enumerable.Range(0, (all.Count + Every - 1) / Every).Select(i => i * Every)]);
        output.WriteLine($"{"bound on test images, nats",-34}{"ours",18}{"PyTorch",18}{"difference",18}");
        Row("vae.128", 128, new BoundObjective(),
            () => VariationalAutoencoder.Perceptron([1, 28, 28], [400], 20, activation: Activation.Relu));
        Row("iwae.100", 100, new BoundObjective { Samples = 5, IsImportanceWeighted = true },
            () => VariationalAutoencoder.Perceptron([1, 28, 28], [200, 200], 50));
        return 0;

        void Row(string name, int batch, BoundObjective objective, Func<VariationalAutoencoder> make)
        {
            double[] ours = [.. Seeds.Select(seed => Bound(make(), objective, batch, training, test, seed))];
            double[] theirs = [.. others.Where(o => o.Name == "pytorch.bound." + name).Select(static o => o.Bound)];
            output.WriteLine($"{name,-34}{Words(ours),18}" + (theirs.Length < 2 ? ""
                : $"{Words(theirs),18}" + string.Create(CultureInfo.InvariantCulture,
                    $"{ours.Average() - theirs.Average(),10:F2} ± {Math.Sqrt(Error(ours) + Error(theirs)):F2}")));
        }
    }

    private static double Bound(VariationalAutoencoder network, BoundObjective objective, int batch,
        ExampleSet training, ExampleSet test, ulong seed)
    {
        Loss loss = network.Loss(objective);
        var trainer = new Trainer(loss, new ExampleBatches(training, batch, seed), new TrainingOptions { Seed = seed });
        _ = trainer.Run((long)Epochs * (training.Count / batch));
        var evaluator = new LossEvaluator(
            loss, new ExampleBatches(test, test.Count, seed, isShuffled: false), (long)Draws * test.Count, seed: seed);
        return -evaluator.Run(trainer.Weights).Loss;
    }

    private static ExampleSet Images(string folder, string part) =>
        ExampleSet.FromIdx(Path.Combine(folder, $"binarized_mnist_{part}-images-idx3-ubyte.gz"));

    /// <summary>The square of the standard error of a mean.</summary>
    private static double Error(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2))
        / (values.Length - 1) / values.Length;

    private static string Words(double[] values) => string.Create(
        CultureInfo.InvariantCulture, $"{values.Average():F2} ± {Math.Sqrt(Error(values)):F2}");
}
