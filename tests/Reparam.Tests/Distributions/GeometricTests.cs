using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GeometricTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Geometric(p[0]);

    [Fact]
    public void A_certain_success_comes_at_once()
    {
        Geometric certain = new(1);
        Assert.Equal([0, double.NegativeInfinity], certain.LogProb(new double[] { 0, 1 }).ToArray());
        Assert.Equal(0, certain.InverseCdf(0.999).ToDouble());
        Assert.Equal(0, certain.Entropy.ToDouble());
    }

    [Fact]
    public void An_impossible_success_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Geometric(new double[] { 0.5, 0 }));
        Assert.StartsWith("Geometric: probability must be above 0 and at most 1, but probability[1] = 0. Map an",
            error.Message, StringComparison.Ordinal);
    }
}

public sealed class GeometricFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Geometric.FromLogits(p[0]);

    // Of rarer counts none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] < 5;
}
