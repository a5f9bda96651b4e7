using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>Zero with probability hu, otherwise a draw of a distribution of positive numbers: the logarithm of hu at
/// 0, and elsewhere of the density times 1 - hu.</summary>
internal sealed record HurdleOfPositive(Distribution Positive, Tensor Hurdle) : Distribution
{
    public override Support Support => Support.NonNegative;

    public override Shape BatchShape => Positive.BatchShape;

    public override Tensor LogProb(Tensor x)
    {
        // At 0 the density of another number stands in, which is then selected away.
        double[] values = x.ToArray();
        Tensor isZero = Tensor.From([.. values.Select(static y => y == 0 ? 1.0 : 0)], x.Shape);
        Tensor positive = Tensor.From([.. values.Select(static y => y == 0 ? 1 : y)], x.Shape);
        return Tensor.Select(isZero, Tensor.Log(Hurdle), Positive.LogProb(positive) + Tensor.Log1p(-Hurdle));
    }

    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>0 up to hu, then the quantile of the positive numbers at what is left of u.</summary>
    public override Tensor FromNoise(Tensor noise)
    {
        Tensor isZero = noise <= Hurdle;
        return Tensor.Select(
            isZero, 0, Positive.InverseCdf(Tensor.Select(isZero, 0.5, (noise - Hurdle) / (1 - Hurdle))));
    }
}
