using System.Globalization;
using System.Text.Json;
using Reparam.Tests.Reference;

namespace Reparam.Tests.Models;

/// <summary>The log joint of models written in C# against Stan's of the same models, in unconstrained coordinates with
/// the Jacobian.</summary>
public sealed class StanReferenceTests
{
    [SharedDataTheory]
    [InlineData("eight_schools-eight_schools_noncentered")]
    [InlineData("eight_schools-eight_schools_centered")]
    [InlineData("kidiq-kidscore_momiq")]
    [InlineData("wells_data-wells_dist")]
    [InlineData("arK-arK")]
    [InlineData("diamonds-diamonds")]
    [InlineData("sblrc-blr")]
    [InlineData("radon_mn-radon_hierarchical_intercept_noncentered")]
    [InlineData("low_dim_gauss_mix-low_dim_gauss_mix")]
    [InlineData("garch-garch11")]
    [InlineData("gp_pois_regr-gp_regr")]
    [InlineData("hmm_example-hmm_example")]
    public void Log_joint_and_gradient_are_those_of_Stan(string posterior)
    {
        StanGradients stan = StanGradients.Read(posterior);
        Model model = StanModels.Create(posterior);
        double dropped = StanModels.Dropped(posterior);
        Assert.Equal(stan.Gradient.Length, model.LogDensity.Dimension);
        (double value, double[] gradient) = LogJoint.At(model.LogDensity, [.. stan.Gradient.Select(static _ => 0.1)]);
        AssertClose(stan.LogProb, value - dropped, 1e-12 * Math.Max(1, Math.Abs(dropped)), "the log joint");
        double largest = stan.Gradient.Max(Math.Abs);
        for (int i = 0; i < gradient.Length; i++)
        {
            // The sums over the data cancel: what is left of a component can carry the rounding of the others.
            AssertClose(stan.Gradient[i], gradient[i], 1e-12 * largest, $"component {i + 1}");
        }
    }

    /// <summary>Stan's solver works to 1e-5 of the state, or 1e-3 where it is small.</summary>
    [SharedDataTheory]
    [InlineData("hudson_lynx_hare-lotka_volterra")]
    public void Log_joint_of_a_differential_equation_is_that_of_Stan_to_the_tolerance_of_its_solver(string posterior)
    {
        StanGradients stan = StanGradients.Read(posterior);
        Model model = StanModels.Create(posterior);
        double dropped = StanModels.Dropped(posterior);
        (double value, double[] gradient) = LogJoint.At(model.LogDensity, [.. stan.Gradient.Select(static _ => 0.1)]);
        Assert.Equal(stan.LogProb, value - dropped, 2e-2);
        Assert.All(gradient.Zip(stan.Gradient), static g => Assert.Equal(g.Second, g.First, 1e-1));
    }

    [SharedDataTheory]
    [InlineData("arma-arma11", "arma11", 1e-13)]
    [InlineData("hudson_lynx_hare-lotka_volterra", "lotka_volterra", 1e-8)]
    public void Log_joint_and_gradient_are_those_computed_with_40_digits(
        string posterior, string reference, double tolerance)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(RepositoryRoot.File("tests/Reparam.Tests/Reference/recurrences.json")));
        JsonElement exact = document.RootElement.GetProperty(reference);
        double[] slopes = [.. exact.GetProperty("gradient").EnumerateArray().Select(Number)];
        (double value, double[] gradient) = LogJoint.At(
            StanModels.Create(posterior).LogDensity, [.. slopes.Select(static _ => 0.1)]);
        Assert.Equal(1, value / Number(exact.GetProperty("log_prob")), tolerance);
        Assert.All(gradient.Zip(slopes), g => Assert.Equal(g.Second, g.First, tolerance * slopes.Max(Math.Abs)));
    }

    private static double Number(JsonElement text) => double.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static void AssertClose(double expected, double actual, double absolute, string what) => Assert.True(
        Math.Abs(actual - expected) <= 1e-9 * Math.Abs(expected) + absolute,
        FormattableString.Invariant(
            $"{what}: {actual:R}, Stan {expected:R}, relative difference {(actual - expected) / expected:E1}."));
}
