using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

/// <summary>The distributions of discrete factors: all of their mass lies between their ends, and sums to 1.</summary>
public sealed class DrawnLawTests
{
    [Theory]
    [InlineData(4.0, 0.4, 2.0, double.PositiveInfinity)]
    [InlineData(12.0, 3.0, 10.0, 17.0)]
    [InlineData(10.2, 0.3, 10.0, 11.0)]
    [InlineData(5.0, 0.5, 5.0, 5.0)]
    [InlineData(3.0, 2.0, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(3.0, 2.0, double.NegativeInfinity, 6.0)]
    public void Counts_have_all_their_mass_between_their_ends(double mean, double scale, double lower, double upper)
    {
        DrawnSite site = Model.Define(m =>
        {
            Tensor rate = m.Sample("rate", new Gamma(2, 0.3)), n = m.Sample("n", new Poisson(rate));
            m.Observe("y", new Normal(n, 1), 3);
        }).LogDensity.Drawn!.Sites[0];
        var factor = new CountFactor(site, 0, [new CountStart(mean, scale, lower, upper)]);
        DrawnLaw law = factor.At(Tensor.Constant([0.3, 0.1], [2]), Tensor.Constant([0], [1]));
        Assert.Equal(2, factor.ParameterCount);
        double sum = 0;
        for (int z = -100; z <= 600; z++)
        {
            double log = LogProb(law, z);
            Assert.False(double.IsNaN(log), FormattableString.Invariant($"log P({z}) is NaN."));
            if (z < lower || z > upper)
            {
                Assert.Equal(double.NegativeInfinity, log);
            }
            sum += Math.Exp(log);
        }
        // Beyond 600 the logistic tail (s = 2.2) holds nothing, the log-logistic one of the first case
        // ((600 / 2.5)^(-1/0.18)) less than 1e-13.
        Assert.Equal(1, sum, 1e-12);
    }

    [Fact]
    public void Listed_values_have_all_the_mass()
    {
        DrawnSite site = Model.Define(m =>
        {
            Tensor x = m.Sample("x", new Normal(0, 1));
            Tensor z = m.Plate("i", 2).Sample("z", new DiscreteUniform(-1, 2));
            m.Observe("y", new Normal(x + Tensor.Sum(z), 1), 1);
        }).LogDensity.Drawn!.Sites[0];
        double no = double.NegativeInfinity;
        // Of the first element the value 1 is impossible, of the second -1 and 0.
        var factor = new CategoricalFactor(site, 0, [0, no, -1, no, no, 0.5, -3, 0]);
        DrawnLaw law = factor.At(Tensor.Constant(factor.Start(), [8]), Tensor.Constant([0], [1]));
        var sums = new double[2];
        for (int z = -3; z <= 4; z++)
        {
            double[] logs = law.LogProb(Tensor.Constant([z, z], [2])).ToArray();
            for (int e = 0; e < 2; e++)
            {
                Assert.False(double.IsNaN(logs[e]));
                bool isPossible = e == 0 ? z is -1 or 0 or 2 : z is 1 or 2;
                Assert.True(isPossible ? logs[e] > -10 : logs[e] <= -999,
                    FormattableString.Invariant($"log P(z[{e + 1}] = {z}) is {logs[e]}."));
                sums[e] += Math.Exp(logs[e]);
            }
        }
        Assert.Equal(1, sums[0], 1e-14);
        Assert.Equal(1, sums[1], 1e-14);
        Assert.Equal(no, law.LogProb(Tensor.Constant([3, -2], [2])).ToArray()[0]);
    }

    private static double LogProb(DrawnLaw law, double z) => law.LogProb(Tensor.Constant([z], [1])).ToArray()[0];
}
