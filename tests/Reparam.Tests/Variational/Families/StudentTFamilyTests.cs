using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class StudentTFamilyTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new StudentTFamily();

    // 31 degrees of freedom.
    protected override double StartTolerance => 0.06;

    protected override double MassTolerance => 1e-3;

    protected override double Reach => 25;

    [Theory]
    [InlineData(1.01)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(1e6)]
    public void The_map_from_normal_noise_is_that_of_the_distribution_and_can_be_undone(double degrees)
    {
        var map = new StudentTMap((double[])[degrees, degrees]);
        var distribution = new Reparam.Distributions.StudentT(degrees, 0, 1);
        foreach (double z in new double[] { -7, -2.5, -1e-3, 0, 0.5, 3, 7 })
        {
            Tensor x = (double[])[z, -z];
            (Tensor y, Tensor logDet) = map.ForwardAndLogDet(x);
            Assert.Equal(distribution.FromNoise(z).ToDouble(), y.ToArray()[0], 1e-14 * Math.Abs(y.ToArray()[0]));
            double expected = -z * z - 2 * 0.91893853320467274178 - Sum(distribution.LogProb(y)).ToDouble();
            Assert.Equal(expected, logDet.ToDouble(), 1e-12 * Math.Max(1, Math.Abs(expected)));
            (Tensor back, Tensor inverse) = map.InverseAndLogDet((Tensor)y.ToArray());
            Assert.Equal(z, back.ToArray()[0], 1e-11);
            Assert.Equal(-z, back.ToArray()[1], 1e-11);
            Assert.Equal(-expected, inverse.ToDouble(), 1e-10 * Math.Max(1, Math.Abs(expected)));
        }
    }

    // Degrees of freedom near 10, so that a grid holds the tails.
    protected override double[] Somewhere(int n)
    {
        double[] parameters = base.Somewhere(n);
        for (int i = parameters.Length - n; i < parameters.Length; i++)
        {
            parameters[i] = Math.Log(9) + 0.3 * Math.Cos(3 * i);
        }
        return parameters;
    }
}
