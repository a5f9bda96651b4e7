using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class WolfeLineSearchTests
{
    public static TheoryData<string, double> Searches()
    {
        var data = new TheoryData<string, double>();
        foreach (string function in (string[])["parabola", "quartic", "wiggle", "barrier", "plateau"])
        {
            foreach (double first in (double[])[1e-6, 1e-3, 1, 1e3, 1e6])
            {
                data.Add(function, first);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void The_accepted_step_meets_the_strong_Wolfe_conditions_from_any_first_trial(string function, double first)
    {
        (double startValue, double startSlope) = Evaluate(function, 0);
        var search = new WolfeLineSearch(startValue, startSlope, noise: 0);
        double step = first;
        for (int trial = 0; trial < 30; trial++)
        {
            (double value, double slope) = Evaluate(function, step);
            if (search.Accept(step, value, slope))
            {
                Assert.True(value <= startValue + (1e-4 * step * startSlope));
                Assert.True(Math.Abs(slope) <= 0.9 * Math.Abs(startSlope));
                return;
            }

            Assert.False(search.Exhausted);
            step = search.Propose(step);
        }

        Assert.Fail("No acceptable step in 30 trials.");
    }

    [Fact]
    public void An_increase_within_the_noise_does_not_refuse_a_step_with_a_small_slope()
    {
        Assert.True(new WolfeLineSearch(1, -1e-9, noise: 1e-13).Accept(1e-3, 1 + 1e-14, 1e-12));
        Assert.False(new WolfeLineSearch(1, -1e-9, noise: 1e-15).Accept(1e-3, 1 + 1e-14, 1e-12));
    }

    private static (double Value, double Slope) Evaluate(string function, double x) => function switch
    {
        "parabola" => ((x - 2) * (x - 2), 2 * (x - 2)),
        "quartic" => (Math.Pow(x - 3, 4), 4 * Math.Pow(x - 3, 3)),
        "wiggle" => ((0.1 * x * x) - x - Math.Sin(5 * x), (0.2 * x) - 1 - (5 * Math.Cos(5 * x))),
        "barrier" => x < 0.5 ? ((-3 * x) - Math.Log(0.5 - x), -3 + (1 / (0.5 - x))) : (double.NaN, double.NaN),
        "plateau" => (-x / ((x * x) + 2), ((x * x) - 2) / (((x * x) + 2) * ((x * x) + 2))),
        _ => throw new InvalidOperationException(function),
    };
}
