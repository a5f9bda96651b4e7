using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class BetaPrimeTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new BetaPrime(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => parameters[1].Values[0] > 8;

    protected override bool HasExpectation(double[] parameters) => parameters[1] > 2;
}
