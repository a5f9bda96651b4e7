using MathNet.Numerics.LinearAlgebra;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class GaussianMixtureTests
{
    private static readonly (double Weight, double[] Centre, double[] Covariance)[] Plane =
    [
        (2, [0, 0], [1, 0.6, 0.6, 2]),
        (1, [3, -1], [0.5, -0.2, -0.2, 0.4]),
        (5, [-2, 2], [3, 0, 0, 1.5]),
    ];

    [Fact]
    public void The_density_is_the_weighted_sum_of_normal_densities()
    {
        GaussianMixture mixture = Mixture(Plane);
        foreach (double[] point in (double[][])[[0, 0], [1.5, -2], [-7, 9], [30, 30]])
        {
            Assert.Equal(LogDensity(Plane, point), mixture.LogDensity(point, new double[3]), 1e-11);
        }
    }

    [Fact]
    public void Terms_are_what_each_component_adds_to_the_density()
    {
        var terms = new double[3];
        double log = Mixture(Plane).LogDensity([0.5, 0.5], terms);
        Assert.Equal(Math.Exp(log), terms.Sum(Math.Exp), 1e-15);
        for (int k = 0; k < 3; k++)
        {
            double alone = LogDensity([Plane[k]], [0.5, 0.5]) + Math.Log(Plane[k].Weight / 8);
            Assert.Equal(alone, terms[k], 1e-13);
        }
    }

    /// <remarks>The trapezoidal rule errs by about exp(-2 (π σ / step)²) for the narrowest component, far below 1e-12
    /// here.</remarks>
    [Fact]
    public void The_density_integrates_to_one_on_the_line_and_on_the_plane()
    {
        var line = new GaussianMixture(1);
        line.Add(3, [1], [0.25]);
        line.Add(1, [-4], [2]);
        line.Guard(0.1, [0], [9]);
        double mass = 0;
        for (int i = -600; i <= 600; i++)
        {
            mass += 0.05 * Math.Exp(line.LogDensity([0.05 * i], new double[3]));
        }
        Assert.Equal(1, mass, 1e-12);

        GaussianMixture plane = Mixture(Plane);
        mass = 0;
        for (int i = -180; i <= 180; i++)
        {
            for (int j = -180; j <= 180; j++)
            {
                mass += 0.01 * Math.Exp(plane.LogDensity([0.1 * i, 0.1 * j], new double[3]));
            }
        }
        Assert.Equal(1, mass, 1e-12);
    }

    [Fact]
    public void Components_are_drawn_as_often_as_they_weigh()
    {
        GaussianMixture mixture = Mixture(Plane);
        var draw = new double[2];
        int[] counts = [0, 0, 0];
        for (int i = 0; i < 8000; i++)
        {
            mixture.Draw((i + 0.5) / 8000, [0, 0], draw);
            counts[Array.FindIndex(Plane, c => c.Centre.SequenceEqual(draw))]++;
        }
        Assert.Equal([2000, 1000, 5000], counts);
    }

    /// <remarks>Five moments, each within 4.5 standard errors: false alarms in fewer than 4 of 100,000 seeds.</remarks>
    [Fact]
    public void Draws_have_the_moments_of_the_mixture()
    {
        const int Draws = 20_000;
        GaussianMixture mixture = Mixture(Plane);
        RandomKey key = RandomKey.FromSeed(3);
        var values = new double[5][];
        Array.Fill(values, []);
        values = [.. values.Select(_ => new double[Draws])];
        var draw = new double[2];
        for (int d = 0; d < Draws; d++)
        {
            mixture.Draw(Noise.Uniform(key, 0, d, 0), [Noise.Normal(key, 1, d, 0), Noise.Normal(key, 1, d, 1)], draw);
            double[] moments = [draw[0], draw[1], draw[0] * draw[0], draw[0] * draw[1], draw[1] * draw[1]];
            for (int i = 0; i < 5; i++)
            {
                values[i][d] = moments[i];
            }
        }
        double Expected(Func<double[], double[], double> moment) =>
            Plane.Sum(c => c.Weight / 8 * moment(c.Centre, c.Covariance));
        double[] expected =
        [
            Expected((c, _) => c[0]), Expected((c, _) => c[1]),
            Expected((c, s) => c[0] * c[0] + s[0]), Expected((c, s) => c[0] * c[1] + s[1]),
            Expected((c, s) => c[1] * c[1] + s[3]),
        ];
        for (int i = 0; i < 5; i++)
        {
            double mean = values[i].Average(), error = Math.Sqrt(values[i].Sum(v => (v - mean) * (v - mean))) / Draws;
            Assert.InRange((mean - expected[i]) / error, -4.5, 4.5);
        }
    }

    /// <remarks>
    /// A component of inertia n is as n more draws that have its old mean and covariance: the new ones are the mean and
    /// covariance of all.
    /// </remarks>
    [Fact]
    public void Following_is_a_step_of_expectation_maximisation_with_eight_draws_of_inertia()
    {
        const double Inertia = 8, Effective = 37;
        const int Draws = 25;
        double[] points = [.. Enumerable.Range(0, 2 * Draws).Select(i => 3 * Math.Sin(1.9 * i))];
        double[] raw = [.. Enumerable.Range(0, Draws).Select(d => 1.2 + Math.Cos(d))],
            weights = [.. raw.Select(w => w / raw.Sum())];
        GaussianMixture mixture = Mixture(Plane);
        mixture.Guard(0.2, [0, 0], [25, 0, 0, 25]);
        (double Weight, double[] Centre, double[] Covariance)[] all = [.. Plane, (2, [0, 0], [25, 0, 0, 25])];
        double[] At(int d) => [points[d], points[Draws + d]];

        var expected = all.ToArray();
        double[] masses = [0, 0, 0];
        for (int k = 0; k < 3; k++)
        {
            double[] shares = [.. Enumerable.Range(0, Draws).Select(d =>
                Effective * weights[d] * all[k].Weight / 10
                    * Math.Exp(LogDensity([all[k]], At(d)) - LogDensity(all, At(d))))];
            double mass = masses[k] = shares.Sum();
            double[] old = all[k].Centre;
            double[] centre = [.. Enumerable.Range(0, 2).Select(i =>
                (shares.Select((s, d) => s * At(d)[i]).Sum() + Inertia * old[i]) / (mass + Inertia))];
            double[] covariance = [.. Enumerable.Range(0, 4).Select(e =>
            {
                (int i, int j) = (e / 2, e % 2);
                double drawn = shares.Select((s, d) => s * (At(d)[i] - centre[i]) * (At(d)[j] - centre[j])).Sum();
                double kept = all[k].Covariance[e] + (old[i] - centre[i]) * (old[j] - centre[j]);
                return (drawn + Inertia * kept) / (mass + Inertia);
            })];
            expected[k] = (mass + 1, centre, covariance);
        }
        // The share of the guard is what it was; the others divide theirs.
        for (int k = 0; k < 3; k++)
        {
            expected[k].Weight *= 8 / (masses.Sum() + 3);
        }
        mixture.Follow(points, weights, Effective);
        foreach (double[] point in (double[][])[[0, 0], [1.5, -2], [-4, 5], [3, -1], [60, 60]])
        {
            Assert.Equal(LogDensity(expected, point), mixture.LogDensity(point, new double[4]), 1e-10);
        }
    }

    [Fact]
    public void Following_many_draws_raises_their_likelihood_until_it_is_their_distribution()
    {
        const int Draws = 4000;
        double[] noise = QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), 1, Draws);
        double[] points = [.. noise.Select(e => 3 + 0.5 * e)], weights = [.. Enumerable.Repeat(1.0 / Draws, Draws)];
        var mixture = new GaussianMixture(1);
        mixture.Add(1, [0], [1]);
        mixture.Add(1, [5], [4]);
        double LogLikelihood() => points.Average(p => mixture.LogDensity([p], new double[2]));
        double last = LogLikelihood();
        for (int step = 0; step < 30; step++)
        {
            mixture.Follow(points, weights, Draws);
            double now = LogLikelihood();
            Assert.InRange(now, last - 1e-3, double.PositiveInfinity);
            last = now;
        }
        // The negative entropy of N(3, 0.5) is the most there is; eight draws of inertia in 4000 keep it from that by
        // little.
        Assert.Equal(-Math.Log(0.5 * Math.Sqrt(2 * Math.PI * Math.E)), last, 0.02);
    }

    [Fact]
    public void Guards_have_the_share_they_were_given_and_stay()
    {
        var mixture = new GaussianMixture(1);
        mixture.Add(0.3, [1], [1]);
        mixture.Guard(0.15, [0], [6.25]);
        mixture.Guard(0.05, [0], [100]);
        double[] far = [45];
        double before = mixture.LogDensity(far, new double[3]);
        // 45 is 4.5 standard deviations of the second guard, of which the others have nothing there.
        Assert.Equal(Math.Log(0.05) - 0.5 * 4.5 * 4.5 - Math.Log(10 * Math.Sqrt(2 * Math.PI)), before, 1e-12);
        var terms = new double[3];
        double log = mixture.LogDensity([0], terms);
        Assert.Equal(0.15 * 0.95 / (2.5 * Math.Sqrt(2 * Math.PI)), Math.Exp(terms[1]), 1e-14);
        for (int step = 0; step < 5; step++)
        {
            mixture.Follow([2, 2.1, 1.9], [0.5, 0.25, 0.25], 100);
        }
        Assert.Equal(before, mixture.LogDensity(far, new double[3]), 1e-12);
        mixture.LogDensity([0], terms);
        Assert.Equal(0.15 * 0.95 / (2.5 * Math.Sqrt(2 * Math.PI)), Math.Exp(terms[1]), 1e-14);
    }

    [Fact]
    public void A_covariance_that_is_none_is_refused()
    {
        var mixture = new GaussianMixture(2);
        string message = Assert.Throws<ArgumentException>(() => mixture.Add(1, [0, 0], [1, 2, 2, 1])).Message;
        Assert.Contains("positive definite", message, StringComparison.Ordinal);
    }

    private static GaussianMixture Mixture((double Weight, double[] Centre, double[] Covariance)[] components)
    {
        var mixture = new GaussianMixture(2);
        foreach (var (weight, centre, covariance) in components)
        {
            mixture.Add(weight, centre, covariance);
        }
        return mixture;
    }

    private static double LogDensity((double Weight, double[] Centre, double[] Covariance)[] components, double[] point)
    {
        double[] logs = [.. components.Select(c =>
        {
            Matrix<double> covariance = KnownPosteriors.Matrix(c.Covariance, 2);
            Vector<double> offset = Vector<double>.Build.Dense(2, i => point[i] - c.Centre[i]);
            return Math.Log(c.Weight / components.Sum(o => o.Weight))
                - 0.5 * offset.DotProduct(covariance.Inverse() * offset) - 0.5 * Math.Log(covariance.Determinant())
                - Math.Log(2 * Math.PI);
        })];
        return logs.Max() + Math.Log(logs.Sum(l => Math.Exp(l - logs.Max())));
    }
}
