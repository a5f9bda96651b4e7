using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

public class PathRegularityTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Integrand, Continuity Continuity)> Cases = new()
    {
        ["step"] = (x => x < 0.5, Continuity.Jumps),
        ["relu"] = (x => Select(x < 0, 0, x), Continuity.Proven),
        ["leaky"] = (x => Select(x <= 0, 0.1 * x, x), Continuity.Proven),
        ["other side"] = (x => Select(0 < x, x, 0), Continuity.Proven),
        ["clamp"] = (x => Select(x < -1, -1, Select(x > 2, 2, x)), Continuity.Proven),
        ["absolute value"] = (x => Select(x < 0, -x, x), Continuity.Proven),
        ["shifted"] = (x => Select(2 * x < 1, 4 * x, 3 - 2 * x), Continuity.Proven),
        ["polynomial"] = (x => Select(x < 2, x * x * x, 3 * x + 2), Continuity.Proven),
        ["exponential"] = (x => Select(x < 0, Exp(x), 1 + x), Continuity.Proven),
        ["same branches"] = (x => Select(x < 1, Sin(x), Sin(x)), Continuity.Proven),
        ["Huber"] = (x => Select(Abs(x) < 1, 0.5 * Square(x), Abs(x) - 0.5), Continuity.Proven),
        ["inside a function"] = (x => Select(Exp(x) < 2, Square(Exp(x)), 2 * Exp(x)), Continuity.Proven),
        ["quotient"] = (x => Select(x < 2, 1 / x, x / 4), Continuity.Proven),
        ["trigonometric"] = (x => Select(Exp(x) < 2, Square(Sin(x)), 1 - Square(Cos(x))), Continuity.Tested),
        ["product with its sign"] = (x => x * Sign(x), Continuity.Tested),
        ["product with a step"] = (x => (x - 1) * (x > 1), Continuity.Tested),
        ["curved boundary"] = (x => Select(x * x < 2, x * x, 2), Continuity.Tested),
        ["steps that cancel"] = (x => (x < 0.3) + Select(0.3 <= x, 1, 0), Continuity.Jumps),
        ["steps one of which is seldom seen"] =
            (x => (x > 0.3) * (x - 0.3) * 2 + (x > 0.4) * (x > 2.5), Continuity.Jumps),
        ["almost"] = (x => Select(x < 0, 0.001, x), Continuity.Jumps),
        ["one of two uses"] = (x => Select(x < 0, 0, x) + Select(x < 0, 1, x), Continuity.Jumps),
        ["jump on one side of the curve"] = (x => Select(x * x < 2, x, Sqrt(2)), Continuity.Jumps),
        ["never met"] = (x => Select(Exp(x) < 1e30, Square(Sin(x)), 1 - Square(Cos(x))), Continuity.Jumps),
        ["floor"] = (x => x - Floor(x), Continuity.Jumps),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_selection_is_continuous_by_proof_by_test_or_not(string name)
    {
        var (integrand, continuity) = Cases[name];
        var problem = new ExpectationProblem(t => new Normal(t[0], Exp(t[1])), integrand);
        var trace = new ProblemTrace(problem, [0.2, 0.1], "test");
        Assert.NotEmpty(trace.Jumps);
        Assert.Equal(continuity, trace.Jumps.Min(static j => j.Continuity));
        Assert.Equal(continuity == Continuity.Jumps, new Pathwise().Refusal(problem, [0.2, 0.1]) is not null);
    }

    [Fact]
    public void The_gradient_through_a_continuous_selection_is_that_of_the_closed_form()
    {
        // E[max(x, 0)] = μ Φ(μ/σ) + σ φ(μ/σ), whose derivatives are Φ and φ.
        GradientEstimate found = Expectation.Gradient(
            [0.2, 1.3], t => new Normal(t[0], t[1]), x => Select(x < 0, 0, x), 100_000, 1);
        Assert.Equal(NormalCdf(0.2 / 1.3).ToDouble(), found.Gradient[0], 6 * found.GradientStandardErrors[0]);
        Assert.Equal(Exp(-0.5 * Square(0.2 / 1.3)).ToDouble() / Math.Sqrt(2 * Math.PI), found.Gradient[1],
            6 * found.GradientStandardErrors[1]);
    }

    [Fact]
    public void Every_element_of_a_selection_must_agree()
    {
        double[] low = [0, 0, 0], other = [0, 0, 0.5];
        Assert.Null(Refusal(x => Sum(Select(x < (Tensor)low, (Tensor)low, x))));
        Assert.NotNull(Refusal(x => Sum(Select(x < (Tensor)low, (Tensor)other, x))));

        static string? Refusal(Func<Tensor, Tensor> integrand) =>
            new Pathwise().Refusal(new(t => new Normal(t, 1), integrand), [0.1, 0.2, 0.3]);
    }

    [Fact]
    public void Parts_of_a_draw_that_no_parameter_moves_may_jump()
    {
        ExpectationProblem problem = new(t => new Normal(Concatenate([t, Full(0, [2])]), 1),
            x => Sum(x[1..] < 0.2) + x[0]);
        Assert.Null(new Pathwise().Refusal(problem, [0.5]));
        Assert.NotNull(new Pathwise().Refusal(new(problem.Distribution, x => Sum(x < 0.2)), [0.5]));
    }

    [Fact]
    public void What_is_inside_StopGradient_is_taken_as_constant()
    {
        Assert.Null(new Pathwise().Refusal(
            new(t => new Normal(t[0], 1), x => Select(StopGradient(x < 0.3), x, 2)), [0.5]));
    }

    [Fact]
    public void Jumps_are_told_in_words()
    {
        string Words(Func<Tensor, Tensor, Tensor> integrand) => new Pathwise().Refusal(
            new(t => new Normal(t[..2], 1), integrand), [0.5, 0.6])!;
        Assert.Contains(", x[0] + 2 · x[1] < 0.5, jumps", Words((x, _) => x[0] + 2 * x[1] < 0.5));
        Assert.Contains(", θ[1] ≤ x[0], jumps", Words((x, t) => x[0] >= t[1]));
        Assert.Contains(", (x[0] - 1) · exp(x[1]) < 3 - (x[0] - 2), jumps",
            Words((x, _) => (x[0] - 1) * Exp(x[1]) < 3 - (x[0] - 2)));
    }
}
