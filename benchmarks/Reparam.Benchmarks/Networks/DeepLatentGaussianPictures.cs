using Reparam.Neural;
using Reparam.Random;

namespace Reparam.Benchmarks.Networks;

/// <summary>Pictures of a model of digits: missing pixels as the Markov chain fills them in, and samples.</summary>
internal static class DeepLatentGaussianPictures
{
    private const int Shown = 16;
    private static readonly int[] Runs = [1, 1, 3, 15, 80, 400];

    public static void Write(string folder, DeepLatentGaussianModel model, WeightValues weights, float[] digits)
    {
        Directory.CreateDirectory(folder);
        int side = model.Example[^1], pixels = model.Example.Size;
        Impute(Path.Combine(folder, "imputation-half.png"), model, weights, digits, i => i % side < side / 2);
        Impute(Path.Combine(folder, "imputation-random.png"), model, weights, digits,
            i => Noise.Uniform(RandomKey.FromSeed(3), 0, i / pixels, i % pixels) < 0.4);
        float[] samples = NetworkFunction.Compile(model, inputs =>
                [model.Likelihood.Mean(model.Decode(model.PriorNoise(inputs)))])
            .Run(weights, 100, new Dictionary<string, float[]>())[0];
        Grid(samples, side, 20).Write(Path.Combine(folder, "samples.png"));
    }

    /// <summary>A row for each digit: it, what is observed of it, and E[x | ξ] after ever more steps; last the average
    /// of many.</summary>
    private static void Impute(string path, DeepLatentGaussianModel model, WeightValues weights, float[] digits,
        Func<int, bool> isObserved)
    {
        int side = model.Example[^1], pixels = model.Example.Size;
        // Some files have their digits in order: take them from all of it.
        int stride = digits.Length / pixels / Shown;
        float[] shown = [.. Enumerable.Range(0, Shown)
            .SelectMany(row => digits.Skip(row * stride * pixels).Take(pixels))];
        bool[] observed = [.. Enumerable.Range(0, shown.Length).Select(isObserved)];
        var chain = new ImputationChain(model, weights, shown, observed, seed: 5);
        List<float[]> columns = [shown, [.. shown.Select((v, i) => observed[i] ? v : 0.4f)]];
        foreach (int steps in Runs)
        {
            chain.Run(steps);
            columns.Add(chain.Means);
        }
        float[] rows = [.. Enumerable.Range(0, Shown).SelectMany(
            row => columns.SelectMany(column => column[(row * pixels)..((row + 1) * pixels)]))];
        Grid(rows, side, columns.Count).Write(path);
    }

    private static PngImage Grid(float[] images, int side, int columns) =>
        ImageGrid.Of(images, [side, side], columns, magnification: Math.Max(1, 40 / side));
}
