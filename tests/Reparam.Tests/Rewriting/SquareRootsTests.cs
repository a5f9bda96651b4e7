using Reparam.Distributions;
using Reparam.Primitives;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Rewriting;

public sealed class SquareRootsTests
{
    private static Model Volatility() => Model.Define(m =>
    {
        var random = new SplitMix(3);
        Tensor a = m.Sample("a", new Normal(0, 1)), b = m.Sample("b", new Normal(0, 1));
        Tensor variance = Exp(a + b * From(random.Numbers(30), [30]));
        m.Observe("y", new Normal(a, Sqrt(variance)), From(random.Numbers(30), [30]));
    });

    [Fact]
    public void A_normal_density_of_a_root_takes_no_root_and_is_the_same()
    {
        LogDensity density = Volatility().LogDensity;
        Tensor x = Input("x", [2], varies: true);
        Assert.Contains(density.Reductions, line => line.StartsWith("y: square roots", StringComparison.Ordinal));
        Assert.DoesNotContain(Graph.TopologicalOrder([density.LogProb(x)]), n => n.Primitive == Elementwise.Sqrt);
        Assert.Contains(
            Graph.TopologicalOrder([density.WithoutReductions().LogProb(x)]), n => n.Primitive == Elementwise.Sqrt);
        SameDensity.AtRandom(density, 4);
    }

    [Fact]
    public void A_root_that_is_squared_is_its_operand()
    {
        LogDensity density = LogDensity.Over(2, x => -Sum(Square(Sqrt(1 + Square(x)))));
        Assert.Single(density.Reductions);
        SameDensity.AtRandom(density, 5);
    }

    [Fact]
    public void A_root_that_is_wanted_stays()
    {
        LogDensity density = LogDensity.Over(2, x => -Sum(Sqrt(1 + Square(x))));
        Assert.Empty(density.Reductions);
    }
}
