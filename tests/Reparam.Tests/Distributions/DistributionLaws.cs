using System.Globalization;
using Reparam.Distributions;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution: its log density and its derivatives are those of the reference, whether
/// its parameters are numbers or expressions, and its support holds the values at which it has a density.</summary>
public abstract class DistributionLaws
{
    /// <summary>The distribution from its parameters in the order of the reference.</summary>
    protected abstract Distribution Make(Tensor[] p);

    /// <summary>Its name in the reference file.</summary>
    protected virtual string Name => GetType().Name[..^"Tests".Length];

    /// <summary>The error allowed in a log density, relative to its size or 1, whichever is greater.</summary>
    protected virtual double Tolerance => 5e-14;

    /// <summary>The error allowed in a derivative, relative to its size or 1, whichever is greater.</summary>
    protected virtual double GradientTolerance => 1e-13;

    protected DensityReference[] Cases => DensityReference.Of(Name);

    /// <summary>One distribution, from the first parameters of the reference.</summary>
    public Distribution Example => Make(ParameterSets[0]);

    /// <summary>The parameters of the reference, each set once.</summary>
    protected Numbers[][] ParameterSets => [.. Cases.Select(c => c.Parameters).DistinctBy(static p =>
        string.Join(' ', p.SelectMany(n => n.Values).Select(v => v.ToString("R", CultureInfo.InvariantCulture))))];

    protected Distribution Make(Numbers[] parameters) => Make([.. parameters.Select(p => p.Constant)]);

    [Fact]
    public void Log_density_matches_the_reference()
    {
        Assert.True(Cases.Length >= 10, $"{Name} has {Cases.Length} reference values; at least 10 are needed.");
        foreach (DensityReference c in Cases)
        {
            AssertClose(c.LogProb, Make(c.Parameters).LogProb(c.Value.Constant).ToDouble(), Tolerance,
                c + ": log density");
        }
    }

    [Fact]
    public void Traced_log_density_and_its_derivatives_match_the_reference()
    {
        foreach (DensityReference c in Cases)
        {
            Tensor[] inputs =
                [Input("x", c.Value.Shape, varies: true), .. c.Parameters.Select((p, i) => Input("p" + i, p.Shape))];
            Tensor log = Make(inputs[1..]).LogProb(inputs[0]);
            Assert.Equal(Shape.Scalar, log.Shape);
            Tensor[] gradients = Differentiate.Gradient(log, inputs);
            int target = c.IsDiscrete ? inputs.Length - 1 : 0;
            Tensor second = c.SecondDerivative is null
                ? 0
                : Last(Differentiate.Gradient(Last(gradients[target]), inputs[target])[0]);
            double[][] result = Evaluation.Run(
                inputs, [c.Value.Values, .. c.Parameters.Select(p => p.Values)], [log, second, .. gradients],
                draws: 1);
            AssertClose(c.LogProb, result[0][0], Tolerance, c + ": traced log density");
            for (int i = c.IsDiscrete ? 1 : 0; i < inputs.Length; i++)
            {
                double[] expected = (i == 0 ? c.ValueGradient : c.ParameterGradients[i - 1]).Values;
                // What is not differentiated by, such as a number of trials, has no derivative in the reference.
                for (int e = 0; e < expected.Length && !double.IsNaN(expected[e]); e++)
                {
                    AssertClose(expected[e], result[2 + i][e], GradientTolerance,
                        c + (i == 0 ? ": derivative in the value" : $": derivative in parameter {i}") +
                            $", element {e}");
                }
            }
            if (c.SecondDerivative is { } expectedSecond)
            {
                AssertClose(expectedSecond, result[1][0], 10 * GradientTolerance, c + ": second derivative");
            }
        }
    }

    [Fact]
    public void Single_precision_agrees_with_double_precision()
    {
        foreach (DensityReference c in Cases)
        {
            Tensor[] inputs =
                [Input("x", c.Value.Shape, varies: true), .. c.Parameters.Select((p, i) => Input("p" + i, p.Shape))];
            Tensor log = Make(inputs[1..]).LogProb(inputs[0]);
            IEnumerable<Tensor> gradients = Differentiate.Gradient(log, inputs).Skip(c.IsDiscrete ? 1 : 0);
            SinglePrecision.Check(c.ToString(), inputs, [c.Value.Values, .. c.Parameters.Select(p => p.Values)],
                [("log density", log), .. gradients.Select(static g => ("derivatives", g))]);
        }
        foreach (Numbers[] parameters in ParameterSets.Where(p => Make(p).Path is not null))
        {
            Tensor[] inputs = [.. parameters.Select((p, i) => Input("p" + i, p.Shape))];
            Distribution distribution = Make(inputs);
            Tensor noise = Input("noise", distribution.NoiseShape, varies: true);
            Tensor draw = distribution.FromNoise(noise);
            Tensor[] gradients = Differentiate.Gradient(Sum(draw), inputs);
            SinglePrecision.Check($"{Name}: draw", [noise, .. inputs],
                [new SplitMix(9).Numbers(noise.Size, 0.2, 0.8), .. parameters.Select(p => p.Values)],
                [("path", draw), .. gradients.Select(static g => ("path", g))]);
        }
    }

    [Fact]
    public void The_support_holds_the_values_of_the_reference_and_not_NaN()
    {
        foreach (DensityReference c in Cases)
        {
            Distribution distribution = Make(c.Parameters);
            string? violation = distribution.Support.Violation(c.Value.Values, c.Value.Shape);
            // The ends of a half-line have a density; as observed values of a positive variable they are refused.
            Assert.True(violation is null || c.Value.Values[0] == 0, violation);
            double[] broken = [.. c.Value.Values];
            broken[^1] = double.NaN;
            Assert.NotNull(distribution.Support.Violation(broken, c.Value.Shape));
        }
    }

    [Fact]
    public void Draws_have_the_mean_and_the_variance()
    {
        foreach (Numbers[] parameters in ParameterSets.Where(p => HasMoments && SamplesMoments(p)))
        {
            const int n = 20_000;
            Distribution distribution = Make(parameters);
            double[] mean = distribution.Mean.ToArray(), variance = distribution.Variance.ToArray();
            double[] draws = distribution.Sample(n, seed: 1).ToArray();
            Assert.Null(distribution.Support.Violation(draws,
                Shape.Create([n]).Append(distribution.BatchShape).Append(distribution.EventShape)));
            for (int e = 0; e < mean.Length; e++)
            {
                double[] element = [.. Enumerable.Range(0, n).Select(d => draws[d * mean.Length + e])];
                double average = element.Average();
                double spread = element.Sum(x => (x - average) * (x - average)) / (n - 1);
                double fourth = element.Average(x => Math.Pow(x - average, 4));
                // Six standard errors, of a variance to second order: one false alarm in 5e8 numbers, were the averages
                // normal.
                AssertWithin(mean[e], average, 6 * Math.Sqrt(variance[e] / n), $"{Name}: mean of element {e}");
                AssertWithin(variance[e], spread, 6 * Math.Sqrt(Math.Max(0, fourth - spread * spread) / n) +
                    36 * variance[e] / n, $"{Name}: variance of element {e}");
            }
        }
    }

    [Fact]
    public void A_draw_is_differentiable_in_every_parameter_or_refuses_by_name()
    {
        Numbers[] parameters = ParameterSets[0];
        Tensor[] inputs = [.. parameters.Select((p, i) => Input("p" + i, p.Shape))];
        Distribution distribution = Make(inputs);
        Tensor draw = distribution.FromNoise(Full(0.3, distribution.NoiseShape));
        // Weights, since the parts of some draws always sum to the same.
        double[] weights = [.. Enumerable.Range(1, draw.Size).Select(static i => (double)i * i)];
        Tensor sum = Sum(draw * Tensor.From(weights, draw.Shape));
        if (distribution.Path is null)
        {
            var refusal = Assert.Throws<NotSupportedException>(() => Differentiate.Gradient(sum, inputs));
            Assert.Contains("no differentiable sampling path", refusal.Message, StringComparison.Ordinal);
            return;
        }
        foreach (Tensor gradient in Differentiate.Gradient(sum, inputs))
        {
            double[] values = Evaluation.Run(inputs, [.. parameters.Select(p => p.Values)], [gradient], 1)[0];
            Assert.Contains(values, static v => v != 0 && double.IsFinite(v));
        }
    }

    /// <summary>Whether mean, variance and entropy have formulas; where they have none they must be refused by
    /// name.</summary>
    protected virtual bool HasMoments => true;

    /// <summary>Whether averages over draws tell mean and variance: not where tails are so heavy that variances of
    /// variances are infinite, or events so rare that none is drawn.</summary>
    protected virtual bool SamplesMoments(Numbers[] parameters) => true;

    private static void AssertWithin(double expected, double actual, double allowed, string what) =>
        Assert.True(Math.Abs(actual - expected) <= allowed, string.Create(CultureInfo.InvariantCulture,
            $"{what} should be {expected:R} but draws have {actual:R}: difference {actual - expected:E2}, allowed " +
            $"{allowed:E2}."));

    internal static void AssertClose(double expected, double actual, double tolerance, string what)
    {
        double error = Math.Abs(actual - expected) / Math.Max(1, Math.Abs(expected));
        WorstErrors.Observe("value", error);
        Assert.True(error <= tolerance, string.Create(CultureInfo.InvariantCulture,
            $"{what} should be {expected:R} but is {actual:R}: relative error {error:E1}, allowed {tolerance:E1}."));
    }

    private static Tensor Last(Tensor x) => Reshape(x, [x.Size])[^1];
}
