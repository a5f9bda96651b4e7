using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class BernoulliTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Bernoulli(p[0]);

    protected override int Counts(double[] parameters) => 2;

    // Of rarer outcomes none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => Make(parameters).Variance.ToDouble() > 1e-2;

    [Fact]
    public void Certain_outcomes_have_finite_densities_and_gradients()
    {
        Tensor p = Tensor.Input("p", [2]);
        Tensor log = Tensor.Sum(new Bernoulli(p).LogProb(new double[] { 0, 1 }));
        double[][] result = Evaluation.Run([p], [[0, 1]], [log, .. Differentiate.Gradient(log, p)], 1);
        Assert.Equal(0, result[0][0]);
        Assert.Equal([-1, 1], result[1]);
        Assert.Equal(double.NegativeInfinity, new Bernoulli(0).LogProb(1).ToDouble());
    }

    [Fact]
    public void Probability_and_logit_agree()
    {
        double[] p = [1e-9, 0.3, 0.999];
        AssertSame(p, Bernoulli.FromLogits(new Bernoulli(p).Logits).Probability.ToArray());

        static void AssertSame(double[] expected, double[] actual)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                AssertClose(1, actual[i] / expected[i], 1e-14, "probability");
            }
        }
    }
}

public sealed class BernoulliFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Bernoulli.FromLogits(p[0]);

    protected override int Counts(double[] parameters) => 2;

    // Of rarer outcomes none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => Make(parameters).Variance.ToDouble() > 1e-2;
}
