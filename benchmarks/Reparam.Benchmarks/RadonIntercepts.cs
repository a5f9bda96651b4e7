using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>
/// A regression with varying intercepts of the shape of Minnesota's radon data (919 houses, 85 counties), non-centred:
/// x = (intercept, b, log sd, log sigma, z[1..85]). The data are synthetic. Rows of one county and floor are merged;
/// the loop by hand goes over all.
/// </summary>
internal sealed class RadonIntercepts : IHandWritten
{
    private const int Rows = 919;
    private const int Counties = 85;

    private static readonly double[] Floor = [.. Enumerable.Range(0, Rows).Select(i => i % 6 == 0 ? 1.0 : 0.0)];
    private static readonly double[] Radon = [.. Enumerable.Range(0, Rows).Select(i => 1.3 + 0.8 * Math.Sin(1.7 * i))];

    // Counties of very different sizes, in the order of their rows.
    private static readonly int[] County =
        [.. Enumerable.Range(0, Rows).Select(i => (int)(Counties * Math.Pow((double)i / Rows, 1.5)))];

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);
    private static readonly double Constant =
        -(Rows + Counties + 2) * HalfLogTwoPi - 2 * Math.Log(10) - 2 * (Math.Log(2.5) + Math.Log(Math.PI / 2));

    public static BenchmarkModel Create() => new(
        "varying intercepts, 919 rows, 85 groups (synthetic data)",
        Model.Define(m =>
        {
            Tensor intercept = m.Sample("Intercept", new Normal(0, 10));
            Tensor b = m.Sample("b", new Normal(0, 10));
            Tensor sd = m.Sample("sd", new HalfCauchy(2.5));
            Tensor sigma = m.Sample("sigma", new HalfCauchy(2.5));
            Tensor z = m.Plate("county", Counties).Sample("z", new Normal(0, 1));
            m.Observe("log_radon", new Normal(intercept + b * Floor + Gather(sd * z, County), sigma), Radon);
        }),
        new RadonIntercepts(), Target: null);

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double sd = Math.Exp(x[2]), sigma = Math.Exp(x[3]), inverse = 1 / sigma;
        double sdSquare = sd * sd / 6.25, sigmaSquare = sigma * sigma / 6.25;
        double value = Constant - (x[0] * x[0] + x[1] * x[1]) / 200
            - Math.Log(1 + sdSquare) + x[2] - Math.Log(1 + sigmaSquare) + x[3] - Rows * x[3];
        gradient[4..].Clear();
        double byIntercept = 0, byB = 0, squares = 0;
        for (int i = 0; i < Rows; i++)
        {
            double residual = (Radon[i] - (x[0] + x[1] * Floor[i] + sd * x[4 + County[i]])) * inverse;
            squares += residual * residual;
            double byMean = residual * inverse;
            byIntercept += byMean;
            byB += byMean * Floor[i];
            gradient[4 + County[i]] += byMean;
        }
        double bySd = 0, zSquares = 0;
        for (int j = 0; j < Counties; j++)
        {
            double z = x[4 + j];
            zSquares += z * z;
            bySd += gradient[4 + j] * z;
            gradient[4 + j] = gradient[4 + j] * sd - z;
        }
        gradient[0] = byIntercept - x[0] / 100;
        gradient[1] = byB - x[1] / 100;
        gradient[2] = bySd * sd - 2 * sdSquare / (1 + sdSquare) + 1;
        gradient[3] = squares - Rows - 2 * sigmaSquare / (1 + sigmaSquare) + 1;
        return value - 0.5 * (squares + zSquares);
    }
}
