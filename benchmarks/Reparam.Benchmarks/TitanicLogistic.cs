using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>
/// Survival on the Titanic (Dawson 1995, "The 'unusual episode' data revisited", Journal of Statistics Education 3(3))
/// by class, sex and age: a logistic regression with one row for each of 2,201 people, x = (intercept, second class,
/// third class, crew, woman, child). Only 14 rows of predictors are distinct, and its log density is evaluated over
/// these; the loop by hand goes over all.
/// </summary>
internal sealed class TitanicLogistic : IHandWritten
{
    private const int Columns = 5;

    private static readonly double Constant = -(Columns + 1) * (Math.Log(2.5) + 0.5 * Math.Log(2 * Math.PI));

    // (lost, survived) of first, second and third class and crew: men, women, boys, girls.
    private static readonly (int Lost, int Survived)[][] Counts =
    [
        [(118, 57), (154, 14), (387, 75), (670, 192)],
        [(4, 140), (13, 80), (89, 76), (3, 20)],
        [(0, 5), (0, 11), (35, 13), (0, 0)],
        [(0, 1), (0, 13), (17, 14), (0, 0)],
    ];

    private readonly double[] _design;
    private readonly double[] _survived;

    private TitanicLogistic()
    {
        var design = new List<double>();
        var survived = new List<double>();
        for (int person = 0; person < 16; person++)
        {
            int kind = person / 4, rank = person % 4;
            var (lost, saved) = Counts[kind][rank];
            for (int i = 0; i < lost + saved; i++)
            {
                design.AddRange([rank == 1 ? 1 : 0, rank == 2 ? 1 : 0, rank == 3 ? 1 : 0, kind % 2, kind / 2]);
                survived.Add(i < lost ? 0 : 1);
            }
        }
        (_design, _survived) = ([.. design], [.. survived]);
    }

    public static BenchmarkModel Create()
    {
        var data = new TitanicLogistic();
        int rows = data._survived.Length;
        Model model = Model.Define(m =>
        {
            Tensor intercept = m.Sample("Intercept", new Normal(0, 2.5));
            Tensor b = m.Plate("predictor", Columns).Sample("b", new Normal(0, 2.5));
            m.Observe("survived",
                Bernoulli.FromLogits(intercept + MatMul(From(data._design, [rows, Columns]), b)), data._survived);
        });
        return new BenchmarkModel("titanic logistic regression, 2,201 rows of categories", model, data, Target: null);
    }

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double value = Constant;
        for (int j = 0; j <= Columns; j++)
        {
            value -= x[j] * x[j] / 12.5;
            gradient[j] = -x[j] / 6.25;
        }
        for (int i = 0; i < _survived.Length; i++)
        {
            ReadOnlySpan<double> row = _design.AsSpan(i * Columns, Columns);
            double logit = x[0];
            for (int j = 0; j < Columns; j++)
            {
                logit += row[j] * x[j + 1];
            }
            double decay = Math.Exp(-Math.Abs(logit));
            value += _survived[i] * logit - Math.Max(logit, 0) - Math.Log(1 + decay);
            double residual = _survived[i] - (logit >= 0 ? 1 : decay) / (1 + decay);
            gradient[0] += residual;
            for (int j = 0; j < Columns; j++)
            {
                gradient[j + 1] += residual * row[j];
            }
        }
        return value;
    }
}
