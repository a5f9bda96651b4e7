using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>A distribution over the reals restricted to the positive numbers: its density over its mass
/// there.</summary>
internal sealed record PositivePart(Distribution Whole, double Mass) : Distribution
{
    public override Support Support => Support.Positive;

    public override Shape BatchShape => Whole.BatchShape;

    public override Tensor LogProb(Tensor x) => Whole.LogProb(x) - Math.Log(Mass);

    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The number whose upper tail, of the tail above 0, has probability u.</summary>
    public override Tensor FromNoise(Tensor noise) => Whole.InverseSurvival(Mass * noise);
}
