using Reparam.Benchmarks.Comparison;
using Reparam.Benchmarks.Posteriors;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>
/// The wells of Arsenic (Gelman and Hill 2007): switched ~ dist100 + arsenic by logistic regression, 3,020 rows,
/// x = (intercept at the predictors' means, b[1], b[2]).
/// </summary>
internal sealed class WellsLogistic : IHandWritten
{
    private static readonly double Constant =
        -2 * Math.Log(2.5) - Math.Log(2 * Math.PI) - (Math.Log(2.5) + Math.Log(Math.PI * Math.Sqrt(3) / 2));

    private readonly double[] _distance;
    private readonly double[] _arsenic;
    private readonly double[] _switched;

    private WellsLogistic(double[] distance, double[] arsenic, double[] switched) =>
        (_distance, _arsenic, _switched) = (Centred(distance), Centred(arsenic), switched);

    public static BenchmarkModel Create()
    {
        Dictionary<string, double[]>? data = ReferenceData.Read("wells.csv.gz");
        WellsLogistic wells = data is null ? Synthetic() : new(data["dist100"], data["arsenic"], data["switched"]);
        int rows = wells._switched.Length;
        double[] design = wells.Design();
        return new BenchmarkModel(
            data is null
                ? "wells logistic regression (synthetic data: wells.csv.gz was not found)"
                : "wells logistic regression",
            Model.Define(m =>
            {
                Tensor intercept = m.Sample("Intercept", new StudentT(3, 0, 2.5));
                Tensor b = m.Plate("predictor", 2).Sample("b", new Normal(0, 2.5));
                m.Observe("switched", Bernoulli.FromLogits(intercept + MatMul(From(design, [rows, 2]), b)),
                    wells._switched);
            }),
            wells, Target: 40_000);
    }

    /// <summary>The model with the data of its Stan program, or null where the published data are absent.</summary>
    public static ComparisonModel? Comparison()
    {
        BenchmarkModel model = Create();
        var wells = (WellsLogistic)model.HandWritten;
        int rows = wells._switched.Length;
        return ReferenceData.Find("references", "wells.csv.gz") is null ? null : new ComparisonModel(
            model.Model.LogDensity,
            [
                StanVariable.Integer("N", rows), StanVariable.Integer("K", 2),
                StanVariable.Matrix("X", rows, wells.Design()), StanVariable.Integers("y", wells._switched),
            ]);
    }

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double intercept = x[0], b1 = x[1], b2 = x[2];
        double square = intercept * intercept / (2.5 * 2.5);
        double value = Constant - 2 * Math.Log(1 + square / 3) - (b1 * b1 + b2 * b2) / (2 * 2.5 * 2.5);
        double g0 = -4 * intercept / (2.5 * 2.5) / (3 + square), g1 = -b1 / (2.5 * 2.5), g2 = -b2 / (2.5 * 2.5);
        for (int i = 0; i < _switched.Length; i++)
        {
            double logit = intercept + b1 * _distance[i] + b2 * _arsenic[i];
            double decay = Math.Exp(-Math.Abs(logit));
            value += _switched[i] * logit - Math.Max(logit, 0) - Math.Log(1 + decay);
            double residual = _switched[i] - (logit >= 0 ? 1 : decay) / (1 + decay);
            g0 += residual;
            g1 += residual * _distance[i];
            g2 += residual * _arsenic[i];
        }
        (gradient[0], gradient[1], gradient[2]) = (g0, g1, g2);
        return value;
    }

    private double[] Design() => [.. _distance.Zip(_arsenic).SelectMany(row => new[] { row.First, row.Second })];

    /// <summary>Data of the same size and scale.</summary>
    private static WellsLogistic Synthetic()
    {
        const int Rows = 3020;
        double[] distance = new double[Rows], arsenic = new double[Rows], switched = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            distance[i] = 0.5 + 0.4 * Math.Sin(1.3 * i);
            arsenic[i] = 1.7 + 1.1 * Math.Cos(2.1 * i);
            switched[i] = 0.5 * (arsenic[i] - 1.7) - (distance[i] - 0.5) > Math.Sin(3.7 * i) ? 1 : 0;
        }
        return new WellsLogistic(distance, arsenic, switched);
    }

    private static double[] Centred(double[] values)
    {
        double mean = values.Average();
        return [.. values.Select(v => v - mean)];
    }
}
