using Reparam.Distributions;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>Eight schools (Rubin 1981), non-centred: x = (theta_trans[1..8], mu, log tau).</summary>
internal static class EightSchoolsPosterior
{
    public static double[] Effect { get; } = [28, 8, -3, 7, -1, 1, 18, 12];

    public static double[] StandardError { get; } = [15, 10, 16, 11, 9, 11, 10, 18];

    public static PublishedPosterior Create()
    {
        Model model = Model.Define(m =>
        {
            Plate school = m.Plate("school", 8);
            Tensor z = school.Sample("theta_trans", new Normal(0, 1));
            Tensor mu = m.Sample("mu", new Normal(0, 5));
            Tensor tau = m.Sample("tau", new HalfCauchy(5));
            school.Observe("y", new Normal(m.Report("theta", mu + tau * z), StandardError), Effect);
        });
        return new PublishedPosterior(model, "eight_schools",
        [
            StanVariable.Integer("J", Effect.Length), StanVariable.Reals("y", Effect),
            StanVariable.Reals("sigma", StandardError),
        ]);
    }
}
