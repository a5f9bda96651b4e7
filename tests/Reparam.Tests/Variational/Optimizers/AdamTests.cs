using Reparam.Tests.Diagnostics;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class AdamTests
{
    [Fact]
    public void The_first_steps_are_those_worked_out_by_hand()
    {
        // f = x²/2 from x = 1 with η = 0.1, β₁ = ½, β₂ = ¾, ε = 1e-8:
        // t = 1: m̂ = g, v̂ = g², so x = 1 − 0.1/(1 + 1e-8) = 0.9 + 1e-9.
        // t = 2, g = 0.9: m̂ = (¼·1 + ½·0.9)/¾ = 0.7/0.75; v̂ = (0.1875 + 0.25·0.81)/0.4375 = 0.39/0.4375.
        var adam = new Adam(
            1, new ConstantStepSize(0.1), new AdamOptions { FirstMomentDecay = 0.5, SecondMomentDecay = 0.75 });
        double[] x = [1];
        adam.Step(x, x);
        Assert.Equal(0.9 + 1e-9, x[0], 1e-15);
        adam.Step(x, x);
        Assert.Equal(0.9 - (0.1 * (0.7 / 0.75) / Math.Sqrt(0.39 / 0.4375)), x[0], 5e-9);
        Assert.Equal(2, adam.StepCount);
    }

    [Fact]
    public void A_step_has_the_size_of_the_schedule_whatever_the_scale_of_the_gradient()
    {
        var adam = new Adam(3, new PolynomialDecay(initial: 0.5, delay: 1, power: 1));
        double[] x = [0, 0, 0];
        adam.Step(x, [1e-3, -1, 1e6]);
        Assert.Equal([-0.5, 0.5, -0.5], x.Select(value => Math.Round(value, 4)));
        adam.Step(x, [1e-3, -1, 1e6]);
        Assert.Equal([-0.75, 0.75, -0.75], x.Select(value => Math.Round(value, 4)));
    }

    [Fact]
    public void A_noisy_quadratic_is_minimised_with_a_decaying_step()
    {
        // Curvatures 1 and 100, gradient noise of sd 1 and 10, fixed seed. At the last step sizes (2e-3 at most) the
        // stationary sd is about √(η σ/2h) < 0.04; 0.2 is five of them.
        double[] x = [5, -5];
        double[] gradient = new double[2];
        ulong state = 2024;
        var adam = new Adam(2, new CosineDecay(initial: 0.1, final: 0.001, steps: 5000));
        for (int step = 0; step < 6000; step++)
        {
            gradient[0] = x[0] - 1 + LinearCongruential.Normal(ref state);
            gradient[1] = (100 * (x[1] - 2)) + (10 * LinearCongruential.Normal(ref state));
            adam.Step(x, gradient);
        }

        Assert.Equal(1, x[0], 0.2);
        Assert.Equal(2, x[1], 0.2);
    }

    [Fact]
    public void A_restored_state_continues_with_the_same_bits()
    {
        var first = new Adam(2, new PolynomialDecay(0.1, 10, 0.75));
        double[] x = [1, 2];
        for (int i = 0; i < 5; i++)
        {
            first.Step(x, [x[0], x[1] * x[1]]);
        }

        AdamState state = first.Snapshot();
        double[] y = [.. x];
        var second = new Adam(2, new PolynomialDecay(0.1, 10, 0.75));
        second.Restore(state);
        for (int i = 0; i < 5; i++)
        {
            first.Step(x, [x[0], x[1] * x[1]]);
            second.Step(y, [y[0], y[1] * y[1]]);
        }

        Assert.Equal(x, y);
        Assert.Equal(5, state.StepCount);
        Assert.Throws<ArgumentException>(() => new Adam(3, new ConstantStepSize(1)).Restore(state));
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var adam = new Adam(50, new CosineDecay(0.1, 0.01, 100));
        double[] x = new double[50];
        double[] gradient = new double[50];
        adam.Step(x, gradient);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
        {
            adam.Step(x, gradient);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_refused_and_leaves_no_trace()
    {
        var adam = new Adam(2, new ConstantStepSize(0.1));
        double[] x = [1, 1];
        ArgumentException error = Assert.Throws<ArgumentException>(() => adam.Step(x, [0, double.NaN]));
        Assert.Contains("gradient[1] = NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1], x);
        Assert.Equal(0, adam.StepCount);
        Assert.Throws<ArgumentException>(() => adam.Step(x, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Adam(1, new ConstantStepSize(1), new AdamOptions { SecondMomentDecay = 1 }));
    }
}
