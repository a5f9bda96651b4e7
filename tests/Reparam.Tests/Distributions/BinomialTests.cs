using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class BinomialTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Binomial(p[0], p[1]);

    protected override int Counts(double[] parameters) => (int)parameters[0] + 1;

    protected override double BatchTolerance => 1e-14;

    [Fact]
    public void Support_follows_the_trials_of_each_element()
    {
        Support support = new Binomial(new double[] { 3, 10, 5 }, 0.5).Support;
        Assert.Null(support.Violation([3, 10, 0], [3]));
        Assert.Equal("element [1] is 4, but must be an integer from 0 to 3",
            new Binomial(new double[] { 5, 3 }, 0.5).Support.Violation([5, 4], [2]));
        Assert.Equal("element [1, 0] is 4, but must be an integer from 0 to 3",
            support.Violation([3, 10, 0, 4, 1, 1], [2, 3]));
    }
}

public sealed class BinomialFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Binomial.FromLogits(p[0], p[1]);

    protected override int Counts(double[] parameters) => (int)Math.Min(parameters[0] + 1, 20_000);

    protected override double BatchTolerance => 1e-14;

    // Of rarer outcomes none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => Make(parameters).Variance.ToDouble() > 1e-2;
}
