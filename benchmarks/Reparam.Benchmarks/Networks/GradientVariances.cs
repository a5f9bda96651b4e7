using System.Diagnostics;
using System.Globalization;
using Reparam.Neural;
using Reparam.Random;

namespace Reparam.Benchmarks.Networks;

/// <summary>Variances of the gradient by the identities of Bonnet and Price beside those by paths, in the parameters
/// that the heads of a recognition model give: of one draw for one example, summed over ten examples.</summary>
internal static class GradientVariances
{
    private const int Examples = 10, Draws = 1000;

    public static string Of(DeepLatentGaussianModel model, WeightValues weights, float[] examples)
    {
        (double[] path, double pathSeconds) = ByLayer(model, weights, examples, PosteriorGradient.Path);
        (double[] identities, double seconds) =
            ByLayer(model, weights, examples, PosteriorGradient.GaussianIdentities);
        IEnumerable<string> layers = Enumerable.Range(0, path.Length / 2).Select(l => string.Create(
            CultureInfo.InvariantCulture, $"layer {l + 1} mean {identities[2 * l] / path[2 * l]:F2}, ") +
            string.Create(CultureInfo.InvariantCulture,
                $"covariance {identities[2 * l + 1] / path[2 * l + 1]:G2}"));
        return "variance by Bonnet and Price over that by paths: " + string.Join("; ", layers) +
            string.Create(CultureInfo.InvariantCulture, $"; time {seconds / pathSeconds:F1}");
    }

    /// <summary>For each layer the variances in the mean and in the parameters of the covariance.</summary>
    private static (double[] Variances, double Seconds) ByLayer(
        DeepLatentGaussianModel model, WeightValues weights, float[] examples, PosteriorGradient gradient)
    {
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
        for (int example = 0; example < Examples; example++)
        {
            program.Runner.BindInput(field, (ReadOnlyMemory<float>)examples.AsMemory(example * size, size));
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
                for (int i = 0; i < sums[h].Length; i++)
                {
                    double mean = sums[h][i] / Draws;
                    variances[2 * h + (i < model.Layers[h].Latent ? 0 : 1)] += squares[h][i] / Draws - mean * mean;
                }
            }
        }
        return (variances, clock.Elapsed.TotalSeconds);
    }
}
