using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>Models with discrete unknowns that cannot be summed out, and their posteriors by sums over all values and a
/// grid over what is continuous, written by hand.</summary>
internal static class DrawnModels
{
    public static readonly double[] Trapped = [3.2, 7.9, 5.1, 2.2, 12.4];

    public static readonly double[] Caught = [3, 2, 4, 6, 5, 7, 1, 0, 2, 8, 5, 6];

    /// <summary>Six switches of which only the sum is observed.</summary>
    public static Model Switches() => Model.Define(m =>
    {
        Tensor theta = m.Sample("theta", new Normal(0, 1));
        Tensor z = m.Plate("switch", 6).Sample("z", Bernoulli.FromLogits(theta));
        m.Observe("y", new Normal(Sum(z), 0.7), 4.2);
        m.Observe("w", new Normal(theta + z[0], 1), 0.5);
    });

    /// <summary>log p(θ, z, y, w).</summary>
    public static double Switches(double theta, int z)
    {
        int on = int.PopCount(z);
        return LogNormal(theta, 0, 1) - 6 * Math.Log(1 + Math.Exp(theta)) + on * theta
            + LogNormal(4.2, on, 0.7) + LogNormal(0.5, theta + (z & 1), 1);
    }

    /// <summary>Counts that are observed with error.</summary>
    public static Model Counts() => Model.Define(m =>
    {
        Tensor rate = m.Sample("rate", new Gamma(2, 0.3));
        Tensor n = m.Plate("site", Trapped.Length).Sample("n", new Poisson(rate));
        m.Observe("y", new Normal(n, 0.8), Trapped);
    });

    /// <summary>Animals of which some are seen at each of three visits to a site (Royle 2004).</summary>
    public static Model Sites() => Model.Define(m =>
    {
        Tensor lambda = m.Sample("lambda", new Gamma(2, 0.2)), p = m.Sample("p", new Beta(4, 4));
        Tensor n = m.Plate("site", 4).Sample("n", new Poisson(lambda));
        m.Observe("y", new Binomial(Reshape(n, [4, 1]), p), Reshape(Caught, [4, 3]));
    });

    /// <summary>Spins in a row that pull at their neighbours, in a field that is unknown.</summary>
    public static Model Spins(double pull, int count = 8) => Model.Define(m =>
    {
        Tensor field = m.Sample("field", new Normal(0, 0.3));
        Tensor z = m.Plate("spin", count).Sample("z", new Bernoulli(0.5));
        Tensor spin = 2 * z - 1;
        m.Factor("pull", pull * Sum(spin[..(count - 1)] * spin[1..]) + field * Sum(spin));
    });

    /// <summary>The same as a number.</summary>
    public static double Spins(double pull, int count, double field, int z)
    {
        double Spin(int i) => 2 * ((z >> i) & 1) - 1;
        double sum = LogNormal(field, 0, 0.3) - count * Math.Log(2);
        for (int i = 0; i < count; i++)
        {
            sum += field * Spin(i) + (i > 0 ? pull * Spin(i - 1) * Spin(i) : 0);
        }
        return sum;
    }

    /// <summary>Rows of two components, a few of which are known to add up: one unknown that is summed out, and one
    /// that cannot be.</summary>
    public static Model Both(bool isAsked = false) => Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 1));
        Tensor kind = m.Plate("row", 3).Sample("kind", new Bernoulli(0.3));
        Tensor on = m.Plate("switch", 2).Sample("on", new Categorical(new[] { 0.2, 0.5, 0.3 }));
        if (isAsked)
        {
            m.DoNotSumOut("kind");
        }
        m.Observe("y", new Normal(mu + 2 * kind + on[0], 0.8), new[] { 1.4, 3.2, 0.9 });
        m.Observe("total", new Normal(Sum(on), 0.6), 2.3);
        m.Report("kinds", kind);
        m.Report("ons", on);
    });

    /// <summary>log p of one combination.</summary>
    public static double Both(double mu, int[] kind, int[] on)
    {
        double[] y = [1.4, 3.2, 0.9], shares = [0.2, 0.5, 0.3];
        double sum = LogNormal(mu, 0, 1) + Math.Log(shares[on[0]]) + Math.Log(shares[on[1]])
            + LogNormal(2.3, on[0] + on[1], 0.6);
        for (int i = 0; i < 3; i++)
        {
            sum += Math.Log(kind[i] == 1 ? 0.3 : 0.7) + LogNormal(y[i], mu + 2 * kind[i] + on[0], 0.8);
        }
        return sum;
    }

    public static double LogNormal(double x, double mean, double sigma) =>
        -0.5 * ((x - mean) / sigma * ((x - mean) / sigma) + Math.Log(2 * Math.PI)) - Math.Log(sigma);

    public static double LogPoisson(double k, double rate) =>
        k * Math.Log(rate) - rate - MathNet.Numerics.SpecialFunctions.GammaLn(k + 1);

    /// <summary>E[f] of each function over weighted points.</summary>
    public static double[] Means<T>(IEnumerable<(T Point, double LogWeight)> points, params Func<T, double>[] functions)
    {
        var all = points.ToArray();
        double most = all.Max(static p => p.LogWeight), total = 0;
        var sums = new double[functions.Length];
        foreach (var (point, logWeight) in all)
        {
            double weight = Math.Exp(logWeight - most);
            total += weight;
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += weight * functions[i](point);
            }
        }
        return [.. sums.Select(s => s / total)];
    }

    /// <summary>Places at equal distances.</summary>
    public static IEnumerable<double> Grid(double from, double to, int count) =>
        Enumerable.Range(0, count).Select(i => from + (to - from) * (i + 0.5) / count);
}
