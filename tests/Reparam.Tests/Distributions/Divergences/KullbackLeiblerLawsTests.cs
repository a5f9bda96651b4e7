using System.Globalization;
using Reparam.Distributions;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for the divergence of every registered pair: it is the integral of p log(p/q), at least 0, and 0
/// where both are equal; and its derivatives are those by differences.</summary>
public class KullbackLeiblerLawsTests
{
    private static readonly Dictionary<Type, DivergenceCase> Cases =
        DivergenceCase.All.ToDictionary(static c => c.Type);

    private static (DivergenceCase P, DivergenceCase Q)[] Pairs(DivergenceCase[] cases) => [.. BuiltIn
        .Where(pair => cases.Any(c => c.Type == pair.P)).Select(static pair => (Cases[pair.P], Cases[pair.Q]))];

    /// <summary>Without what other tests register.</summary>
    private static IEnumerable<(Type P, Type Q)> BuiltIn => KullbackLeibler.Pairs.Where(static pair =>
        pair.P.Assembly == typeof(KullbackLeibler).Assembly && pair.Q.Assembly == typeof(KullbackLeibler).Assembly);

    [Fact]
    public void Every_registered_pair_has_a_case()
    {
        string[] missing = [.. BuiltIn.SelectMany(static pair => new[] { pair.P, pair.Q }).Distinct()
            .Where(static type => !Cases.ContainsKey(type)).Select(static type => type.Name)];

        Assert.True(missing.Length == 0, $"No case in DivergenceCase for {string.Join(", ", missing)}.");
        Assert.True(BuiltIn.Count(static pair => !KullbackLeibler.IsAlwaysInfinite(pair.P, pair.Q)) >= 150);
    }

    [Fact]
    public void The_divergence_between_numbers_is_the_integral()
    {
        int finite = 0;
        foreach (var (p, q) in Pairs(DivergenceCase.Numbers))
        {
            foreach (var (a, b) in Sets(p, q))
            {
                string what = Text(p, a, q, b);
                Distribution first = p.At(a), second = q.At(b);
                double divergence = KullbackLeibler.Divergence(first, second).ToDouble();
                if (Integral(first, second, p, a, q, b) is not { } integral)
                {
                    Assert.True(double.IsPositiveInfinity(divergence), $"{what} is {divergence:R} and not infinite.");
                    continue;
                }
                finite++;
                DistributionLaws.AssertClose(integral, divergence, 2e-11, what);
                Assert.True(divergence >= 0, $"{what} is {divergence:R}.");
            }
        }
        Assert.True(finite > 500, $"Only {finite} finite divergences were checked.");
    }

    [Fact]
    public void The_divergence_between_integers_is_the_sum()
    {
        foreach (var (p, q) in Pairs(DivergenceCase.Counts))
        {
            foreach (var (a, b) in Sets(p, q))
            {
                Distribution first = p.At(a), second = q.At(b);
                double divergence = KullbackLeibler.Divergence(first, second).ToDouble();
                if (KullbackLeibler.IsAlwaysInfinite(p.Type, q.Type))
                {
                    Assert.Equal(double.PositiveInfinity, divergence);
                    continue;
                }
                double[] x = [.. Enumerable.Range(0, 400).Select(static k => (double)k)
                    .Where(k => first.Support.Violation([k], Shape.Scalar) is null)];
                if (second.Support.Violation(x, Shape.Create([x.Length])) is not null)
                {
                    Assert.Equal(double.PositiveInfinity, divergence);
                    continue;
                }
                double[] log1 = first.LogProb(x).ToArray(), log2 = second.LogProb(x).ToArray();
                DistributionLaws.AssertClose(
                    log1.Zip(log2, static (l, m) => Math.Exp(l) * (l - m)).Sum(), divergence, 1e-12, Text(p, a, q, b));
            }
        }
    }

    [Fact]
    public void The_divergence_between_vectors_is_that_of_draws()
    {
        foreach (var (p, q) in Pairs(DivergenceCase.Vectors).Where(static pair => pair.P.Type != typeof(Delta)))
        {
            foreach (var (a, b) in Sets(p, q))
            {
                Distribution first = p.At(a), second = q.At(b);
                double divergence = KullbackLeibler.Divergence(first, second).ToDouble();
                DivergenceEstimate estimate = KullbackLeibler.Estimate(first, second, 40_000, seed: 3);
                // Five standard errors: one false alarm in 1.7e6 numbers, of which there are about 30.
                double allowed = 5 * estimate.StandardError.ToDouble() + 1e-12;
                Assert.True(Math.Abs(estimate.Value.ToDouble() - divergence) <= allowed,
                    $"{Text(p, a, q, b)} is {divergence:R}, by draws {estimate}.");
                Assert.True(divergence >= 0);
            }
        }
    }

    [Fact]
    public void The_divergence_of_equal_distributions_is_0()
    {
        foreach (DivergenceCase c in DivergenceCase.All.Where(static c => BuiltIn.Contains((c.Type, c.Type))))
        {
            foreach (double[] set in c.Sets)
            {
                double divergence = KullbackLeibler.Divergence(c.At(set), c.At(set)).ToDouble();
                Assert.True(Math.Abs(divergence) <= 1e-16, $"{Text(c, set, c, set)} is {divergence:R}.");
            }
        }
    }

    [Fact]
    public void Derivatives_are_those_by_differences()
    {
        int count = 0;
        foreach (var (p, q) in Pairs(DivergenceCase.All).Where(static pair => pair.P.Type != typeof(Delta)
            && !KullbackLeibler.IsAlwaysInfinite(pair.P.Type, pair.Q.Type)))
        {
            // Of uniform distributions the second lies around the first, and of Pareto the other way.
            (double[] a, double[] b) = p.Type == typeof(Pareto) ? (p.Sets[1], q.Sets[0]) : (p.Sets[0], q.Sets[1]);
            double[] point = [.. a, .. b];
            Tensor[] inputs = [.. point.Select(static (_, i) => Input($"p{i}", Shape.Scalar))];
            Tensor divergence = KullbackLeibler.Divergence(p.Make(inputs[..a.Length]), q.Make(inputs[a.Length..]));
            Assert.Equal(Shape.Scalar, divergence.Shape);
            var run = new PreparedRun(inputs, [divergence], 1, [false]);
            double At(int i, double step) => run.At(
                [.. point.Select((v, k) => new[] { k == i ? v + step : v })])[0][0];
            if (!double.IsFinite(At(0, 0)))
            {
                continue;
            }
            Tensor[] gradients = Differentiate.Gradient(divergence, inputs);
            double[][] exact = Evaluation.Run(inputs, [.. point.Select(static v => new[] { v })], gradients, 1);
            for (int i = 0; i < point.Length; i++)
            {
                double expected = NumericalDerivative.AtZero(h => [At(i, h)])[0];
                DistributionLaws.AssertClose(expected, exact[i][0], 1e-8, $"{Text(p, a, q, b)}, derivative {i}");
                count++;
            }
        }
        Assert.True(count > 500, $"Only {count} derivatives were checked.");
    }

    private static IEnumerable<(double[] A, double[] B)> Sets(DivergenceCase p, DivergenceCase q) =>
        p.Sets.SelectMany(a => q.Sets.Select(b => (a, b)));

    /// <summary>∫ p log(p/q), or null where it is infinite: where p has mass that q has not, or the integral grows with
    /// its range.</summary>
    private static double? Integral(
        Distribution first, Distribution second, DivergenceCase p, double[] a, DivergenceCase q, double[] b)
    {
        var (x, weights) = Nodes(first.Support, [.. p.Kinks?.Invoke(a) ?? [], .. q.Kinks?.Invoke(b) ?? []]);
        double[] log1 = first.LogProb(x).ToArray(), log2 = second.LogProb(x).ToArray();
        double all = 0, part = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double mass = Math.Exp(log1[i]) * weights[i];
            if (!(mass > 0))
            {
                continue;
            }
            // Nodes may round to an end.
            if (mass > 1e-12 && second.Support.Violation([x[i]], Shape.Scalar) is not null)
            {
                return null;
            }
            double term = mass * (log1[i] - log2[i]), size = x[i] == 0 ? 0 : Math.Abs(Math.Log(Math.Abs(x[i])));
            // Squares are finite to here.
            all += size < 345 ? term : 0;
            part += size < 80 ? term : 0;
        }
        return double.IsFinite(all) && Math.Abs(all - part) < 0.01 * (1 + Math.Abs(part)) ? all : null;
    }

    /// <summary>Nodes over a support cut at kinks.</summary>
    private static (double[] Nodes, double[] Weights) Nodes(Support support, double[] kinks)
    {
        var (all, weights) = Quadrature.Over(support);
        double lowest = all.Min(), highest = all.Max();
        double[] cuts = [.. kinks.Where(k => k > lowest && k < highest).Distinct().Order()];
        if (cuts.Length == 0)
        {
            return (all, weights);
        }
        double lower = support == Support.Positive || support == Support.NonNegative ? 0 : lowest;
        var (nodes, sizes) = (new List<double>(), new List<double>());
        void Add((double[] Nodes, double[] Weights) rule, double sign, double shift)
        {
            nodes.AddRange(rule.Nodes.Select(x => shift + sign * x));
            sizes.AddRange(rule.Weights);
        }
        if (lowest < -1e100)
        {
            Add(Quadrature.Over(Support.Positive), -1, cuts[0]);
        }
        else
        {
            Add(Quadrature.Over(Support.Interval(lower, cuts[0])), 1, 0);
        }
        for (int i = 1; i < cuts.Length; i++)
        {
            Add(Quadrature.Over(Support.Interval(cuts[i - 1], cuts[i])), 1, 0);
        }
        if (highest > 1e100)
        {
            Add(Quadrature.Over(Support.Positive), 1, cuts[^1]);
        }
        else
        {
            Add(Quadrature.Over(Support.Interval(cuts[^1], highest)), 1, 0);
        }
        return ([.. nodes], [.. sizes]);
    }

    private static string Text(DivergenceCase p, double[] a, DivergenceCase q, double[] b) =>
        $"{p.Type.Name}({Numbers(a)}) to {q.Type.Name}({Numbers(b)})";

    private static string Numbers(double[] values) =>
        string.Join(", ", values.Select(static v => v.ToString("R", CultureInfo.InvariantCulture)));
}
