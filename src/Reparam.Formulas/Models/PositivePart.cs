using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>A distribution over the reals restricted to the positive numbers: its density over its mass
/// there.</summary>
internal sealed record PositivePart(Distribution Whole, double Mass) : Distribution
{
    public override Support Support => Support.Positive;

    public override Shape BatchShape => Whole.BatchShape;

    public override Tensor LogProb(Tensor x) => Whole.LogProb(x) - Math.Log(Mass);
}
