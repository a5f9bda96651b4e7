using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class LogLogisticTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new LogLogistic(p[1], p[0]);

    // Where the peak is narrower, nodes are too far from each other.
    protected override bool IsWithinRange(double[] parameters) => parameters[1] < 100;

    // Elsewhere variances of variances are infinite or nearly so.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[1].Values[0] > 8;

    // Uniform noise ends too far from 1 for moments of x.
    protected override Tensor Integrand(Tensor x) => Log(x) + Square(Log(x));

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) =>
        Log(p[0]) + Square(Log(p[0])) + Square(Math.PI / p[1]) / 3;
}
