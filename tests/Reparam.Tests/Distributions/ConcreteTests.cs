using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class ConcreteTests : DistributionLaws
{
    protected override Distribution Make(Tensor[] p) => new Concrete(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => false;

    [Fact]
    public void Density_integrates_to_one() =>
        AssertClose(1, Quadrature.Mass(new Concrete(0.8, new double[] { 0.2, 0.5, 0.3 }), 2, range: 40, step: 0.25),
            1e-11, "the integral");

    [Fact]
    public void Of_two_categories_it_is_relaxed_Bernoulli()
    {
        double[] x = [0.875, 0.125];
        AssertClose(new RelaxedBernoulli(0.5, 0.3).LogProb(0.875).ToDouble(),
            new Concrete(0.5, new double[] { 0.3, 0.7 }).LogProb(x).ToDouble(), 1e-14, "log density");
    }

    [Fact]
    public void The_greatest_part_of_a_draw_is_that_of_the_category()
    {
        const int n = 20_000;
        double[] p = [0.1, 0.6, 0.3], draws = new Concrete(0.7, p).Sample(n, seed: 5).ToArray();
        for (int k = 0; k < 3; k++)
        {
            double found = Enumerable.Range(0, n).Count(i =>
                draws.AsSpan(3 * i, 3) is var x && x[k] == Math.Max(x[0], Math.Max(x[1], x[2]))) / (double)n;
            // Six standard errors: one false alarm in 1e8 for all three.
            Assert.InRange(found, p[k] - 6 * Math.Sqrt(p[k] / n), p[k] + 6 * Math.Sqrt(p[k] / n));
        }
    }

    [Fact]
    public void Ratios_of_parts_move_with_logits_and_temperature_as_their_formula_says()
    {
        // log(x₁ / x₂) = (t₁ - t₂ - log ε₁ + log ε₂) / λ.
        Tensor temperature = Input("temperature", []), logits = Input("logits", [3]);
        Tensor x = Concrete.FromLogits(temperature, logits).FromNoise(new double[] { 0.3, 1.2, 2 });
        double[][] gradient = Evaluation.Run([temperature, logits], [[0.6], [0.5, -1, 0.25]],
            [.. Differentiate.Gradient(Log(x[0]) - Log(x[1]), temperature, logits)], 1);
        AssertClose(-(1.5 - Math.Log(0.3) + Math.Log(1.2)) / 0.36, gradient[0][0], 1e-13, "in the temperature");
        double[] expected = [1 / 0.6, -1 / 0.6, 0];
        for (int k = 0; k < 3; k++)
        {
            AssertClose(expected[k], gradient[1][k], 1e-13, "in a logit");
        }
    }
}

public sealed class ConcreteFromLogitsTests : DistributionLaws
{
    protected override Distribution Make(Tensor[] p) => Concrete.FromLogits(p[0], p[1]);

    protected override bool SamplesMoments(Numbers[] parameters) => false;
}
