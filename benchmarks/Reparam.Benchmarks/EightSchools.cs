using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks;

/// <summary>Eight schools (Rubin 1981), non-centred: x = (z[1..8], mu, log tau).</summary>
internal sealed class EightSchools : IHandWritten
{
    private static readonly double[] Effect = EightSchoolsPosterior.Effect;
    private static readonly double[] StandardError = EightSchoolsPosterior.StandardError;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);
    private static readonly double Constant =
        -17 * HalfLogTwoPi - Math.Log(5) - Math.Log(5 * Math.PI / 2) - StandardError.Sum(Math.Log);

    public static BenchmarkModel Create() => new(
        "eight schools, non-centred", EightSchoolsPosterior.Create().Model, new EightSchools(), Target: 300);

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double mu = x[8], logTau = x[9], tau = Math.Exp(logTau), relative = tau / 5, square = relative * relative;
        double value = Constant - 0.02 * mu * mu - Math.Log(1 + square) + logTau;
        double byMu = -0.04 * mu, byTau = 0;
        for (int j = 0; j < 8; j++)
        {
            double z = x[j], inverse = 1 / StandardError[j], residual = (Effect[j] - (mu + tau * z)) * inverse;
            value -= 0.5 * (residual * residual + z * z);
            double byTheta = residual * inverse;
            byMu += byTheta;
            byTau += byTheta * z;
            gradient[j] = byTheta * tau - z;
        }
        gradient[8] = byMu;
        gradient[9] = byTau * tau - 2 * square / (1 + square) + 1;
        return value;
    }
}
