using static Reparam.Tensor;

namespace Reparam.Neural.Tests.Diffusion;

/// <summary>Normal data in the plane: the best denoiser is linear, and each term of the bound has a closed
/// form.</summary>
internal static class GaussianData
{
    private const double Cosine = 0.8, Sine = 0.6;

    public static readonly double[] Mean = [0.7, -0.4];

    /// <summary>The variances along the axes (0.8, 0.6) and (-0.6, 0.8).</summary>
    public static readonly double[] Variances = [1.6, 0.09];

    public static readonly double[,] Axes = { { Cosine, Sine }, { -Sine, Cosine } };

    /// <summary>-E log p(x), in nats.</summary>
    public static double Entropy => Variances.Sum(d => 0.5 * Math.Log(2 * Math.PI * Math.E * d));

    /// <summary>E ‖ε - ε̂‖² of the best denoiser: Σ α² d / (α² d + σ²).</summary>
    public static double SquaredError(double logRatio) =>
        Variances.Sum(d => Math.Exp(logRatio) * d / (Math.Exp(logRatio) * d + 1));

    /// <summary>The same for one x₀: ε - ε̂ = (α² d ε - α σ (x₀ - μ)) / (α² d + σ²) along each axis.</summary>
    public static double SquaredError(double logRatio, double[] x)
    {
        double signal = 1 / (1 + Math.Exp(-logRatio)), noise = 1 - signal, sum = 0;
        for (int i = 0; i < 2; i++)
        {
            double along = Axes[i, 0] * (x[0] - Mean[0]) + Axes[i, 1] * (x[1] - Mean[1]);
            double total = signal * Variances[i] + noise;
            sum += (signal * noise * along * along + Math.Pow(signal * Variances[i], 2)) / (total * total);
        }
        return sum;
    }

    public static double Prior(double last)
    {
        double signal = 1 / (1 + Math.Exp(-last)), squares = Variances.Sum() + Mean.Sum(m => m * m);
        return 0.5 * (signal * squares + 2 * ((1 - signal) - 1 - Math.Log(1 - signal)));
    }

    public static double Reconstruction(double first) => Math.Log(2 * Math.PI * Math.E) - first;

    public static double Diffusion(IReadOnlyList<double> logRatios) => Enumerable.Range(1, logRatios.Count - 1).Sum(i =>
        0.5 * (Math.Exp(logRatios[i - 1] - logRatios[i]) - 1) * SquaredError(logRatios[i]));

    public static double Diffusion(double first, double last) =>
        Variances.Sum(d => 0.5 * Math.Log((1 + d * Math.Exp(first)) / (1 + d * Math.Exp(last))));

    /// <summary>Points z and ε whose averages are those of standard normal numbers up to the second degree, so that the
    /// average of a term of the bound is its expectation: x₀, then ε, for eight draws.</summary>
    public static (double[] Data, double[] Noise) Points(int repeats = 1)
    {
        double[] data = new double[16 * repeats], noise = new double[16 * repeats];
        int draws = 8 * repeats;
        for (int draw = 0; draw < draws; draw++)
        {
            var z = new double[4];
            z[draw % 8 / 2] = draw % 2 == 0 ? 2 : -2;
            for (int e = 0; e < 2; e++)
            {
                data[e * draws + draw] = Mean[e] + Enumerable.Range(0, 2).Sum(i =>
                    Axes[i, e] * Math.Sqrt(Variances[i]) * z[i]);
                noise[e * draws + draw] = z[2 + e];
            }
        }
        return (data, noise);
    }
}

/// <summary>The best denoiser of <see cref="GaussianData"/>.</summary>
internal sealed class GaussianDenoiser(Prediction prediction) : Denoiser([2], prediction)
{
    public override Tensor Predict(Tensor diffused, Tensor logRatio, Tensor? label)
    {
        // Written out rather than by SignalToNoise, which is what is tested.
        Tensor signal = Sqrt(Sigmoid(logRatio)), noise = Sqrt(Sigmoid(-logRatio));
        Tensor axes = GaussianData.Axes, mean = GaussianData.Mean, variances = GaussianData.Variances;
        Tensor total = Square(signal) * variances + Square(noise);
        Tensor along = MatMul(axes, diffused - signal * mean) / total;
        return Prediction switch
        {
            Prediction.Noise => MatMul(Transpose(axes), noise * along),
            Prediction.Example => mean + MatMul(Transpose(axes), signal * variances * along),
            _ => MatMul(Transpose(axes), signal * noise * (1 - variances) * along) - noise * mean,
        };
    }
}
