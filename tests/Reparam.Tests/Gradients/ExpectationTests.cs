using Reparam.Bijectors;
using Reparam.Distributions;
using Reparam.Gradients;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

/// <summary>Statistical checks fix the seed and allow five standard errors: 57 in 100 million for one number, and for
/// all of the some forty numbers checked here a false alarm for one seed in 40,000.</summary>
public sealed class ExpectationTests
{
    private const double Allowed = 5;

    private static readonly Dictionary<string, Func<GradientEstimate>> Estimates = new()
    {
        ["normal, sin x + x²"] = () => Expectation.Gradient(
            [0.5, -1.0], t => new Normal(t[0], Exp(t[1])), x => Sin(x) + x * x, 100_000, 1),
        ["normal, |x|"] = () => Expectation.Gradient(
            [0.3, 0.8], t => new Normal(t[0], t[1]), Abs, 100_000, 1),
        ["normal, batch"] = () => Expectation.Gradient(
            [0.5, -1, 1, -0.3, 0.1, -0.5], t => new Normal(t[..3], Exp(t[3..])),
            x => Sum(Exp(x) * new[] { 1, 2, -1.0 }), 100_000, 1),
        ["lognormal, x"] = () => Expectation.Gradient(
            [0.2, 0.5], t => new LogNormal(t[0], t[1]), x => x, 100_000, 1),
        ["exponential, x²"] = () => Expectation.Gradient([1.7], t => new Exponential(t[0]), Square, 100_000, 1),
        ["uniform, x³"] = () => Expectation.Gradient(
            [-1.0, 2.5], t => new Uniform(t[0], t[1]), x => x * x * x, 100_000, 1),
        ["Cauchy, 1/(1 + x²)"] = () => Expectation.Gradient(
            [0.7, 1.2], t => new Cauchy(t[0], t[1]), x => 1 / (1 + x * x), 100_000, 1),
        ["half-normal, x"] = () => Expectation.Gradient([1.3], t => new HalfNormal(t[0]), x => x, 100_000, 1),
        ["half-Cauchy, 1/(1 + x²)"] = () => Expectation.Gradient(
            [0.8], t => new HalfCauchy(t[0]), x => 1 / (1 + x * x), 100_000, 1),
        ["multivariate normal, x₀ x₁"] = () => Expectation.Gradient(
            [1, -2, 0.7, 0.4, 1.1], t => new MultivariateNormal(t[..2], LowerTriangular(t[2..], 2)),
            x => x[0] * x[1], 100_000, 1),
        ["transformed, x"] = () => Expectation.Gradient(
            [0.5, 0.4, 3],
            t => new TransformedDistribution(new Normal(t[0], t[1]), new Chain(new Exp(), new Affine(t[2], 2))),
            x => x, 100_000, 1),
    };

    private static readonly Dictionary<string, (double[] At, Func<Tensor, Tensor> Value)> ClosedForms = new()
    {
        ["normal, sin x + x²"] = ([0.5, -1.0],
            t => Exp(-0.5 * Exp(2 * t[1])) * Sin(t[0]) + Square(t[0]) + Exp(2 * t[1])),
        ["normal, |x|"] = ([0.3, 0.8],
            t => t[1] * Math.Sqrt(2 / Math.PI) * Exp(-0.5 * Square(t[0] / t[1]))
                + t[0] * (1 - 2 * NormalCdf(-t[0] / t[1]))),
        ["normal, batch"] = ([0.5, -1, 1, -0.3, 0.1, -0.5],
            t => Sum(Exp(t[..3] + 0.5 * Exp(2 * t[3..])) * new[] { 1, 2, -1.0 })),
        ["lognormal, x"] = ([0.2, 0.5], t => Exp(t[0] + 0.5 * Square(t[1]))),
        ["exponential, x²"] = ([1.7], t => 2 / Square(t[0])),
        ["uniform, x³"] = ([-1.0, 2.5], t => (Pow(t[1], 4) - Pow(t[0], 4)) / (4 * (t[1] - t[0]))),
        // A Cauchy variable of scale s and one of scale 1 sum to one of scale 1 + s.
        ["Cauchy, 1/(1 + x²)"] = ([0.7, 1.2], t => (1 + t[1]) / (Square(1 + t[1]) + Square(t[0]))),
        ["half-normal, x"] = ([1.3], t => t[0] * Math.Sqrt(2 / Math.PI)),
        ["half-Cauchy, 1/(1 + x²)"] = ([0.8], t => 1 / (1 + t[0])),
        ["multivariate normal, x₀ x₁"] = ([1, -2, 0.7, 0.4, 1.1], t => t[0] * t[1] + t[2] * t[3]),
        ["transformed, x"] = ([0.5, 0.4, 3], t => t[2] + 2 * Exp(t[0] + 0.5 * Square(t[1]))),
    };

    public static TheoryData<string> Names => [.. ClosedForms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_are_those_of_the_closed_form_within_standard_errors(string name)
    {
        (double[] at, Func<Tensor, Tensor> value) = ClosedForms[name];
        Tensor t = Input("t", [at.Length]);
        Tensor exact = value(t);
        double[][] expected = Evaluation.Run([t], [at], [exact, Differentiate.Gradient(exact, t)[0]], 1);
        GradientEstimate estimate = Estimates[name]();
        AssertWithin(expected[0][0], estimate.Value, estimate.StandardError, $"{name}: the value");
        Assert.Equal(at.Length, estimate.Gradient.Length);
        for (int i = 0; i < at.Length; i++)
        {
            AssertWithin(expected[1][i], estimate.Gradient[i], estimate.GradientStandardErrors[i],
                $"{name}: derivative {i}");
        }
        // An error too large would hide anything: these are a few per cent of what they belong to, or of one.
        Assert.All([estimate.StandardError, .. estimate.GradientStandardErrors], e => Assert.InRange(e, 0, 0.1));
    }

    [Fact]
    public void Standard_errors_are_those_of_the_known_variances()
    {
        const double mu = 0.5, sigma = 0.7;
        const int draws = 200_000;
        GradientEstimate estimate = Expectation.Gradient([mu, sigma], t => new Normal(t[0], t[1]), Square, draws, 3);
        // x², 2x and 2xε for x = μ + σε. Sample variances of 200,000 draws are within 1% (five standard deviations).
        double[] variances =
        [
            2 * Math.Pow(sigma, 4) + 4 * mu * mu * sigma * sigma,
            4 * sigma * sigma,
            4 * mu * mu + 8 * sigma * sigma,
        ];
        double[] errors = [estimate.StandardError, .. estimate.GradientStandardErrors];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(1, errors[i] / Math.Sqrt(variances[i] / draws), 0.02);
        }
    }

    [Fact]
    public void Standard_errors_cover_the_truth_as_often_as_they_should()
    {
        const int seeds = 400;
        double[] squares = new double[3];
        for (ulong seed = 0; seed < seeds; seed++)
        {
            GradientEstimate e = Expectation.Gradient([0.5, 0.7], t => new Normal(t[0], t[1]), Square, 200, seed);
            squares[0] += Math.Pow((e.Value - (0.25 + 0.49)) / e.StandardError, 2);
            squares[1] += Math.Pow((e.Gradient[0] - 1) / e.GradientStandardErrors[0], 2);
            squares[2] += Math.Pow((e.Gradient[1] - 1.4) / e.GradientStandardErrors[1], 2);
        }
        // The mean of 400 squares of nearly standard normal numbers: 1, within five times √(2/400).
        Assert.All(squares, s => Assert.InRange(s / seeds, 1 - 0.36, 1 + 0.36));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        GradientEstimate Estimate(ulong seed) =>
            Expectation.Gradient([0.5, -1.0], t => new Normal(t[0], Exp(t[1])), x => Sin(x) + x * x, 5000, seed);
        GradientEstimate first = Estimate(7), again = Estimate(7), other = Estimate(8);
        Assert.Equal(first.Value, again.Value);
        Assert.Equal(first.StandardError, again.StandardError);
        Assert.Equal(first.Gradient.AsEnumerable(), again.Gradient);
        Assert.Equal(first.GradientStandardErrors.AsEnumerable(), again.GradientStandardErrors);
        Assert.NotEqual(first.Value, other.Value);
        Assert.NotEqual(first.Gradient[0], other.Gradient[0]);
    }

    [Fact]
    public void Draws_are_the_first_of_a_longer_run()
    {
        // 2,048 draws fill a block; the 2,049th is alone in the next.
        GradientEstimate Estimate(int draws) => Expectation.Gradient([0.5], t => new Normal(t[0], 1), x => x, draws, 1);
        double last = 2049 * Estimate(2049).Value - 2048 * Estimate(2048).Value;
        double expected = 0.5 + Noise.Normal(RandomKey.FromSeed(1).Fold("expectation"), 0, 2048, 0);
        Assert.Equal(expected, last, 1e-10);
    }

    [Fact]
    public void An_integrand_free_of_the_draw_has_no_gradient_and_no_error()
    {
        GradientEstimate estimate = Expectation.Gradient([0.5], t => new Normal(t[0], 1), x => 3, 10, 1);
        Assert.Equal(3, estimate.Value);
        Assert.Equal(0, estimate.StandardError);
        Assert.Equal([0.0], estimate.Gradient.AsEnumerable());
        Assert.Equal([0.0], estimate.GradientStandardErrors.AsEnumerable());
    }

    [Theory]
    [InlineData("less")]
    [InlineData("less_or_equal")]
    [InlineData("sign")]
    [InlineData("floor")]
    [InlineData("select")]
    [InlineData("equal")]
    public void An_integrand_that_jumps_is_refused_by_the_name_of_its_operation(string operation)
    {
        Func<Tensor, Tensor> integrand = operation switch
        {
            "less" => x => x * (x < 1),
            "less_or_equal" => x => Select(x <= 1, x, 0),
            "sign" => x => Sign(x) + x,
            "floor" => x => Square(Floor(3 * x)),
            // Inside a recurrence, and through its carry.
            "equal" => x => Scan(0, new double[] { 1, 2 }, (carry, y) => x + Equal(carry, y))[1],
            _ => x => Select(x, 1, 2),
        };
        var e = Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0.5], t => new Normal(t[0], 1), integrand, 100, 1));
        Assert.Equal("integrand", e.ParamName);
        string words = operation switch
        {
            "less" => "x < 1",
            "less_or_equal" => "x ≤ 1",
            "sign" => "sign(x)",
            "floor" => "floor(3 · x)",
            "equal" => "carry = element",
            _ => "select(x, 1, 2)",
        };
        Assert.Equal(
            $"Expectation.Gradient: the operation '{operation}' of shape [], {words}, jumps at a place that depends " +
            "on the draw and on the parameters, but a gradient through the path needs a continuous integrand: it would " +
            "miss what crosses the jump. Write a kink with Abs, Maximum or Minimum, smooth the jump with Sigmoid or " +
            "NormalCdf, or use Estimator.Auto. (Parameter 'integrand')", e.Message);
    }

    [Fact]
    public void What_is_refused_would_have_been_wrong()
    {
        // E[x > 0] = Φ(θ) for x ~ N(θ, 1): its derivative is φ(θ), and the path of every draw says 0.
        Tensor theta = Input("theta", []), noise = Input("noise", [], varies: true);
        Tensor mean = DrawMean(theta + noise > 0);
        double[][] result = Evaluation.Run(
            [theta, noise], [[0.2], [.. Enumerable.Range(0, 1000).Select(i => Math.Sin(i))]],
            [Differentiate.Gradient(mean, theta)[0]], 1000);
        Assert.Equal(0, result[0][0]);
    }

    [Fact]
    public void Jumps_that_do_not_move_with_the_parameters_for_some_noise_are_allowed()
    {
        Tensor theta = Input("theta", []), noise = Input("noise", [], varies: true);
        Assert.Null(PathRegularity.FirstJump(Select(noise < 0, -noise, 2 * noise) * theta, theta, noise));
        Assert.Null(PathRegularity.FirstJump(Select(theta < 0, noise, Square(noise)) * theta, theta, noise));
        Assert.Null(PathRegularity.FirstJump(Select(1, theta * noise, noise), theta, noise));
        Tensor steps = new double[] { 1, 2, 3 };
        Assert.Null(PathRegularity.FirstJump(
            Scan(0, steps, (carry, y) => carry * theta + Select(y < noise, 1, noise))[2], theta, noise));
        Tensor jumping = Scan(0, steps, (carry, y) => carry * noise + Select(y < carry, 1, theta))[2];
        Assert.Equal("less", PathRegularity.FirstJump(jumping, theta, noise)!.Primitive.Name);
        Assert.Null(PathRegularity.FirstJump(Max(Stack(theta * noise, Abs(noise))), theta, noise));
        Assert.Equal("less", PathRegularity.FirstJump(Exp(theta * noise < 0), theta, noise)!.Primitive.Name);
        Assert.Equal("equal", PathRegularity.FirstJump(Equal(noise, Floor(theta)), theta, noise)!.Primitive.Name);
    }

    [Fact]
    public void A_distribution_without_a_path_does_not_compile()
    {
        var method = typeof(Expectation).GetMethods().Single(m => m.IsGenericMethodDefinition);
        Assert.Throws<ArgumentException>(() => method.MakeGenericMethod(typeof(Poisson)));
        Assert.NotNull(method.MakeGenericMethod(typeof(Normal)));
    }

    [Fact]
    public void A_transformed_distribution_whose_base_has_no_path_is_refused() => Assert.Throws<ArgumentException>(
        () => Expectation.Gradient(
            [2.0], t => new TransformedDistribution(
                new Mixture(new double[] { 0.5, 0.5 }, new Dirichlet(t[0] * (Tensor)new double[,] { { 1, 2 }, { 3, 4 } })),
                new Affine(0, 2)), x => Sum(x), 10, 1));

    [Theory]
    [InlineData(double.NaN, "at[1] = NaN")]
    [InlineData(double.PositiveInfinity, "at[1] = Infinity")]
    public void Parameters_that_are_not_finite_are_refused(double value, string part)
    {
        var e = Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0, value], t => new Normal(t[0], Exp(t[1])), x => x, 10, 1));
        Assert.Equal("at", e.ParamName);
        Assert.Equal($"Expectation.Gradient: {part}, but parameters must be finite. Pass the point at which the " +
            "gradient is wanted. (Parameter 'at')", e.Message);
    }

    [Fact]
    public void No_parameters_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => Expectation.Gradient([], t => new Normal(0, 1), x => x, 10, 1));
        Assert.Equal("at", e.ParamName);
        Assert.Contains("at is empty", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    public void Parameters_outside_the_domain_of_the_distribution_are_refused(double scale)
    {
        var e = Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0, scale], t => new Normal(t[0], t[1]), x => x, 10, 1));
        Assert.Equal("at", e.ParamName);
        Assert.Contains($"at = [0, {scale:R}] gives Normal a parameter outside its domain", e.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([scale], t => new Exponential(t[0]), x => x, 10, 1));
        Assert.Throws<ArgumentException>(() => Expectation.Gradient(
            [scale], t => new TransformedDistribution(new LogNormal(0, t[0]), new Affine(1, 2)), x => x, 10, 1));
    }

    [Fact]
    public void Fewer_than_two_draws_are_refused()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Expectation.Gradient([0.5], t => new Normal(t[0], 1), x => x, 1, 1));
        Assert.Equal("draws", e.ParamName);
        Assert.Contains("at least 2 draws", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integrand_that_is_no_scalar_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0.5, 0.1], t => new Normal(t, 1), x => x, 10, 1));
        Assert.Equal("integrand", e.ParamName);
        Assert.Equal("Expectation.Gradient: the integrand gave shape [2], but a scalar is needed. Sum over its axes, " +
            "or call once for each element. (Parameter 'integrand')", e.Message);
    }

    [Fact]
    public void An_integrand_that_is_not_finite_at_a_draw_is_refused_with_the_draw()
    {
        var e = Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0.5], t => new Normal(t[0], 1), x => Log(x), 5000, 1));
        Assert.Equal("integrand", e.ParamName);
        Assert.Matches(
            @"^Expectation\.Gradient: the integrand is NaN at draw \d+, where x = -\d\.\d+, but must be finite",
            e.Message);
        // √|x| has a finite value and an infinite slope at 0.
        e = Assert.Throws<ArgumentException>(
            () => Expectation.Gradient([0.0], t => new Normal(t[0], 1), x => Sqrt(Abs(x - x)), 10, 1));
        Assert.Contains("its derivative by at[0] is NaN at draw 0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_work()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Expectation.Gradient([0.5], t => new Normal(t[0], 1), x => x, 1000, 1, source.Token));
    }

    [Fact]
    public void The_estimate_prints_value_and_gradient_with_their_errors()
    {
        var estimate = new GradientEstimate(1.5, 0.0123, [-2.25], [0.04567], 100);
        Assert.Equal("value                 1.5 ± 0.012\ngradient[0]         -2.25 ± 0.046", estimate.ToString());
    }

    private static void AssertWithin(double expected, double actual, double error, string what) =>
        Assert.True(Math.Abs(actual - expected) <= Allowed * error + 1e-14,
            FormattableString.Invariant($"{what}: {actual} ± {error}, expected {expected}."));
}
