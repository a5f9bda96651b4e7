using Reparam.Neural;
using Reparam.Random;

namespace Reparam.Benchmarks.Networks;

/// <summary>Pictures of a model of digits: missing pixels as the Markov chain fills them in, and samples.</summary>
internal static class DeepLatentGaussianPictures
{
    private const int Pixels = 64, Shown = 16;
    private static readonly int[] Runs = [1, 1, 3, 15, 80, 400];

    public static void Write(string folder, DeepLatentGaussianModel model, WeightValues weights, float[] digits)
    {
        Directory.CreateDirectory(folder);
        Impute(Path.Combine(folder, "imputation-half.png"), model, weights, digits, static i => i % 8 < 4);
        Impute(Path.Combine(folder, "imputation-random.png"), model, weights, digits,
            static i => Noise.Uniform(RandomKey.FromSeed(3), 0, i / Pixels, i % Pixels) < 0.4);
        float[] samples = NetworkFunction.Compile(model, inputs =>
                [model.Likelihood.Mean(model.Decode(model.PriorNoise(inputs)))])
            .Run(weights, 100, new Dictionary<string, float[]>())[0];
        Enlarged(samples, 20).Write(Path.Combine(folder, "samples.png"));
    }

    /// <summary>A row for each digit: it, what is observed of it, and E[x | ξ] after ever more steps; last the average
    /// of many.</summary>
    private static void Impute(string path, DeepLatentGaussianModel model, WeightValues weights, float[] digits,
        Func<int, bool> isObserved)
    {
        float[] shown = digits[..(Shown * Pixels)];
        bool[] observed = [.. Enumerable.Range(0, shown.Length).Select(isObserved)];
        var chain = new ImputationChain(model, weights, shown, observed, seed: 5);
        List<float[]> columns = [shown, [.. shown.Select((v, i) => observed[i] ? v : 0.4f)]];
        foreach (int steps in Runs)
        {
            chain.Run(steps);
            columns.Add(chain.Means);
        }
        float[] rows = [.. Enumerable.Range(0, Shown).SelectMany(
            row => columns.SelectMany(column => column[(row * Pixels)..((row + 1) * Pixels)]))];
        Enlarged(rows, columns.Count).Write(path);
    }

    private static PngImage Enlarged(float[] images, int columns)
    {
        const int Factor = 5, Side = 8 * Factor;
        int count = images.Length / Pixels;
        var large = new float[count * Side * Side];
        for (int i = 0; i < large.Length; i++)
        {
            (int image, int place) = Math.DivRem(i, Side * Side);
            large[i] = images[image * Pixels + place / Side / Factor * 8 + place % Side / Factor];
        }
        return ImageGrid.Of(large, [Side, Side], columns, margin: 3);
    }
}
