using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>The logarithm of the price of diamonds on 24 centred columns: x = (b[1..24], Intercept, log
/// sigma).</summary>
internal static class DiamondsPosterior
{
    /// <param name="rows">How many of its 5,000 rows.</param>
    public static PublishedPosterior? Create(int rows = 5000)
    {
        if (PosteriorData.Read("diamonds") is not { } data)
        {
            return null;
        }
        int columns = data.Count("K") - 1;
        double[] published = data.Numbers("X"), price = data.Numbers("Y")[..rows];
        double[] means = [.. Enumerable.Range(1, columns).Select(j =>
            Enumerable.Range(0, rows).Average(i => published[i * (columns + 1) + j]))];
        double[] design = [.. Enumerable.Range(0, rows).SelectMany(i =>
            Enumerable.Range(1, columns).Select(j => published[i * (columns + 1) + j] - means[j - 1]))];
        Model model = Model.Define(m =>
        {
            Tensor b = m.Plate("predictor", columns).Sample("b", new Normal(0, 1));
            Tensor intercept = m.Sample("Intercept", new StudentT(3, 8, 10));
            Tensor sigma = m.Sample("sigma", new HalfStudentT(3, 10));
            m.Observe("Y", new Normal(intercept + MatMul(From(design, [rows, columns]), b), sigma), price);
        });
        return new PublishedPosterior(model, "diamonds",
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("K", columns),
            StanVariable.Matrix("X", rows, design), StanVariable.Reals("y", price),
        ]);
    }
}
