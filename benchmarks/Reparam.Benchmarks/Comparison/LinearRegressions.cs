using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Comparison;

/// <summary>Linear regressions with unknown noise.</summary>
internal static class LinearRegressions
{
    /// <summary>Party identification in the American national election study of 1992 on nine columns, flat priors:
    /// x = (b[1..9], log sigma).</summary>
    public static ComparisonModel? PartyIdentification()
    {
        if (PosteriorData.Read("nes1992") is not { } data)
        {
            return null;
        }
        int rows = data.Count("N");
        double[] age = data.Numbers("age_discrete"), ones = [.. Enumerable.Repeat(1.0, rows)];
        double[] AgeIs(int level) => [.. age.Select(a => a == level ? 1.0 : 0.0)];
        double[][] columns =
        [
            ones, data.Numbers("real_ideo"), data.Numbers("race_adj"), AgeIs(2), AgeIs(3), AgeIs(4),
            data.Numbers("educ1"), data.Numbers("gender"), data.Numbers("income"),
        ];
        double[] design = [.. Enumerable.Range(0, rows).SelectMany(i => columns.Select(c => c[i]))];
        double[] party = data.Numbers("partyid7");
        Model model = Model.Define(m =>
        {
            Tensor b = m.Plate("predictor", columns.Length).Sample("b", new Flat(Support.Real));
            Tensor sigma = m.Sample("sigma", new Flat(Support.Positive));
            m.Observe("party", new Normal(MatMul(From(design, [rows, columns.Length]), b), sigma), party);
        });
        return new ComparisonModel(model.LogDensity,
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("K", columns.Length),
            StanVariable.Matrix("X", rows, design), StanVariable.Reals("y", party),
        ]);
    }

    /// <summary>The logarithm of the price of diamonds on 24 centred columns: x = (b[1..24], intercept, log
    /// sigma).</summary>
    /// <param name="rows">How many of its 5,000 rows.</param>
    public static ComparisonModel? Diamonds(int rows)
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
            m.Observe("price", new Normal(intercept + MatMul(From(design, [rows, columns]), b), sigma), price);
        });
        return new ComparisonModel(model.LogDensity,
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("K", columns),
            StanVariable.Matrix("X", rows, design), StanVariable.Reals("y", price),
        ]);
    }
}
