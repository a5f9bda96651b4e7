using System.Globalization;
using Reparam.Distributions;
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
            Tensor second = Differentiate.Gradient(Last(gradients[target]), inputs[target])[0];
            double[][] result = Evaluation.Run(
                inputs, [c.Value.Values, .. c.Parameters.Select(p => p.Values)], [log, Last(second), .. gradients],
                draws: 1);
            AssertClose(c.LogProb, result[0][0], Tolerance, c + ": traced log density");
            for (int i = c.IsDiscrete ? 1 : 0; i < inputs.Length; i++)
            {
                double[] expected = (i == 0 ? c.ValueGradient : c.ParameterGradients[i - 1]).Values;
                for (int e = 0; e < expected.Length; e++)
                {
                    AssertClose(expected[e], result[2 + i][e], GradientTolerance,
                        c + (i == 0 ? ": derivative in the value" : $": derivative in parameter {i}") +
                            $", element {e}");
                }
            }
            AssertClose(c.SecondDerivative, result[1][0], 10 * GradientTolerance, c + ": second derivative");
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

    internal static void AssertClose(double expected, double actual, double tolerance, string what)
    {
        double error = Math.Abs(actual - expected) / Math.Max(1, Math.Abs(expected));
        Assert.True(error <= tolerance, string.Create(CultureInfo.InvariantCulture,
            $"{what} should be {expected:R} but is {actual:R}: relative error {error:E1}, allowed {tolerance:E1}."));
    }

    private static Tensor Last(Tensor x) => Reshape(x, [x.Size])[^1];
}
