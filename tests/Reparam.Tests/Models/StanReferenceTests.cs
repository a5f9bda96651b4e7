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
        (Model model, double dropped) = StanModels.Create(posterior);
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

    private static void AssertClose(double expected, double actual, double absolute, string what) => Assert.True(
        Math.Abs(actual - expected) <= 1e-9 * Math.Abs(expected) + absolute,
        FormattableString.Invariant(
            $"{what}: {actual:R}, Stan {expected:R}, relative difference {(actual - expected) / expected:E1}."));
}
