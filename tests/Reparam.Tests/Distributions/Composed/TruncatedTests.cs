using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class TruncatedGammaTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Truncated(new Gamma(p[0], p[1]), p[2], p[3]);

    protected override bool HasMoments => false;

    protected override bool HasEntropy(double[] parameters) => false;

    // Far in the tail the density in the lower end is a difference of rates.
    protected override double GradientTolerance => 1e-12;

    // E[x] of a truncated gamma variable: α / β times a ratio of probabilities between the ends.
    protected override Tensor Integrand(Tensor x) => x;

    protected override Tensor Expectation(Distribution distribution, Tensor[] p)
    {
        Tensor Between(Tensor shape) => Tensor.GammaUpperRegularized(shape, p[1] * p[2])
            - Tensor.GammaUpperRegularized(shape, p[1] * p[3]);
        return p[0] / p[1] * Between(p[0] + 1) / Between(p[0]);
    }
}

public sealed class TruncatedExponentialBelowTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Truncated(new Exponential(p[0]), null, p[1]);

    protected override bool HasMoments => false;

    protected override bool HasEntropy(double[] parameters) => false;

    protected override Tensor Integrand(Tensor x) => x;

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) =>
        1 / p[0] - p[1] / Tensor.Expm1(p[0] * p[1]);
}

public sealed class TruncatedPoissonTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Truncated(new Poisson(p[0]), 1, null);

    protected override (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters) =>
        ([.. Enumerable.Range(1, 1000)], [.. Enumerable.Repeat(1.0, 1000)]);

    protected override bool HasMoments => false;

    protected override bool HasEntropy(double[] parameters) => false;
}

public sealed class TruncatedTests
{
    [Fact]
    public void Ends_that_leave_nothing_are_refused_with_the_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => new Truncated(new Normal(0, 1), 2, 1.5));
        Assert.Equal("Truncated: upper must be above lower, but upper - lower = -0.5. Pass the lower end first. " +
            "(Parameter 'upper')", error.Message);
        Assert.Throws<ArgumentException>(() => new Truncated(new Normal(0, 1), null, null));
        Assert.Throws<ArgumentException>(() => new Truncated(new Dirichlet(new double[] { 1, 2 }), 0, null));
    }

    [Fact]
    public void The_support_is_what_both_leave()
    {
        Assert.Equal("a number from 0.5 to 1", new Truncated(new Beta(2, 3), 0.5, 4).Support.Description);
        Assert.Equal("a finite number up to 3", new Truncated(new Normal(0, 1), null, 3).Support.Description);
        Assert.Equal("an integer of at least 1", new Truncated(new Poisson(2), 1, null).Support.Description);
    }

    [Fact]
    public void A_discrete_source_has_no_path()
    {
        var distribution = new Truncated(new Poisson(2), 1, null);
        Assert.Null(distribution.Path);
        Assert.StartsWith("Truncated { BatchShape = [], EventShape = []", distribution.ToString(),
            StringComparison.Ordinal);
    }
}
