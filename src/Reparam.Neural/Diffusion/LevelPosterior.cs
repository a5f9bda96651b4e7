using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>The mean of x₀ where each element is one of some levels: the network says how probable each is from all of
/// x_t, and what the element itself says, N(x_t; α level, σ²), is applied exactly.</summary>
/// <remarks>So where little noise is left the nearest level is found without being learned, and what is learned is
/// smooth. With 0 levels the network's output is the prediction.</remarks>
internal sealed class LevelPosterior(Shape example, int levels)
{
    /// <summary>Outputs of the network for each element.</summary>
    public int Factor => Math.Max(1, levels);

    /// <summary>What is predicted, where the network would predict something.</summary>
    public static Prediction Kind(Prediction other, int levels) => levels == 0 ? other : Prediction.Example;

    /// <summary>The prediction.</summary>
    /// <param name="output">The network's, all of the first level first.</param>
    /// <param name="diffused">x_t.</param>
    /// <param name="logRatio">λ.</param>
    public Tensor Of(Tensor output, Tensor diffused, Tensor logRatio)
    {
        if (levels == 0)
        {
            return Reshape(output, example);
        }
        Tensor middles = DiffusionDecoder.Middles(levels, [levels, 1]);
        // ½ (x_t - α level)² / σ², with 1 / σ = √(1 + e^λ) and α / σ = e^(λ/2).
        Tensor scaled = Reshape(diffused, [1, example.Size]) * Exp(0.5 * Softplus(logRatio));
        Tensor scores = Reshape(output, [levels, example.Size])
            - 0.5 * Square(scaled - Exp(0.5 * logRatio) * middles);
        return Reshape(Sum(Exp(scores - LogSumExp(scores, 0)) * middles, 0), example);
    }
}
