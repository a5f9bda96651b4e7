using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class RelaxedBernoulliTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new RelaxedBernoulli(p[0], p[1]);

    protected override bool HasMoments => false;

    // At low temperatures the density is so great next to 1 that doubles there hold no more of it than 1e-8.
    protected override (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters) =>
        parameters[0] < 1 ? ([], []) : base.Integration(distribution, parameters);

    protected override bool HasEntropy(double[] parameters) => false;

    protected override bool SamplesMoments(Numbers[] parameters) => false;

    protected override Tensor Integrand(Tensor x) => Logit(x) + Square(Logit(x));

    /// <summary>The logit of x is a logistic number with location t / λ and scale 1 / λ.</summary>
    protected override Tensor Expectation(Distribution distribution, Tensor[] p)
    {
        Tensor logit = Log(p[1]) - Log1p(-p[1]);
        return logit / p[0] + (Math.PI * Math.PI / 3 + Square(logit)) / Square(p[0]);
    }

    // At low temperatures draws round to 1, where the logit is infinite.
    protected override bool HasExpectation(double[] parameters) => parameters[0] >= 2;

    internal static Tensor Logit(Tensor x) => Log(x) - Log1p(-x);
}

public sealed class RelaxedBernoulliFromLogitsTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => RelaxedBernoulli.FromLogits(p[0], p[1]);

    protected override bool HasMoments => false;

    // At low temperatures the density is so great next to 1 that doubles there hold no more of it than 1e-8.
    protected override (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters) =>
        parameters[0] < 1 ? ([], []) : base.Integration(distribution, parameters);

    protected override bool HasEntropy(double[] parameters) => false;

    protected override bool SamplesMoments(Numbers[] parameters) => false;

    protected override Tensor Integrand(Tensor x) =>
        RelaxedBernoulliTests.Logit(x) + Square(RelaxedBernoulliTests.Logit(x));

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) =>
        p[1] / p[0] + (Math.PI * Math.PI / 3 + Square(p[1])) / Square(p[0]);

    // At low temperatures draws round to 1, where the logit is infinite.
    protected override bool HasExpectation(double[] parameters) => parameters[0] >= 2;
}
