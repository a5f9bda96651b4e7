using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class MultinomialTests : DivisionLaws
{
    protected override Distribution Make(Tensor[] p) => new Multinomial(p[0], p[1]);

    protected override Distribution Small => new Multinomial(5, new double[] { 0.2, 0.5, 0.3 });

    // Of rarer counts none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[1].Values.Min() > 1e-3;

    [Fact]
    public void A_category_of_probability_zero_has_no_count_and_no_influence()
    {
        Multinomial multinomial = new(4, new double[] { 0, 0.25, 0.75 });
        AssertClose(Math.Log(4 * 0.25 * Math.Pow(0.75, 3)),
            multinomial.LogProb(new double[] { 0, 1, 3 }).ToDouble(), 1e-15, "log probability");
        Assert.Equal(double.NegativeInfinity, multinomial.LogProb(new double[] { 1, 1, 2 }).ToDouble());
        double[] draws = multinomial.Sample(100, seed: 1).ToArray();
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(0, draws[3 * i]));
    }

    [Fact]
    public void Support_follows_the_trials_of_each_row()
    {
        Support support = new Multinomial(new double[] { 3, 5 }, new double[] { 0.5, 0.5 }).Support;
        Assert.Null(support.Violation([1, 2, 5, 0], [2, 2]));
        Assert.Equal("vector [1] is [4, 0], but must be a vector of integers of at least 0 that sum to 5",
            support.Violation([1, 2, 4, 0], [2, 2]));
        Assert.NotNull(support.Violation([-1, 4, 5, 0], [2, 2]));
        Assert.NotNull(support.Violation([1.5, 1.5, 5, 0], [2, 2]));
    }
}

public sealed class MultinomialFromLogitsTests : DivisionLaws
{
    protected override Distribution Make(Tensor[] p) => Multinomial.FromLogits(p[0], p[1]);

    protected override Distribution Small => Multinomial.FromLogits(5, new double[] { 0.2, 1.5, -0.3 });

    // Of rarer counts none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[1].Values.All(v => v < 100);
}
