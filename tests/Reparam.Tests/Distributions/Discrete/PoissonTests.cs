using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class PoissonTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Poisson(p[0]);

    // At a mean of 1e9 the rounding of λ / y alone moves a log probability by 1e-13 of itself.
    protected override double Tolerance => 2e-13;

    protected override int Counts(double[] parameters) => parameters[0] < 1000 ? 20_000 : 0;

    protected override bool HasEntropy(double[] parameters) => false;
}

public sealed class PoissonFromLogRateTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Poisson.FromLogRate(p[0]);

    protected override int Counts(double[] parameters) => parameters[0] < 7 ? 20_000 : 0;

    // Of rarer counts none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > -4;

    protected override bool HasEntropy(double[] parameters) => false;
}
