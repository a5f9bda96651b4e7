using System.Globalization;
using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution of numbers: the density integrates (or sums) to one and to the moments,
/// the distribution function is that of the reference, its inverse inverts it and draws follow it, and batches of values
/// and parameters broadcast.</summary>
public abstract class ScalarLaws : DistributionLaws
{
    /// <summary>How many of the integers 0, 1, ... hold all of the mass but 10⁻¹⁴; 0 where that is too many to
    /// sum.</summary>
    protected virtual int Counts(double[] parameters) => 20_000;

    /// <summary>Whether the mass lies within the range of double.</summary>
    protected virtual bool IsWithinRange(double[] parameters) => true;

    /// <summary>Nodes and weights that integrate its density; where that has a kink, its own. Of integers that do not
    /// start from 0, all of them, with weight 1.</summary>
    protected virtual (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters) =>
        Cases[0].IsDiscrete
            ? ([.. Enumerable.Range(0, Counts(parameters))], [.. Enumerable.Repeat(1.0, Counts(parameters))])
            : Quadrature.Over(distribution.Support);

    /// <summary>Whether the entropy has a formula; where it has none it must be refused by name.</summary>
    protected virtual bool HasEntropy(double[] parameters) => true;

    /// <summary>The error allowed in probabilities and quantiles, relative.</summary>
    protected virtual double CdfTolerance => 1e-12;

    /// <summary>The error of a small upper tail's probability, relative, to which its quantile need be right.</summary>
    protected virtual double UpperTailTolerance => 4e-15;

    /// <summary>The error allowed in moments and entropies, relative to their size or 1, whichever is greater.</summary>
    protected virtual double MomentTolerance => 1e-10;

    /// <summary>How far a batch may differ from its elements, relative: by rounding, where the numbers of a batch choose
    /// the formula.</summary>
    protected virtual double BatchTolerance => 0;

    [Fact]
    public void Density_integrates_to_one_and_to_the_moments()
    {
        int checkedSets = 0;
        foreach (Numbers[] parameters in ParameterSets)
        {
            Distribution distribution = Make(parameters);
            if (Mass(parameters, distribution) is not { } mass)
            {
                continue;
            }
            AssertClose(1, mass.Sum(static m => m.Mass), 1e-11, $"{Name}: the integral of the density");
            if (HasMoments)
            {
                AssertMoment(distribution.Mean.ToDouble(), mass, static m => m.X, "mean");
                double mean = distribution.Mean.ToDouble();
                if (double.IsFinite(mean))
                {
                    AssertMoment(distribution.Variance.ToDouble(), mass, m => (m.X - mean) * (m.X - mean), "variance");
                }
            }
            else
            {
                AssertRefused(() => distribution.Mean, "a mean");
                AssertRefused(() => distribution.Variance, "a variance");
            }
            if (HasEntropy([.. parameters.SelectMany(p => p.Values)]))
            {
                AssertClose(-mass.Sum(static m => m.Mass > 0 ? m.Mass * m.LogDensity : 0),
                    distribution.Entropy.ToDouble(), MomentTolerance, $"{Name}: the entropy");
            }
            else
            {
                AssertRefused(() => distribution.Entropy, "an entropy");
            }
            checkedSets++;
        }
        Assert.True(checkedSets >= 2);
    }

    [Fact]
    public void The_distribution_function_is_that_of_the_reference_in_both_tails()
    {
        DensityReference[] cases = [.. Cases.Where(static c => c.Cdf is not null)];
        Assert.NotEmpty(cases);
        foreach (DensityReference c in cases)
        {
            Distribution distribution = Make(c.Parameters);
            AssertRelative(c.Cdf!.Value, distribution.Cdf(c.Value.Constant), $"{c}: distribution function");
            AssertRelative(c.Survival!.Value, distribution.Survival(c.Value.Constant), $"{c}: upper tail");
            if (c.Cdf > 1e-290)
            {
                AssertClose(Math.Log(c.Cdf.Value), distribution.LogCdf(c.Value.Constant).ToDouble(), CdfTolerance,
                    $"{c}: its logarithm");
            }
            if (c.Survival > 1e-290)
            {
                AssertClose(Math.Log(c.Survival.Value), distribution.LogSurvival(c.Value.Constant).ToDouble(),
                    CdfTolerance, $"{c}: logarithm of the upper tail");
            }
        }
    }

    [Fact]
    public void The_quantile_function_inverts_the_distribution_function()
    {
        foreach (DensityReference c in Cases.Where(static c => c.Cdf is > 0 and < 1))
        {
            Distribution distribution = Make(c.Parameters);
            double p = c.Cdf!.Value, x = distribution.InverseCdf(p).ToDouble();
            if (c.IsDiscrete)
            {
                // The probability is the reference's own, so it is reached at the value, or one beyond for rounding.
                Assert.InRange(p, distribution.Cdf(x - 1).ToDouble() * (1 - CdfTolerance),
                    distribution.Cdf(x).ToDouble() * (1 + CdfTolerance));
                // Between this step and the one before, unless they are so near that they differ by rounding.
                double within = p - 0.5 * Math.Exp(c.LogProb);
                if (p - within > 1e-12 * p)
                {
                    Assert.Equal(c.Value.Values[0], distribution.InverseCdf(within).ToDouble());
                }
            }
            else
            {
                // A relative error δ of p moves x by δ p / f(x); near 1 that is all that p can tell.
                double density = Math.Exp(c.LogProb), slack = 4e-15 * p / density;
                double error = Math.Abs(x - c.Value.Values[0]);
                WorstErrors.Observe("quantile", Math.Max(0, error - slack) / Math.Max(Math.Abs(c.Value.Values[0]), 1e-300));
                Assert.True(error <= CdfTolerance * Math.Abs(c.Value.Values[0]) + slack,
                    $"{c}: the quantile at {p:R} is {x:R}, which is {error:E1} off; allowed " +
                    $"{CdfTolerance * Math.Abs(c.Value.Values[0]) + slack:E1}.");
            }
        }
    }

    [Fact]
    public void The_quantile_function_of_the_upper_tail_keeps_what_1_minus_q_would_round()
    {
        foreach (DensityReference c in Cases.Where(static c => !c.IsDiscrete && c.Survival is > 1e-290 and < 0.5))
        {
            double q = c.Survival!.Value, x = Make(c.Parameters).InverseSurvival(q).ToDouble();
            double slack = UpperTailTolerance * q / Math.Exp(c.LogProb), expected = c.Value.Values[0];
            Assert.True(Math.Abs(x - expected) <= CdfTolerance * Math.Abs(expected) + slack, string.Create(
                CultureInfo.InvariantCulture, $"{c}: the quantile of the upper tail at {q:R} is {x:R}."));
        }
    }

    [Fact]
    public void Draws_follow_the_distribution_function()
    {
        foreach (Numbers[] parameters in ParameterSets.Where(p => IsWithinRange([.. p.SelectMany(n => n.Values)])))
        {
            const int n = 2000;
            Distribution distribution = Make(parameters);
            bool isSpaced = distribution.NoiseShape == Shape.Scalar;
            double[] draws = isSpaced
                ? distribution.FromNoise(Spaced(distribution.Noise, n)).ToArray()
                : distribution.Sample(n, seed: 2).ToArray();
            Array.Sort(draws);
            double[] upTo = distribution.Cdf(draws).ToArray();
            double[] below = Cases[0].IsDiscrete ? distribution.Cdf(Tensor.From(draws, [n]) - 1).ToArray() : upTo;
            // The statistic of Kolmogorov and Smirnov. Even spacing brings it down to half a step for a path that folds
            // the noise in two, and to rounding for one that does not; independent draws stay below 2.5 / √n but for
            // one time in 10⁵ (Massart 1990: 2 exp(-2 · 2.5²)), and the seed is fixed.
            double distance = draws.Select((x, i) => Math.Max(
                (double)Array.LastIndexOf(draws, x, n - 1) / n + 1.0 / n - upTo[i],
                below[i] - (double)Array.IndexOf(draws, x) / n)).Max();
            double allowed = isSpaced ? 1.0 / n + 1e-12 : 2.5 / Math.Sqrt(n);
            Assert.True(distance <= allowed, $"{Name}: distance {distance}, allowed {allowed}.");
        }
    }

    [Fact]
    public void Values_and_parameters_broadcast()
    {
        DensityReference[] cases = [.. Cases.Where(c => c.Parameters[0].Shape == Cases[0].Parameters[0].Shape).Take(6)];
        double[] values = [.. cases.Take(cases.Length / 2 * 2).SelectMany(c => c.Value.Values)];
        Distribution one = Make(cases[0].Parameters);
        Assert.Equal(Shape.Scalar, one.BatchShape);
        Assert.Equal(Shape.Scalar, one.EventShape);
        // Values [2, 3] of one distribution.
        Tensor log = one.LogProb(Tensor.From(values, [2, values.Length / 2]));
        Assert.Equal([2, values.Length / 2], log.Shape);
        double[] expected = [.. values.Select(v => one.LogProb(v).ToDouble())];
        Assert.Equal(expected, log.ToArray());

        // A batch of distributions [n] at values [m, 1]: all pairs.
        Numbers[][] sets = [.. ParameterSets.Where(p => p[0].Shape == cases[0].Parameters[0].Shape).Take(3)];
        Distribution batch = Make(
            [.. Enumerable.Range(0, sets[0].Length).Select(i => Tensor.Stack([.. sets.Select(s => s[i].Constant)]))]);
        Assert.Equal([sets.Length], batch.BatchShape);
        double[] two = [values[0], values[1]];
        Tensor pairs = batch.LogProb(Tensor.From(two, [2, 1]));
        Assert.Equal([2, sets.Length], pairs.Shape);
        double[] separate = [.. two.SelectMany(v => sets.Select(s => Make(s).LogProb(v).ToDouble()))];
        double[] together = pairs.ToArray();
        for (int i = 0; i < separate.Length; i++)
        {
            Assert.True(separate[i].Equals(together[i]) ||
                Math.Abs(separate[i] - together[i]) <= BatchTolerance * Math.Max(1, Math.Abs(separate[i])),
                $"{Name}: pair {i} is {together[i]:R} in a batch and {separate[i]:R} alone.");
        }
    }

    /// <summary>n numbers of a kind of noise at the middles of intervals of equal probability.</summary>
    protected static double[] Spaced(NoiseKind noise, int n) =>
    [
        .. Enumerable.Range(0, n).Select(i => (i + 0.5) / n).Select(u => noise switch
        {
            NoiseKind.Normal => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, u),
            NoiseKind.Exponential => -Math.Log(1 - u),
            _ => u,
        }),
    ];

    /// <summary>The distribution as point masses of a quadrature, or all of its values; null where these cannot hold
    /// it.</summary>
    private (double X, double Mass, double LogDensity)[]? Mass(Numbers[] parameters, Distribution distribution)
    {
        double[] numbers = [.. parameters.SelectMany(p => p.Values)];
        (double[] nodes, double[] weights) = Integration(distribution, numbers);
        if (nodes.Length == 0 || !IsWithinRange(numbers))
        {
            return null;
        }
        double[] log = distribution.LogProb(nodes).ToArray();
        return [.. nodes.Select((x, i) => (x, Math.Exp(log[i]) * weights[i], log[i]))];
    }

    /// <summary>A moment that is finite is the integral; one that is not does not converge in the tails.</summary>
    private void AssertMoment(
        double moment, (double X, double Mass, double LogDensity)[] mass,
        Func<(double X, double Mass, double LogDensity), double> term, string what)
    {
        double Sum(double end) =>
            mass.Where(m => m.Mass > 0 && Math.Abs(m.X) < end).Sum(m => Math.Abs(term(m)) * m.Mass);
        if (double.IsFinite(moment))
        {
            AssertClose(moment, mass.Where(static m => m.Mass > 0).Sum(m => term(m) * m.Mass), MomentTolerance,
                $"{Name}: the {what}");
        }
        else
        {
            Assert.True(Sum(1e60) < 0.99 * Sum(1e120), $"{Name}: the {what} is {moment}, but converges.");
        }
    }

    private static void AssertRefused(Func<object> member, string what) =>
        Assert.Contains("has no formula for " + what, Assert.Throws<NotSupportedException>(member).Message,
            StringComparison.Ordinal);

    private void AssertRelative(double expected, Tensor actual, string what)
    {
        double found = actual.ToDouble();
        // What is below the normal numbers has no relative accuracy.
        double error = Math.Abs(found - expected) / Math.Max(Math.Abs(expected), 1e-300);
        WorstErrors.Observe("probability", error);
        Assert.True(error <= CdfTolerance, string.Create(CultureInfo.InvariantCulture,
            $"{what} should be {expected:R} but is {found:R}: relative error {error:E1}, allowed {CdfTolerance:E1}."));
    }
}
