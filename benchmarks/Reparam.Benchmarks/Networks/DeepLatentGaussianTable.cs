using System.Diagnostics;
using System.Globalization;
using Reparam.Neural;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Benchmarks.Networks;

/// <summary>The table of <c>deep-latent-gaussian</c>: models of the digits of 8 × 8 pixels.</summary>
internal static class DeepLatentGaussianTable
{
    private const int Training = 1500, Batch = 50, Steps = 9000, Hidden = 64, Samples = 2000;
    private static readonly ulong[] Seeds = [1, 2, 3];

    public static int Print(TextWriter output, string? folder)
    {
        (ExampleSet training, ExampleSet test) = ExampleSets.Digits().Split(Training, seed: 1);
        float[] held = DigitBatches.Fixed(test);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{test.Count} digits held out, nats an image; {Steps} steps of {Batch}; mean of {Seeds.Length} seeds ± half ") +
            "their range");
        output.WriteLine($"{"variables, posterior, noise",-40}{"training bound",16}{"test bound",16}" +
            $"{"log likelihood",16}{"seconds",9}");
        (string, int[], PosteriorForm, LayerNoise)[] rows =
        [
            ("12, diagonal", [12], PosteriorForm.Diagonal, LayerNoise.Diagonal),
            ("12, rank one", [12], PosteriorForm.RankOnePrecision, LayerNoise.Diagonal),
            ("18, diagonal", [18], PosteriorForm.Diagonal, LayerNoise.Diagonal),
            ("12 and 6, diagonal", [12, 6], PosteriorForm.Diagonal, LayerNoise.Diagonal),
            ("12 and 6, rank one", [12, 6], PosteriorForm.RankOnePrecision, LayerNoise.Diagonal),
            ("12 and 6, ladder", [12, 6], PosteriorForm.Ladder, LayerNoise.Diagonal),
            ("12 and 6, ladder, conditional noise", [12, 6], PosteriorForm.Ladder, LayerNoise.Conditional),
        ];
        foreach ((string name, int[] latent, PosteriorForm posterior, LayerNoise noise) in rows)
        {
            DeepLatentGaussianModel model = Model(latent, posterior, noise);
            Result[] results = [.. Seeds.Select(seed => Train(model, training, held, seed))];
            string Column(Func<Result, double> value) => string.Create(CultureInfo.InvariantCulture,
                $"{results.Average(value),9:F2} ±{(results.Max(value) - results.Min(value)) / 2,5:F2}");
            output.WriteLine($"{name,-40}{Column(r => r.TrainingBound)}{Column(r => r.TestBound)}" +
                $"{Column(r => r.LogLikelihood)}" +
                string.Create(CultureInfo.InvariantCulture, $"{results.Average(r => r.Seconds),9:F1}"));
            if (posterior != PosteriorForm.Ladder && latent.Length == 2)
            {
                Variances(output, model, results[0].Weights, held);
            }
            if (folder is not null && posterior == PosteriorForm.RankOnePrecision && latent.Length == 2)
            {
                DeepLatentGaussianPictures.Write(folder, model, results[0].Weights, held);
            }
        }
        return 0;
    }

    private static DeepLatentGaussianModel Model(int[] latent, PosteriorForm posterior, LayerNoise noise) =>
        DeepLatentGaussianModel.Perceptron([1, 8, 8], Hidden, latent, posterior, noise);

    private static Result Train(DeepLatentGaussianModel model, ExampleSet training, float[] held, ulong seed)
    {
        var clock = Stopwatch.StartNew();
        var trainer = new Trainer(model.Loss(), new DigitBatches(training, Batch, seed), new TrainingOptions
        {
            Optimizer = new AdamOptimizer(new CosineDecay(2e-3, 2e-5, Steps)),
            Seed = seed,
            Prefetches = false,
        });
        trainer.Run(Steps - 500);
        double bound = -trainer.Run(500).Loss;
        double seconds = clock.Elapsed.TotalSeconds;
        WeightValues weights = trainer.Weights;
        return new Result(weights, bound, TestBound(model, weights, held),
            LogLikelihoodEstimate.Of(model, weights, held, Samples).Mean, seconds);
    }

    private static double TestBound(DeepLatentGaussianModel model, WeightValues weights, float[] held)
    {
        int count = held.Length / model.Example.Size;
        return NetworkFunction.Compile(model, inputs => [model.LogWeights(
                inputs, inputs.Field(DeepLatentGaussianModel.Field, model.Example), 50)])
            .Run(weights, count, new Dictionary<string, float[]> { [DeepLatentGaussianModel.Field] = held })[0]
            .Average(static v => (double)v);
    }

    /// <summary>The variance of the gradient by the identities of Bonnet and Price beside that by paths, in the parameters
    /// that the heads give.</summary>
    private static void Variances(
        TextWriter output, DeepLatentGaussianModel model, WeightValues weights, float[] held)
    {
        double[] path = HeadVariances(model, weights, held, PosteriorGradient.Path, out double pathSeconds);
        double[] other =
            HeadVariances(model, weights, held, PosteriorGradient.GaussianIdentities, out double seconds);
        string ratios = string.Join(", ", path.Zip(other).Select(static p =>
            (p.Second / p.First).ToString("G2", CultureInfo.InvariantCulture)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  variance by Bonnet and Price beside that by paths, of mean and covariance of each layer: {ratios}; ") +
            string.Create(CultureInfo.InvariantCulture, $"time {seconds / pathSeconds:F1}"));
    }

    private static double[] HeadVariances(DeepLatentGaussianModel model, WeightValues weights, float[] held,
        PosteriorGradient gradient, out double seconds)
    {
        const int Draws = 400;
        Loss loss = model.Loss(null, gradient);
        NamedWeight[] heads = [.. model.Weights.Where(static w =>
            w.Name.StartsWith("recognition.head", StringComparison.Ordinal)
            && w.Name.EndsWith("bias", StringComparison.Ordinal))];
        var program = new NetworkProgram(model, loss.Inputs,
            Differentiate.Gradient(Tensor.DrawMean(loss.Total), [.. heads.Select(static h => h.Weight.Tensor)]),
            1, 1, RandomKey.FromSeed(1));
        program.Load(weights);
        int field = loss.Inputs.Index().First(static p => p.Item is FieldInput).Index, size = model.Example.Size;
        var variances = new double[2 * heads.Length];
        var clock = new Stopwatch();
        for (int example = 0; example < 10; example++)
        {
            program.Runner.BindInput(field, held.AsMemory(example * size, size));
            double[][] sums = [.. heads.Select(static h => new double[h.Weight.Shape.Size])];
            double[][] squares = [.. heads.Select(static h => new double[h.Weight.Shape.Size])];
            for (int draw = 0; draw < Draws; draw++)
            {
                program.Prepare(draw);
                clock.Start();
                program.Runner.Run();
                clock.Stop();
                for (int h = 0; h < heads.Length; h++)
                {
                    ReadOnlySpan<float> values = program.Runner.SharedSingles(h);
                    for (int i = 0; i < values.Length; i++)
                    {
                        sums[h][i] += values[i];
                        squares[h][i] += (double)values[i] * values[i];
                    }
                }
            }
            for (int h = 0; h < heads.Length; h++)
            {
                int latent = model.Layers[h].Latent;
                for (int i = 0; i < sums[h].Length; i++)
                {
                    double mean = sums[h][i] / Draws;
                    variances[2 * h + (i < latent ? 0 : 1)] += squares[h][i] / Draws - mean * mean;
                }
            }
        }
        seconds = clock.Elapsed.TotalSeconds;
        return variances;
    }

    private sealed record Result(
        WeightValues Weights, double TrainingBound, double TestBound, double LogLikelihood, double Seconds);
}
