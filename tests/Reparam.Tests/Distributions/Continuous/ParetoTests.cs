using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class ParetoTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Pareto(p[0], p[1]);

    protected override Tensor Integrand(Tensor x) => 1 / x;

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => p[1] / ((p[1] + 1) * p[0]);

    [Fact]
    public void An_observation_below_the_minimum_is_outside_the_support() =>
        Assert.Equal("element [1] is 1.5, but must be a finite number from 2 on",
            new Pareto(2, 3).Support.Violation([2, 1.5], [2]));
}
