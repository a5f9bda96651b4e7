using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution of numbers: the density integrates (or sums) to one, and batches of
/// values and parameters broadcast.</summary>
public abstract class ScalarLaws : DistributionLaws
{
    /// <summary>How many of the integers 0, 1, ... hold all of the mass but 10⁻¹⁴; 0 where that is too many to
    /// sum.</summary>
    protected virtual int Counts(double[] parameters) => 20_000;

    /// <summary>Whether the mass lies within the range of double.</summary>
    protected virtual bool IsWithinRange(double[] parameters) => true;

    /// <summary>Nodes and weights that integrate its density; where that has a kink, its own.</summary>
    protected virtual (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters) =>
        Quadrature.Over(distribution.Support);

    [Fact]
    public void Density_integrates_to_one()
    {
        bool discrete = Cases[0].IsDiscrete;
        int checkedSets = 0;
        foreach (Numbers[] parameters in ParameterSets)
        {
            double[] numbers = [.. parameters.SelectMany(p => p.Values)];
            Distribution distribution = Make(parameters);
            (double[] nodes, double[] weights) = discrete
                ? ([.. Enumerable.Range(0, Counts(numbers))], [.. Enumerable.Repeat(1.0, Counts(numbers))])
                : Integration(distribution, numbers);
            if (nodes.Length == 0 || !IsWithinRange(numbers))
            {
                continue;
            }
            double[] log = distribution.LogProb(nodes).ToArray();
            AssertClose(1, log.Zip(weights, static (l, w) => Math.Exp(l) * w).Sum(), 1e-11,
                $"{Name}: the integral of the density");
            checkedSets++;
        }
        Assert.True(checkedSets >= 2);
    }

    [Fact]
    public void Values_and_parameters_broadcast()
    {
        DensityReference[] cases = [.. Cases.Where(c => c.Parameters[0].Shape == Cases[0].Parameters[0].Shape).Take(6)];
        double[] values = [.. cases.Take(cases.Length / 2 * 2).SelectMany(c => c.Value.Values)];
        Distribution one = Make(cases[0].Parameters);
        Assert.Equal(Shape.Scalar, one.BatchShape);
        Assert.Equal(Shape.Scalar, one.EventShape);
        // Values [2, 3] of one distribution.
        Tensor log = one.LogProb(Tensor.From(values, [2, values.Length / 2]));
        Assert.Equal([2, values.Length / 2], log.Shape);
        double[] expected = [.. values.Select(v => one.LogProb(v).ToDouble())];
        Assert.Equal(expected, log.ToArray());

        // A batch of distributions [n] at values [m, 1]: all pairs.
        Numbers[][] sets = [.. ParameterSets.Where(p => p[0].Shape == cases[0].Parameters[0].Shape).Take(3)];
        Distribution batch = Make(
            [.. Enumerable.Range(0, sets[0].Length).Select(i => Tensor.Stack([.. sets.Select(s => s[i].Constant)]))]);
        Assert.Equal([sets.Length], batch.BatchShape);
        double[] two = [values[0], values[1]];
        Tensor pairs = batch.LogProb(Tensor.From(two, [2, 1]));
        Assert.Equal([2, sets.Length], pairs.Shape);
        Assert.Equal(two.SelectMany(v => sets.Select(s => Make(s).LogProb(v).ToDouble())), pairs.ToArray());
    }
}
