using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>Linear regressions with unknown noise: x = (beta[1..K], log sigma).</summary>
internal static class RegressionPosteriors
{
    /// <summary>Test scores of children on what is known of their mothers; an interaction is two names and a
    /// colon.</summary>
    public static PublishedPosterior? Score(params string[] predictors) => PosteriorData.Read("kidiq") is { } data
        ? Create("linear_cauchy", new Flat(Support.Real), new HalfCauchy(2.5), data.Numbers("kid_score"),
            [null, .. predictors.Select(p => p.Split(':').Select(data.Numbers).Aggregate(Times))])
        : null;

    /// <summary>Earnings on height, both as they are: one coefficient is about -60,000, the other 1,250.</summary>
    public static PublishedPosterior? Earnings() => PosteriorData.Read("earnings") is { } data
        ? Create("nes", new Flat(Support.Real), new Flat(Support.Positive), data.Numbers("earn"),
            [null, data.Numbers("height")])
        : null;

    /// <summary>The logarithm of earnings on standardised height, being male, and both.</summary>
    public static PublishedPosterior? LogEarnings()
    {
        if (PosteriorData.Read("earnings") is not { } data)
        {
            return null;
        }
        double[] height = data.Numbers("height"), male = data.Numbers("male");
        double mean = height.Average();
        double deviation = Math.Sqrt(height.Sum(h => (h - mean) * (h - mean)) / (height.Length - 1));
        double[] z = [.. height.Select(h => (h - mean) / deviation)];
        return Create("nes", new Flat(Support.Real), new Flat(Support.Positive), Logs(data.Numbers("earn")),
            [null, z, male, Times(z, male)]);
    }

    /// <summary>The weight of mesquite bushes on their measures.</summary>
    public static PublishedPosterior? Mesquite() => PosteriorData.Read("mesquite") is { } data
        ? Create("nes", new Flat(Support.Real), new Flat(Support.Positive), data.Numbers("weight"),
            [
                null, data.Numbers("diam1"), data.Numbers("diam2"), data.Numbers("canopy_height"),
                data.Numbers("total_height"), data.Numbers("density"), data.Numbers("group"),
            ])
        : null;

    /// <summary>The same in logarithms: volume, area, shape and height.</summary>
    public static PublishedPosterior? LogMesquite()
    {
        if (PosteriorData.Read("mesquite") is not { } data)
        {
            return null;
        }
        double[] first = data.Numbers("diam1"), second = data.Numbers("diam2"), area = Times(first, second);
        double[] shape = [.. first.Zip(second, (a, b) => a / b)];
        return Create("nes", new Flat(Support.Real), new Flat(Support.Positive), Logs(data.Numbers("weight")),
        [
            null, Logs(Times(area, data.Numbers("canopy_height"))), Logs(area), Logs(shape),
            Logs(data.Numbers("total_height")), data.Numbers("group"),
        ]);
    }

    /// <summary>Party identification in the American national election study of 1992.</summary>
    public static PublishedPosterior? PartyIdentification()
    {
        if (PosteriorData.Read("nes1992") is not { } data)
        {
            return null;
        }
        double[] age = data.Numbers("age_discrete");
        double[] AgeIs(int level) => [.. age.Select(a => a == level ? 1.0 : 0.0)];
        return Create("nes", new Flat(Support.Real), new Flat(Support.Positive), data.Numbers("partyid7"),
        [
            null, data.Numbers("real_ideo"), data.Numbers("race_adj"), AgeIs(2), AgeIs(3), AgeIs(4),
            data.Numbers("educ1"), data.Numbers("gender"), data.Numbers("income"),
        ]);
    }

    /// <summary>Synthetic data of five columns that are almost exactly linear.</summary>
    public static PublishedPosterior? Synthetic()
    {
        if (PosteriorData.Read("sblrc") is not { } data)
        {
            return null;
        }
        int columns = data.Count("D");
        double[] x = data.Numbers("X");
        return Create("sblrc", new Normal(0, 10), new HalfNormal(10), data.Numbers("y"),
            [.. Enumerable.Range(0, columns).Select(j => x.Where((_, i) => i % columns == j).ToArray())]);
    }

    /// <summary>A regression on columns, of which null is one of ones.</summary>
    private static PublishedPosterior Create(
        string program, Distribution coefficients, Distribution noise, double[] y, double[]?[] columns)
    {
        int rows = y.Length;
        double[] design = [.. Enumerable.Range(0, rows).SelectMany(i => columns.Select(c => c is null ? 1 : c[i]))];
        Model model = Model.Define(m =>
        {
            Tensor beta = m.Plate("predictor", columns.Length).Sample("beta", coefficients);
            Tensor sigma = m.Sample("sigma", noise);
            m.Observe("y", new Normal(MatMul(From(design, [rows, columns.Length]), beta), sigma), y);
        });
        return new PublishedPosterior(model, program,
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("K", columns.Length),
            StanVariable.Matrix("X", rows, design), StanVariable.Reals("y", y),
        ]);
    }

    private static double[] Times(double[] first, double[] second) => [.. first.Zip(second, (a, b) => a * b)];

    private static double[] Logs(double[] values) => [.. values.Select(v => Math.Log(v))];
}
