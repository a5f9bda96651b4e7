using Reparam.Random;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class GaussianMixtureFamilyTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new GaussianMixtureFamily(3);

    protected override double StartTolerance => double.PositiveInfinity;

    [Fact]
    public void The_weights_sum_to_one_and_components_start_apart()
    {
        var family = new GaussianMixtureFamily(5) { Spread = 3 };
        double[] start = family.Start(Standard(2), RandomKey.FromSeed(1));
        IReadOnlyList<FamilyComponent> components = family.Components(start, Standard(2));
        Assert.Equal(1, components.Sum(c => Math.Exp(c.LogWeight.ToDouble())), 1e-14);
        double[][] means = [.. components.Select(c => c.Map.Forward(new double[] { 0, 0 }).ToArray())];
        Assert.Equal([0, 0], means[0]);
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.True(Math.Abs(means[i][0] - means[j][0]) > 0.01);
            }
        }
    }

    [Fact]
    public void A_mixture_of_one_is_the_normal_distribution()
    {
        double[] parameters = [0, 0.3, -0.2, 0.1, -0.3, 0.5];
        LogDensity target = LogDensity.Over(2, x => -Sum(Square(Square(x))));
        var mixture = new ObjectiveRun(target, new GaussianMixtureFamily(1), new ElboObjective(EntropyForm.MonteCarlo), 8);
        var normal = new ObjectiveRun(target, new FullRankGaussian(), new ElboObjective(EntropyForm.MonteCarlo), 8);
        Assert.Equal(normal.RunRandom(parameters[1..], 1).Value, mixture.RunRandom(parameters, 1).Value, 1e-12);
    }
}
