using Reparam.DifferentialEquations;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.DifferentialEquations;

public sealed class OrdinaryDifferentialEquationTests
{
    private static readonly double[] Times = [0.5, 1.25, 3];

    public static TheoryData<OdeMethod> Methods => [new RungeKutta4(40), new DormandPrince(1e-9, 1e-10, 60)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Linear_oscillations_are_those_of_the_closed_form(OdeMethod method)
    {
        // y'' = -y: (cos, -sin).
        double[] values = OrdinaryDifferentialEquation.Solve(
            (t, y) => Stack(y[1], -y[0]), new double[] { 1, 0 }, 0, Times, method).Values.ToArray();
        for (int i = 0; i < Times.Length; i++)
        {
            Assert.Equal(Math.Cos(Times[i]), values[2 * i], 1e-7);
            Assert.Equal(-Math.Sin(Times[i]), values[2 * i + 1], 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_time_enters_and_so_does_a_start_that_is_not_zero(OdeMethod method)
    {
        // y' = 2 t y from y(-1) = 3: y = 3 exp(t² - 1).
        double[] values = OrdinaryDifferentialEquation.Solve(
            (t, y) => 2 * t * y, new double[] { 3 }, -1, [-0.5, 0, 1.5], method).Values.ToArray();
        Assert.Equal(3 * Math.Exp(0.25 - 1), values[0], 1e-7);
        Assert.Equal(3 * Math.Exp(-1), values[1], 1e-7);
        Assert.Equal(3 * Math.Exp(2.25 - 1), values[2], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Derivatives_are_those_of_the_closed_form(OdeMethod method)
    {
        // y' = r y (1 - y): the logistic curve y = 1 / (1 + (1 / y₀ - 1) e^(-r t)).
        Tensor rate = Input("rate", [], varies: true), start = Input("start", [1], varies: true);
        Tensor end = OrdinaryDifferentialEquation.Solve(
            (t, y) => rate * y * (1 - y), start, 0, [2], method).Values[0][0];
        Tensor[] gradient = Differentiate.Gradient(end, rate, start);
        Tensor curvature = Differentiate.HessianVectorProduct(end, rate, 1);
        double[] rates = [0.2, 1, 3.5], starts = [0.3, 0.02, 0.6];
        double[][] result = Evaluation.Run([rate, start], [rates, starts], [end, .. gradient, curvature], draws: 3);
        for (int d = 0; d < 3; d++)
        {
            double odds = (1 / starts[d] - 1) * Math.Exp(-rates[d] * 2), y = 1 / (1 + odds), slope = y * (1 - y);
            Assert.Equal(y, result[0][d], 1e-7);
            Assert.Equal(2 * slope, result[1][d], 1e-6);
            Assert.Equal(slope / (starts[d] * (1 - starts[d])), result[2][d], 1e-5);
            Assert.Equal(4 * slope * (1 - 2 * y), result[3][d], 1e-5);
        }
    }

    [Fact]
    public void The_error_of_fixed_steps_falls_with_their_fourth_power()
    {
        double Error(int steps) => Math.Abs(OrdinaryDifferentialEquation.Solve((t, y) => -y + Sin(3 * t),
            new double[] { 1 }, 0, [2.0], new RungeKutta4(steps)).Values.ToArray()[0] - Exact);
        // y = 1.3 e⁻ᵗ + (sin 3t - 3 cos 3t) / 10.
        Assert.All([16, 32, 64], steps => Assert.InRange(Math.Log2(Error(steps) / Error(2 * steps)), 3.8, 4.2));
    }

    [Fact]
    public void The_error_of_one_Dormand_Prince_step_falls_with_its_sixth_power()
    {
        // A step of the method of order 5, apart from the choice of its length.
        double Error(double h) => Math.Abs(ButcherTableau.DormandPrince.Step(
            (t, y) => y * Cos(t), 0, new double[] { 1 }, h).State.ToArray()[0] - Math.Exp(Math.Sin(h)));
        Assert.All([0.8, 0.4, 0.2], h => Assert.InRange(Math.Log2(Error(h) / Error(h / 2)), 5.6, 6.9));
    }

    [Fact]
    public void The_error_estimate_is_of_order_five()
    {
        double Estimate(double h)
        {
            Tensor start = new double[] { 1 };
            Func<Tensor, Tensor, Tensor> slope = (t, y) => y * Cos(t);
            var (state, slopes) = ButcherTableau.DormandPrince.Step(slope, 0, start, h);
            return Math.Abs(h * ButcherTableau.Combine(
                ButcherTableau.DormandPrinceError, [.. slopes, slope(h, state)]).ToArray()[0]);
        }
        Assert.All([0.4, 0.2, 0.1], h => Assert.InRange(Math.Log2(Estimate(h) / Estimate(h / 2)), 4.6, 5.4));
    }

    [Fact]
    public void Tightening_the_tolerance_lowers_the_error_in_proportion()
    {
        double Error(double tolerance) => Math.Abs(OrdinaryDifferentialEquation.Solve((t, y) => -y + Sin(3 * t),
            new double[] { 1 }, 0, [2.0], new DormandPrince(tolerance, tolerance, 400)).Values.ToArray()[0] - Exact);
        Assert.All([1e-4, 1e-6, 1e-8, 1e-10], tolerance => Assert.InRange(Error(tolerance), 0, 3 * tolerance));
    }

    [Fact]
    public void Each_draw_has_steps_of_its_own()
    {
        Tensor rate = Input("rate", [], varies: true);
        OdeSolution solution = OrdinaryDifferentialEquation.Solve((t, y) => Stack(rate * y[1], -rate * y[0]),
            new double[] { 1, 0 }, 0, [1.0], new DormandPrince(1e-8, 1e-8, 300));
        double[] rates = [0.1, 1, 30];
        double[][] together = Evaluation.Run([rate], [rates], [solution.Values, solution.Steps], draws: 3);
        Assert.True(together[1][0] < together[1][1] && together[1][1] < together[1][2]);
        for (int d = 0; d < 3; d++)
        {
            double[][] alone = Evaluation.Run([rate], [[rates[d]]], [solution.Values, solution.Steps], draws: 1);
            PrimitiveLawsTests.AssertSameBits(alone[0], PrimitiveLawsTests.Draw(together[0], d, 3), "state");
            Assert.Equal(Math.Cos(rates[d]), alone[0][0], 1e-6);
        }
    }

    [Fact]
    public void A_time_that_is_not_reached_is_NaN_and_the_density_says_why()
    {
        OdeSolution solution = OrdinaryDifferentialEquation.Solve((t, y) => Stack(40 * y[1], -40 * y[0]),
            new double[] { 1, 0 }, 0, [0.01, 5, 5.01], new DormandPrince(1e-8, 1e-8, 12));
        double[] values = solution.Values.ToArray();
        Assert.Equal(Math.Cos(0.4), values[0], 1e-6);
        Assert.Equal([double.NaN, double.NaN], values[2..4]);
        LogDensity density = LogDensity.Over(1, x => Sum(OrdinaryDifferentialEquation.Solve(
            (t, y) => Exp(x[0]) * Stack(y[1], -y[0]), new double[] { 1, 0 }, 0, [1.0],
            new DormandPrince(1e-8, 1e-8, 12)).Values));
        Assert.Null(density.FindNonFinite([0]));
        Assert.Contains("time not reached by an ODE: allow more steps", density.FindNonFinite([5])!.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_step_that_overflowed_leaves_the_gradient_finite()
    {
        // The first attempts are far too long: e^(y) overflows there.
        Tensor rate = Input("rate", []);
        Tensor end = OrdinaryDifferentialEquation.Solve((t, y) => -rate * Exp(30 * y), new double[] { 1 }, 0, [1.0],
            new DormandPrince(1e-8, 1e-8, 200)).Values[0][0];
        double[][] result = Evaluation.Run([rate], [[1.0]], [end, Differentiate.Gradient(end, rate)[0]], draws: 1);
        // e^(-30 y) = e^-30 + 30 r t.
        Assert.Equal(-Math.Log(Math.Exp(-30) + 30) / 30, result[0][0], 1e-6);
        Assert.Equal(-1 / (Math.Exp(-30) + 30), result[1][0], 1e-6);
    }

    [Fact]
    public void Threads_give_the_same_bits()
    {
        Tensor rate = Input("rate", [], varies: true);
        Tensor end = Sum(OrdinaryDifferentialEquation.Solve(
            (t, y) => Stack(rate * y[1], -rate * y[0]), new double[] { 1, 0 }, 0, Times).Values);
        double[] rates = [.. Enumerable.Range(0, 700).Select(static d => 0.01 * d)];
        Tensor[] outputs = [end, Differentiate.Gradient(end, rate)[0]];
        double[][] one = Evaluation.Run([rate], [rates], outputs, 700, threads: 1);
        double[][] two = Evaluation.Run([rate], [rates], outputs, 700, threads: 2);
        PrimitiveLawsTests.AssertSameBits(one[0], two[0], "value");
        PrimitiveLawsTests.AssertSameBits(one[1], two[1], "gradient");
    }

    [Fact]
    public void Wrong_problems_are_refused()
    {
        Tensor start = new double[] { 1 };
        Assert.Equal(
            "OrdinaryDifferentialEquation: times[1] must be finite and after 1, the time before, but is 1. Sort the " +
            "times, and give each once. (Parameter 'times')",
            Assert.Throws<ArgumentException>(
                () => OrdinaryDifferentialEquation.Solve((t, y) => y, start, 0, [1, 1])).Message);
        Assert.Equal(
            "OrdinaryDifferentialEquation: rightSide must give the shape of the state, [1], but gave []. Return one " +
            "slope for each element of the state. (Parameter 'rightSide')",
            Assert.Throws<ArgumentException>(
                () => OrdinaryDifferentialEquation.Solve((t, y) => Sum(y), start, 0, [1])).Message);
        Assert.Throws<ArgumentException>(() => OrdinaryDifferentialEquation.Solve((t, y) => y, 1, 0, [1]));
        Assert.Throws<ArgumentException>(() => OrdinaryDifferentialEquation.Solve((t, y) => y, start, 0, []));
        Assert.Throws<ArgumentException>(
            () => OrdinaryDifferentialEquation.Solve((t, y) => y, start, double.NaN, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RungeKutta4(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DormandPrince(relativeTolerance: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DormandPrince(absoluteTolerance: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DormandPrince(maximumStepsPerInterval: 0));
    }

    private static double Exact { get; } = 1.3 * Math.Exp(-2) + (Math.Sin(6) - 3 * Math.Cos(6)) / 10;
}
