using System.Diagnostics;
using System.Globalization;
using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Benchmarks.Networks;

/// <summary>Three stochastic layers on binarised MNIST (Larochelle and Murray 2011), one form of the posterior: the log
/// likelihood beside that of Rezende, Mohamed and Wierstra (2014), and pictures of imputation.</summary>
internal static class DeepLatentGaussianMnist
{
    private const int Batch = 100, Hidden = 200, Pixels = 784, Samples = 1000, Sampled = 500;
    private static readonly int[] Latent = [50, 30, 10];

    public static int Print(TextWriter output, string data, string epochs, string posterior, string folder)
    {
        ExampleSet Read(string part) => ExampleSet.FromIdx(
            Path.Combine(data, $"binarized_mnist_{part}-images-idx3-ubyte.gz"));
        ExampleSet training = Read("train");
        float[] test = Read("test").Numbers(DeepLatentGaussianModel.Field);
        var model = DeepLatentGaussianModel.Perceptron(
            [1, 28, 28], Hidden, Latent, Enum.Parse<PosteriorForm>(posterior, ignoreCase: true));
        int count = int.Parse(epochs, CultureInfo.InvariantCulture), steps = training.Count / Batch;
        var objective = new BoundObjective { DivergenceWeight = new WarmUp(new ConstantStepSize(1), count * steps / 5) };
        var trainer = new Trainer(model.Loss(objective), new ExampleBatches(training, Batch, seed: 1),
            new TrainingOptions
            {
                Optimizer = new AdamOptimizer(new CosineDecay(1e-3, 1e-5, count * steps)),
                Prefetches = false,
            });
        output.WriteLine($"{posterior}, {string.Join(", ", Latent)} variables, {Hidden} hidden units");
        var clock = Stopwatch.StartNew();
        for (int epoch = 1; epoch <= count; epoch++)
        {
            TrainingAverages averages = trainer.Run(steps);
            if (epoch % 5 == 0 || epoch == count)
            {
                var evaluation = new LatentEvaluation(model, trainer.Weights);
                BoundEstimate bound = evaluation.Bound(test);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"epoch {epoch}: training bound {averages.Metrics["bound"]:F2}, test bound {bound.Mean:F2} ± ") +
                    string.Create(CultureInfo.InvariantCulture,
                        $"{bound.StandardError:F2}, {clock.Elapsed.TotalSeconds:F0} seconds"));
            }
        }
        WeightValues weights = trainer.Weights;
        // Every twentieth image, so that all writers are among them.
        float[] sampled = [.. Enumerable.Range(0, Sampled).SelectMany(i => test.Skip(20 * i * Pixels).Take(Pixels))];
        var last = new LatentEvaluation(model, weights);
        LogLikelihoodEstimate estimate = last.LogLikelihood(sampled, Samples);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"log likelihood of {Sampled} test images by {Samples} draws {estimate.Mean:F2} ± ") +
            string.Create(CultureInfo.InvariantCulture,
                $"{estimate.StandardError:F2}; their bound {last.Bound(sampled).Mean:F2}"));
        DeepLatentGaussianPictures.Write(folder, model, weights, sampled);
        return 0;
    }
}
