using MathNet.Numerics.LinearAlgebra;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class MeanFieldGaussianTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new MeanFieldGaussian();

    protected override double Correlation => 0;

    [Fact]
    public void Of_a_correlated_normal_posterior_it_misses_what_the_correlations_hold()
    {
        var target = new GaussianTarget(3, 0.8);
        Posterior posterior = Inference.Fit(
            target.LogDensity, seed: 1, new() { Family = Family, Algorithm = new FixedDraws { Tolerance = 0.01 } });
        Matrix<double> precision = target.Covariance.Inverse();
        // The entropy of what is fitted against that of the posterior: a ratio of determinants.
        double missing = 0.5 * Math.Log(precision.Diagonal().Aggregate((a, b) => a * b) / precision.Determinant());
        Assert.Equal(target.LogEvidence - missing, posterior.Elbo, 4 * posterior.ElboStandardError + 1e-3);
    }
}
