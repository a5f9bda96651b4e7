using Reparam.Benchmarks.Posteriors;
using Reparam.Distributions;
using Reparam.Random;

namespace Reparam.Benchmarks.Families;

/// <summary>Models with a group's effect θ_j ~ N(μ, τ²), written so, or in standard form θ_j = μ + τ z_j.</summary>
internal static class Hierarchies
{
    /// <summary>Each by whether it is in standard form; no model where the data are absent.</summary>
    public static IReadOnlyList<(string Name, Func<bool, Model?> Make)> All { get; } =
    [
        ("eight schools", static isStandard => Schools(isStandard)),
        ("radon", RadonPosterior.Hierarchy),
        ("150 groups", static isStandard => Groups(isStandard, 150, error: 1, spread: 0.7)),
        ("1000 groups", static isStandard => Groups(isStandard, 1000, error: 1, spread: 0.7)),
        ("30 groups", static isStandard => Groups(isStandard, 30, error: 1, spread: 1.7, ratio: 20)),
        ("20 groups", static isStandard => Groups(isStandard, 20, error: 0.1, spread: 2.5)),
    ];

    private static Model Schools(bool isStandard) => Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
        Plate school = m.Plate("school", 8);
        Tensor theta = Effects(school, "theta", mu, tau, isStandard);
        school.Observe("y", new Normal(theta, EightSchoolsPosterior.StandardError), EightSchoolsPosterior.Effect);
    });

    /// <summary>One number for each group: y_j ~ N(θ_j, s_j²), the s_j a geometric sequence around
    /// <paramref name="error"/> whose last is <paramref name="ratio"/> times its first, θ_j ~ N(10, spread²); priors
    /// μ ~ N(0, 20²) and τ half-Cauchy of scale 5.</summary>
    private static Model Groups(bool isStandard, int count, double error, double spread, double ratio = 1)
    {
        RandomKey key = RandomKey.FromSeed((ulong)count);
        double[] s =
            [.. Enumerable.Range(0, count).Select(j => error * Math.Pow(ratio, (double)j / (count - 1) - 0.5))];
        double[] y = [.. Enumerable.Range(0, count).Select(j =>
            10 + spread * Noise.Normal(key, 0, j, 0) + s[j] * Noise.Normal(key, 0, j, 1))];
        return Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 20)), tau = m.Sample("tau", new HalfCauchy(5));
            Plate group = m.Plate("group", count);
            group.Observe("y", new Normal(Effects(group, "theta", mu, tau, isStandard), s), y);
        });
    }

    /// <summary>Effects of the members of a plate, in either form.</summary>
    public static Tensor Effects(Plate plate, string name, Tensor mean, Tensor spread, bool isStandard) => isStandard
        ? mean + spread * plate.Sample("z", new Normal(0, 1))
        : plate.Sample(name, new Normal(mean, spread));
}
