using Reparam.Random;
using static Reparam.Neural.Tests.DenseMatrices;

namespace Reparam.Neural.Tests.Vae;

/// <summary>An auto-encoder whose networks are linear, told of a class and of a mask: z ~ N(m_c, diag s_c²), x = W z +
/// v_c + b + 0.5 e, of which every density is normal and known.</summary>
internal sealed class LinearConditional
{
    public const int Pixels = 4, Latent = 2, Classes = 3;
    private const double Scale = 0.5, LeastScale = 0.01;

    // Orthogonal columns: the posterior of examples without missing pixels is diagonal.
    private static readonly double[,] W = { { 0.9, -0.2 }, { 0.2, 0.8 }, { -0.5, 0.1 }, { 0.1, 0.7 } };
    private static readonly double[,] V =
        { { 0.5, 0, -0.8 }, { -0.5, 1, 0.2 }, { 0.3, -0.7, 0.4 }, { 0, 0.6, -0.9 } };
    private static readonly double[] B = [0.1, -0.2, 0.3, 0];
    private static readonly double[,] PriorMean = { { 0.7, -0.4, 0 }, { 0, 0.5, -0.6 } };
    private static readonly double[,] PriorScale = { { 1, 0.6, 1.5 }, { 0.8, 1.2, 1 } };

    public LinearConditional(bool hasPrior, bool isExact, Condition? condition = null)
    {
        HasPrior = hasPrior;
        Model = VariationalAutoencoder.Perceptron([Pixels], [], Latent, Likelihood.Normal(LeastScale),
            fields: new ModelFields { Condition = condition ?? Condition.Label(Classes), HasMask = true },
            hasConditionalPrior: hasPrior);
        float logScale = (float)Math.Log(Scale - LeastScale);
        var values = new Dictionary<string, float[]>
        {
            ["decoder.0.weight"] = [.. Enumerable.Range(0, 2 * Pixels).SelectMany(row => row >= Pixels
                ? new float[Latent + Classes]
                : [.. Row(W, row), .. Row(V, row)])],
            ["decoder.0.bias"] = [.. B.Select(b => (float)b), .. Enumerable.Repeat(logScale, Pixels)],
            ["encoder.1.0.weight"] = new float[2 * Latent * (2 * Pixels + Classes)],
            ["encoder.1.0.bias"] = new float[2 * Latent],
        };
        if (hasPrior)
        {
            values["prior.0.weight"] = [.. Enumerable.Range(0, Latent).SelectMany(d => Row(PriorMean, d)),
                .. Enumerable.Range(0, Latent).SelectMany(d => Row(PriorScale, d).Select(static s => MathF.Log(s)))];
            values["prior.0.bias"] = new float[2 * Latent];
        }
        Encode(values, isExact);
        Weights = WeightValues.From(Model, values);
    }

    public VariationalAutoencoder Model { get; }

    public WeightValues Weights { get; }

    private bool HasPrior { get; }

    /// <summary>Draws of the model, with labels in turn and a third of the pixels missing.</summary>
    public static ExampleValues Examples(int count, bool isWhole = false, float inMissing = 0)
    {
        RandomKey key = RandomKey.FromSeed(7);
        var examples = new ExampleValues
        {
            ["image"] = new float[count * Pixels],
            ["seen"] = new float[count * Pixels],
            ["label"] = [.. Enumerable.Range(0, count).Select(i => (float)(i % Classes))],
        };
        for (int i = 0; i < count * Pixels; i++)
        {
            (int n, int p) = (i / Pixels, i % Pixels);
            double value = B[p] + V[p, n % Classes] + W[p, 0] * Noise.Normal(key, 0, n, 0)
                + W[p, 1] * Noise.Normal(key, 0, n, 1) + Scale * Noise.Normal(key, 0, n, 2 + p);
            bool isSeen = isWhole || Noise.Uniform(key.Fold("seen"), 0, n, p) < 0.67;
            examples["seen"][i] = isSeen ? 1 : 0;
            examples["image"][i] = isSeen ? (float)value : inMissing;
        }
        return examples;
    }

    /// <summary>log p(x_seen | c).</summary>
    public double Evidence(ExampleValues examples, int example)
    {
        (double[] x, int[] seen, _) = Parts(examples, example);
        (double[] mean, double[,] covariance) = Marginal((int)examples["label"][example]);
        return seen.Length == 0 ? 0 : LogNormal([.. seen.Select(i => x[i])], [.. seen.Select(i => mean[i])],
            Of(seen.Length, seen.Length, (i, j) => covariance[seen[i], seen[j]]));
    }

    /// <summary>E[x | x_seen, c].</summary>
    public double[] Completed(ExampleValues examples, int example)
    {
        (double[] x, int[] seen, int[] missing) = Parts(examples, example);
        (double[] mean, double[,] covariance) = Marginal((int)examples["label"][example]);
        double[] completed = [.. x];
        if (seen.Length == 0)
        {
            return mean;
        }
        double[,] within = Of(seen.Length, seen.Length, (i, j) => covariance[seen[i], seen[j]]);
        double[,] across = Of(missing.Length, seen.Length, (i, j) => covariance[missing[i], seen[j]]);
        double[] moved = Product(Product(across, Inverse(within).Inverse), seen.Select(i => x[i] - mean[i]).ToArray());
        for (int i = 0; i < missing.Length; i++)
        {
            completed[missing[i]] = mean[missing[i]] + moved[i];
        }
        return completed;
    }

    /// <summary>Mean and covariance of x given c.</summary>
    public (double[] Mean, double[,] Covariance) Marginal(int label)
    {
        double[] at = [.. Enumerable.Range(0, Latent).Select(d => HasPrior ? PriorMean[d, label] : 0)];
        double[] scale = [.. Enumerable.Range(0, Latent).Select(d => HasPrior ? PriorScale[d, label] : 1)];
        double[,] loadings = Product(W, Diagonal(scale));
        return ([.. Product(W, at).Select((v, i) => v + B[i] + V[i, label])],
            Sum(Scaled(Scale * Scale, Identity(Pixels)), Product(loadings, Transposed(loadings))));
    }

    /// <summary>The encoder: without a network for the prior the posterior of whole examples, or one that is no
    /// posterior but covers it.</summary>
    private static void Encode(Dictionary<string, float[]> values, bool isExact)
    {
        const int columns = 2 * Pixels + Classes;
        float[] weight = values["encoder.1.0.weight"], bias = values["encoder.1.0.bias"];
        for (int d = 0; d < Latent; d++)
        {
            double m = Enumerable.Range(0, Pixels).Sum(i => W[i, d] * W[i, d]) + Scale * Scale;
            for (int i = 0; i < Pixels; i++)
            {
                weight[d * columns + i] = (float)(W[i, d] / m * (isExact ? 1 : 0.7));
                bias[d] -= (float)(W[i, d] * B[i] / m);
                for (int c = 0; c < Classes; c++)
                {
                    weight[d * columns + 2 * Pixels + c] -= (float)(W[i, d] * V[i, c] / m);
                }
                // Less is known where less was seen.
                weight[(Latent + d) * columns + Pixels + i] = isExact ? 0 : -0.2f;
            }
            bias[Latent + d] = (float)(0.5 * Math.Log(Scale * Scale / m)) + (isExact ? 0 : 1f);
        }
    }

    private static (double[] X, int[] Seen, int[] Missing) Parts(ExampleValues examples, int example)
    {
        int[] all = [.. Enumerable.Range(0, Pixels)];
        bool IsSeen(int i) => examples["seen"][example * Pixels + i] != 0;
        return ([.. all.Select(i => (double)examples["image"][example * Pixels + i])],
            [.. all.Where(IsSeen)], [.. all.Where(i => !IsSeen(i))]);
    }

    private static float[] Row(double[,] matrix, int row) =>
        [.. Enumerable.Range(0, matrix.GetLength(1)).Select(j => (float)matrix[row, j])];
}
