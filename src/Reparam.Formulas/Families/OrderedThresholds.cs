using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>Independent draws of one distribution, put in increasing order: n! times the product of their
/// densities.</summary>
internal sealed record OrderedThresholds(Distribution Each, int Count) : Distribution
{
    public override Support Support => Support.Ordered;

    public override Shape BatchShape => Each.BatchShape;

    public override Shape EventShape => Shape.Create([Count]);

    public override Tensor LogProb(Tensor x) => Tensor.Sum(Each.LogProb(x), -1) + Tensor.LogGamma(Count + 1);
}
