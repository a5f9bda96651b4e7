using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GeneralizedParetoTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new GeneralizedPareto(p[0], p[1], p[2]);

    // Elsewhere variances of variances are infinite or nearly so.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[2].Values[0] < 0.1;

    protected override bool HasExpectation(double[] parameters) => parameters[2] < 0.5;

    [Fact]
    public void The_support_ends_where_the_shape_is_negative()
    {
        Support support = new GeneralizedPareto(1, 2, -0.5).Support;
        Assert.Null(support.Violation([1, 3, 5], [3]));
        Assert.Equal("element [1] is 5.5, but must be a finite number from 1 to 5", support.Violation([2, 5.5], [2]));
        Assert.Equal("element [0] is 0.5, but must be a finite number from 1 to 5", support.Violation([0.5, 2], [2]));
        Assert.Null(new GeneralizedPareto(1, 2, 0).Support.Violation([1e300], [1]));
    }

    [Fact]
    public void Beyond_the_upper_end_there_is_no_mass()
    {
        var distribution = new GeneralizedPareto(1, 2, -0.5);
        Assert.Equal(double.NegativeInfinity, distribution.LogProb(7).ToDouble());
        Assert.Equal(1, distribution.Cdf(7).ToDouble());
        Assert.Equal(0, distribution.Survival(7).ToDouble());
    }
}
