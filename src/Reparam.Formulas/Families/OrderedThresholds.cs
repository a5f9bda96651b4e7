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

    public override NoiseKind Noise => NoiseKind.Exponential;

    public override Shape NoiseShape => Shape.Create([Count + 1]);

    /// <summary>Quantiles at ordered uniform numbers, which are the partial sums of n + 1 exponential ones over their
    /// total (Devroye 1986, "Non-uniform random variate generation", theorem V.2.2).</summary>
    public override Tensor FromNoise(Tensor noise)
    {
        var partial = new double[Count, Count + 1];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                partial[i, j] = 1;
            }
        }
        return Each.InverseCdf(Tensor.MatMul(partial, noise) / Tensor.Sum(noise));
    }
}
