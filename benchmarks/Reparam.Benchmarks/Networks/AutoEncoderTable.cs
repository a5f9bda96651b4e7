using System.Diagnostics;
using System.Globalization;
using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Benchmarks.Networks;

/// <summary>The table of <c>auto-encoders</c>: posteriors, conditions, discrete variables and missing pixels on the
/// digits of 8 × 8 pixels, which are 1 where their shade is at least half.</summary>
internal static class AutoEncoderTable
{
    private const int Training = 1500, Batch = 50, Steps = 10_000, Hidden = 64, Latent = 10, Samples = 1000;
    private const double MissingShare = 0.3;
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5];
    private static readonly Shape Image = [1, 8, 8];

    private static readonly (string Name, Func<LatentFamily> Family)[] Posteriors =
    [
        ("diagonal", static () => new DiagonalNormalFamily(Latent)),
        ("rank-one precision", static () => new RankOnePrecisionFamily(Latent)),
        ("inverse autoregressive, 2 steps", static () => new InverseAutoregressiveFamily(Latent)),
        ("coupling, 4 steps", static () => new CouplingFamily(Latent)),
        ("planar, 4 steps", static () => new PlanarFamily(Latent)),
        ("20 binary", static () => new RelaxedBernoulliFamily(2 * Latent, new CosineDecay(1, 0.3, Steps))),
        ("10 of 4 classes", static () => new ConcreteFamily(Latent, 4, new CosineDecay(1, 0.3, Steps))),
    ];

    public static int Print(TextWriter output, string? folder)
    {
        (ExampleSet training, ExampleSet test) =
            DeepLatentGaussianTable.Binarised(ExampleSets.Digits()).Split(Training, seed: 1);
        output.WriteLine(FormattableString.Invariant(
            $"nats an image, mean of {Seeds.Length} seeds ± its standard error; {Training} digits, {test.Count} ") +
            "held out");
        output.WriteLine(
            $"{"",-34}{"bound, training",16}{"bound, held out",16}{"log likelihood",16}{"seconds",9}");
        foreach ((string name, Func<LatentFamily> family) in Posteriors)
        {
            Row(name, () => VariationalAutoencoder.Perceptron(Image, [Hidden], family()));
        }
        var told = new ModelFields { Condition = Condition.Label(10) };
        Row("diagonal, told the label", () => VariationalAutoencoder.Perceptron(Image, [Hidden], Latent, fields: told));
        Row("and the prior, too", () => VariationalAutoencoder.Perceptron(
            Image, [Hidden], Latent, fields: told, hasConditionalPrior: true));
        Missing(output, training, test, folder);
        return 0;

        void Row(string name, Func<VariationalAutoencoder> make)
        {
            double[][] results = [.. Seeds.Select(seed =>
            {
                var clock = Stopwatch.StartNew();
                VariationalAutoencoder network = make();
                WeightValues weights = Train(network, new BoundObjective(), training, seed);
                double seconds = clock.Elapsed.TotalSeconds;
                if (folder is not null && seed == 1 && network.Fields.Condition is not null)
                {
                    Write(folder, name, new VaePictures(network, weights).SamplesByLabel(20, seed: 1));
                }
                var evaluation = new VaeEvaluation(network, weights);
                ExampleValues held = ExampleValues.Of(test);
                return (double[])[evaluation.Bound(ExampleValues.Of(training)).Mean, evaluation.Bound(held).Mean,
                    evaluation.LogLikelihood(held, Samples).Mean, seconds];
            })];
            output.WriteLine($"{name,-34}{Column(results, 0)}{Column(results, 1)}{Column(results, 2)}" + string.Create(
                CultureInfo.InvariantCulture, $"{results.Average(static r => r[3]),9:F1}"));
        }
    }

    /// <summary>Squared errors of missing pixels.</summary>
    private static void Missing(TextWriter output, ExampleSet training, ExampleSet test, string? folder)
    {
        output.WriteLine(FormattableString.Invariant($"squared error of {MissingShare:P0} missing pixels"));
        output.WriteLine($"{"",-34}{"mean image",16}{"weighted",16}{"by q",16}{"chain",16}");
        ExampleValues torn = ExampleValues.Of(test.WithMissing(MissingShare, seed: 3));
        float[] images = torn["image"], seen = torn["seen"], all = training.Numbers("image");
        int size = Image.Size;
        int[] missing = [.. Enumerable.Range(0, images.Length).Where(i => seen[i] == 0)];
        double[] mean = [.. Enumerable.Range(0, size).Select(p =>
            Enumerable.Range(0, training.Count).Average(i => (double)all[i * size + p]))];
        foreach (bool isFixed in (bool[])[false, true])
        {
            double[][] results = [.. Seeds.Select(seed =>
            {
                VariationalAutoencoder network = VariationalAutoencoder.Perceptron(
                    Image, [Hidden], Latent, fields: new ModelFields { HasMask = true });
                WeightValues weights = Train(
                    network, new BoundObjective { HiddenShare = isFixed ? null : MissingShare },
                    isFixed ? training.WithMissing(MissingShare, seed: 2) : training, seed);
                var evaluation = new VaeEvaluation(network, weights);
                float[] weighted = evaluation.Impute(torn, Samples), plain = evaluation.Impute(torn, Samples, false);
                var chain = new ImputationChain(network, weights, torn, [.. seen.Select(static s => s != 0)]);
                chain.Run(50);
                chain.Run(200);
                if (folder is not null && seed == 1 && !isFixed)
                {
                    // Rows of what was seen, with the rest grey, of what was made of it, and of what it was.
                    const int across = 20;
                    Write(folder, "imputed", [.. images.Select((v, i) => seen[i] == 0 ? 0.5f : v).Take(across * size),
                        .. weighted.Take(across * size), .. images.Take(across * size)]);
                }
                return (double[])[Error(i => mean[i % size]), Error(i => weighted[i]), Error(i => plain[i]),
                    Error(i => chain.Means[i])];
            })];
            output.WriteLine($"{(isFixed ? "each image has its own mask" : "other masks at each reading"),-34}" +
                string.Concat(Enumerable.Range(0, 4).Select(c => Column(results, c, 4))));
        }

        double Error(Func<int, double> at) => missing.Average(i => Math.Pow(at(i) - images[i], 2));
    }

    private static WeightValues Train(
        VariationalAutoencoder network, BoundObjective objective, ExampleSet training, ulong seed)
    {
        var options = new TrainingOptions
        {
            Optimizer = new AdamOptimizer(new CosineDecay(2e-3, 2e-5, Steps)),
            Seed = seed,
            Prefetches = false,
        };
        var trainer = new Trainer(network.Loss(objective), new ExampleBatches(training, Batch, seed), options);
        trainer.Run(Steps);
        return trainer.Weights;
    }

    private static string Column(double[][] results, int column, int digits = 2)
    {
        double mean = results.Average(r => r[column]), n = results.Length;
        double error = Math.Sqrt(results.Sum(r => Math.Pow(r[column] - mean, 2)) / (n - 1) / n);
        return string.Format(CultureInfo.InvariantCulture, $"{{0,9:F{digits}}} ±{{1,5:F{digits}}}", mean, error);
    }

    private static void Write(string folder, string name, float[] images)
    {
        Directory.CreateDirectory(folder);
        ImageGrid.Of(images, Image, columns: 20, magnification: 4).Write(Path.Combine(folder, name + ".png"));
    }
}
