using Reparam.Distributions;

namespace Reparam.Variational;

/// <summary>A logit for each value of each element: finitely many values.</summary>
/// <param name="site">The unknown.</param>
/// <param name="linked">See <see cref="DrawnFactor"/>.</param>
/// <param name="start">The logits to start from, [k · elements + element]; minus infinity for what is
/// impossible.</param>
internal sealed class CategoricalFactor(DrawnSite site, int linked, double[] start) : DrawnFactor(site, linked)
{
    // e^-1000 is 0, but has a logarithm and derivatives.
    private const double Impossible = -1000;

    private readonly Tensor _isPossible = Tensor.Constant(
        [.. start.Select(static l => double.IsNegativeInfinity(l) ? 0.0 : 1)], [start.Length]);

    /// <summary>Which values may occur, [K, elements].</summary>
    public Tensor IsPossible => Tensor.Reshape(_isPossible, [start.Length / Size, Size]);

    public override int ParameterCount => Linear(start.Length);

    public override double[] Start()
    {
        var parameters = new double[ParameterCount];
        for (int i = 0; i < start.Length; i++)
        {
            parameters[i] = double.IsNegativeInfinity(start[i]) ? 0 : start[i];
        }
        return parameters;
    }

    public override DrawnLaw At(Tensor parameters, Tensor u)
    {
        Tensor logits = Tensor.Reshape(Tensor.Select(
            _isPossible, Linear(parameters, start.Length, u), Impossible), [start.Length / Size, Size]);
        Tensor lower = Tensor.Reshape(Site.Unknown.Values.Lower, [Size]);
        return new Law(logits - Tensor.Reshape(Tensor.LogSumExp(logits, 0), [1, Size]), lower);
    }

    private sealed class Law(Tensor logProbabilities, Tensor lower) : DrawnLaw
    {
        public override Tensor LogProbabilities => logProbabilities;

        public override Tensor Quantile(Tensor probability) => lower + Tensor.StopGradient(
            Categorical.FromLogits(Tensor.Transpose(logProbabilities)).FromNoise(probability));

        public override Tensor LogProb(Tensor z)
        {
            int count = logProbabilities.Shape[0], size = logProbabilities.Shape[1];
            Tensor places = Tensor.Constant([.. Enumerable.Range(0, count).Select(static k => (double)k)], [count, 1]);
            Tensor isValue = Tensor.Equal(places, Tensor.Reshape(z - lower, [1, size]));
            return Tensor.Select(Tensor.Sum(isValue, 0), Tensor.Sum(Tensor.Select(isValue, logProbabilities, 0), 0),
                double.NegativeInfinity);
        }
    }
}
