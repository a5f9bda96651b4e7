using Reparam.Benchmarks.Comparison;
using Reparam.Distributions;

namespace Reparam.Benchmarks;

/// <summary>Eight schools (Rubin 1981), non-centred: x = (mu, log tau, z[1..8]).</summary>
internal sealed class EightSchools : IHandWritten
{
    private static readonly double[] Effect = [28, 8, -3, 7, -1, 1, 18, 12];
    private static readonly double[] StandardError = [15, 10, 16, 11, 9, 11, 10, 18];

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);
    private static readonly double Constant =
        -17 * HalfLogTwoPi - Math.Log(5) - Math.Log(5 * Math.PI / 2) - StandardError.Sum(Math.Log);

    public static BenchmarkModel Create() => new(
        "eight schools, non-centred",
        Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5));
            Tensor tau = m.Sample("tau", new HalfCauchy(5));
            Plate school = m.Plate("school", 8);
            Tensor z = school.Sample("z", new Normal(0, 1));
            school.Observe("y", new Normal(m.Report("theta", mu + tau * z), StandardError), Effect);
        }),
        new EightSchools(), Target: 300);

    /// <summary>The model with the data of its Stan program.</summary>
    public static ComparisonModel Comparison() => new(Create().Model.LogDensity,
        [
            StanVariable.Integer("J", Effect.Length), StanVariable.Reals("y", Effect),
            StanVariable.Reals("sigma", StandardError),
        ]);

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double mu = x[0], tau = Math.Exp(x[1]), relative = tau / 5, square = relative * relative;
        double value = Constant - 0.02 * mu * mu - Math.Log(1 + square) + x[1];
        double byMu = -0.04 * mu, byTau = 0;
        for (int j = 0; j < 8; j++)
        {
            double z = x[2 + j], inverse = 1 / StandardError[j], residual = (Effect[j] - (mu + tau * z)) * inverse;
            value -= 0.5 * (residual * residual + z * z);
            double byTheta = residual * inverse;
            byMu += byTheta;
            byTau += byTheta * z;
            gradient[2 + j] = byTheta * tau - z;
        }
        gradient[0] = byMu;
        gradient[1] = byTau * tau - 2 * square / (1 + square) + 1;
        return value;
    }
}
