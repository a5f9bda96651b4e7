using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Values and derivatives at zeros, infinities, NaN, ties and overflows.</summary>
public sealed class SpecialValuesTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly (string Name, Func<Tensor, Tensor> Apply, double X, double Value, double Slope)[] Unary =
    [
        ("negate", x => -x, Infinity, -Infinity, -1),
        ("abs", Abs, -Infinity, Infinity, -1), ("abs", Abs, 0, 0, 0), ("abs", Abs, NaN, NaN, NaN),
        ("sign", Sign, -3, -1, 0), ("sign", Sign, 0, 0, 0), ("sign", Sign, Infinity, 1, 0), ("sign", Sign, NaN, NaN, 0),
        ("floor", Floor, -0.5, -1, 0), ("floor", Floor, 2, 2, 0), ("floor", Floor, -Infinity, -Infinity, 0),
        ("binary_exponent", BinaryExponent, 0, -1L << 50, 0), ("binary_exponent", BinaryExponent, 1, 0, 0),
        ("binary_exponent", BinaryExponent, Math.BitDecrement(1), -1, 0),
        ("binary_exponent", BinaryExponent, double.MaxValue, 1023, 0),
        ("binary_exponent", BinaryExponent, Math.ScaleB(1, -1022), -1022, 0),
        ("binary_exponent", BinaryExponent, double.Epsilon, -1023, 0),
        ("binary_exponent_of_exp", BinaryExponentOfExp, -Infinity, -1L << 50, 0),
        ("binary_exponent_of_exp", BinaryExponentOfExp, Infinity, 1L << 50, 0),
        ("binary_exponent_of_exp", BinaryExponentOfExp, -1e4, -14427, 0),
        ("binary_exponent_of_exp", BinaryExponentOfExp, 1e4, 14426, 0),
        ("binary_exponent_of_exp", BinaryExponentOfExp, 0, 0, 0),
        ("binary_exponent_of_exp", BinaryExponentOfExp, NaN, NaN, 0),
        ("power_of_two", PowerOfTwo, 0, 1, 0), ("power_of_two", PowerOfTwo, -3, 0.125, 0),
        ("power_of_two", PowerOfTwo, -1022, Math.ScaleB(1, -1022), 0), ("power_of_two", PowerOfTwo, -1023, 0, 0),
        ("power_of_two", PowerOfTwo, -1L << 51, 0, 0), ("power_of_two", PowerOfTwo, 1023, Math.ScaleB(1, 1023), 0),
        ("power_of_two", PowerOfTwo, 1L << 51, Math.ScaleB(1, 1023), 0),
        ("sqrt", Sqrt, 0, 0, Infinity), ("sqrt", Sqrt, -1, NaN, NaN), ("sqrt", Sqrt, Infinity, Infinity, 0),
        ("exp", Exp, -Infinity, 0, 0), ("exp", Exp, Infinity, Infinity, Infinity), ("exp", Exp, NaN, NaN, NaN),
        ("exp", Exp, 0, 1, 1), ("exp", Exp, -800, 0, 0), ("exp", Exp, 800, Infinity, Infinity),
        ("expm1", Expm1, -Infinity, -1, 0), ("expm1", Expm1, 0, 0, 1), ("expm1", Expm1, 1e-300, 1e-300, 1),
        ("log", Log, 0, -Infinity, Infinity), ("log", Log, -1, NaN, -1),
        ("log", Log, Infinity, Infinity, 0), ("log", Log, 1, 0, 1),
        ("log1p", Log1p, -1, -Infinity, Infinity), ("log1p", Log1p, 1e-300, 1e-300, 1),
        ("log1p", Log1p, Infinity, Infinity, 0),
        ("sin", Sin, 0, 0, 1), ("sin", Sin, Infinity, NaN, NaN), ("cos", Cos, 0, 1, 0),
        ("atan", Atan, Infinity, Math.PI / 2, 0), ("atan", Atan, 0, 0, 1),
        ("tanh", Tanh, Infinity, 1, 0), ("tanh", Tanh, -Infinity, -1, 0), ("tanh", Tanh, 0, 0, 1),
        ("sigmoid", Sigmoid, Infinity, 1, 0), ("sigmoid", Sigmoid, -Infinity, 0, 0), ("sigmoid", Sigmoid, 0, 0.5, 0.25),
        ("softplus", Softplus, -Infinity, 0, 0), ("softplus", Softplus, Infinity, Infinity, 1),
        ("softplus", Softplus, 800, 800, 1),
        ("log_sigmoid", LogSigmoid, -800, -800, 1), ("log_sigmoid", LogSigmoid, Infinity, 0, 0),
        ("erf", Erf, Infinity, 1, 0), ("erf", Erf, -Infinity, -1, 0),
        ("normal_cdf", NormalCdf, -Infinity, 0, 0), ("normal_cdf", NormalCdf, Infinity, 1, 0),
        ("normal_cdf", NormalCdf, 0, 0.5, 0.3989422804014327),
        ("log_normal_cdf", LogNormalCdf, Infinity, 0, 0),
        ("lgamma", LogGamma, 1, 0, -0.5772156649015329), ("lgamma", LogGamma, Infinity, Infinity, Infinity),
        ("square", Square, 0, 0, 0), ("power 3", x => Pow(x, 3), 0, 0, 0), ("power 0", x => Pow(x, 0), 0, 1, 0),
        ("power 0.5", x => Pow(x, 0.5), 4, 2, 0.25), ("power -1", x => Pow(x, -1), 4, 0.25, -0.0625),
        ("power of a negative", x => Pow(x, 3), -2, -8, 12),
    ];

    [Fact]
    public void Functions_of_one_number()
    {
        foreach (var (name, apply, x, value, slope) in Unary)
        {
            foreach (bool varies in new[] { false, true })
            {
                Tensor input = Input("x", [], varies);
                Tensor y = apply(input);
                double[][] result = Evaluation.Run([input], [[x]], [y, Differentiate.Gradient(y, input)[0]], 1);
                AssertNumber(value, result[0][0], $"{name}({x})");
                AssertNumber(slope, result[1][0], $"the derivative of {name} at {x}");
            }
        }
    }

    public static TheoryData<string, double, double, double, double, double> Binary => new()
    {
        { "maximum", 2, 2, 2, 1, 0 }, { "maximum", 1, Infinity, Infinity, 0, 1 },
        { "maximum", -Infinity, -Infinity, -Infinity, 1, 0 },
        { "minimum", 2, 2, 2, 1, 0 }, { "minimum", -Infinity, 3, -Infinity, 1, 0 },
        { "xlogy", 0, 0, 0, -Infinity, 0 }, { "xlogy", 0, 5, 0, 1.6094379124341003, 0 },
        { "xlogy", 2, 0, -Infinity, -Infinity, Infinity },
        { "xlog1py", 0, -1, 0, -Infinity, 0 }, { "xlog1py", 0, Infinity, 0, Infinity, 0 },
        { "power", 0, 0, 1, 0, -Infinity }, { "power", 0, 2, 0, 0, 0 }, { "power", 2, 0, 1, 0, 0.6931471805599453 },
        { "less", 1, 1, 0, 0, 0 }, { "less", NaN, 1, 0, 0, 0 }, { "less_or_equal", 1, 1, 1, 0, 0 },
        { "equal", Infinity, Infinity, 1, 0, 0 }, { "equal", NaN, NaN, 0, 0, 0 }, { "equal", 0, -0.0, 1, 0, 0 },
        { "divide", 1, 0, Infinity, Infinity, -Infinity }, { "divide", 0, 0, NaN, Infinity, NaN },
    };

    [Theory]
    [MemberData(nameof(Binary))]
    public void Functions_of_two_numbers(string name, double x, double y, double value, double slopeX, double slopeY)
    {
        Func<Tensor, Tensor, Tensor> apply = name switch
        {
            "maximum" => Maximum, "minimum" => Minimum, "xlogy" => XLogY, "xlog1py" => XLog1pY, "power" => Pow,
            "less" => Less, "less_or_equal" => LessOrEqual, "equal" => Equal, _ => (a, b) => a / b,
        };
        Tensor a = Input("a", []), b = Input("b", []), result = apply(a, b);
        Tensor[] gradient = Differentiate.Gradient(result, a, b);
        double[][] values = Evaluation.Run([a, b], [[x], [y]], [result, .. gradient], 1);
        AssertNumber(value, values[0][0], $"{name}({x}, {y})");
        AssertNumber(slopeX, values[1][0], $"the first derivative of {name} at ({x}, {y})");
        AssertNumber(slopeY, values[2][0], $"the second derivative of {name} at ({x}, {y})");
    }

    [Fact]
    public void NaN_passes_through_maximum_and_minimum()
    {
        foreach (var (x, y) in new[] { (NaN, 1.0), (1.0, NaN) })
        {
            Tensor a = Input("a", []), b = Input("b", []);
            double[][] values = Evaluation.Run([a, b], [[x], [y]], [Maximum(a, b), Minimum(a, b), Max(Stack(a, b))], 1);
            Assert.All(values, v => Assert.Equal(NaN, v[0]));
        }
    }

    [Fact]
    public void Select_takes_the_first_where_the_condition_is_not_zero()
    {
        Tensor condition = Input("c", [5]);
        Tensor result = Select(condition, 1, 2);
        Assert.Equal([2, 2, 1, 1, 1], Evaluation.Run([condition], [[0, -0.0, 1e-300, -3, Infinity]], [result], 1)[0]);
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(-1000)]
    public void The_derivative_of_log_normal_cdf_is_right_where_the_distribution_function_underflows(double x)
    {
        // φ(x) / Φ(x) ~ -x (1 + 1/x² - 2/x⁴ + ...).
        Tensor input = Input("x", []);
        double slope = Evaluation.Run([input], [[x]], [Differentiate.Gradient(LogNormalCdf(input), input)[0]], 1)[0][0];
        double z = 1 / (x * x);
        Assert.Equal(1, slope / (-x * (1 + z * (1 - z * (2 - 10 * z)))), 1e-9);
    }

    [Fact]
    public void NaN_is_refused_where_it_enters()
    {
        var error = Assert.Throws<ArgumentException>(() => (Tensor)new double[] { 1, NaN });
        Assert.Contains("element 1 of 2 is NaN", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (Tensor)NaN);
        Assert.Throws<ArgumentException>(() => (Tensor)new double[,] { { NaN } });
    }

    private static void AssertNumber(double expected, double actual, string what) => Assert.True(
        double.IsNaN(expected) ? double.IsNaN(actual)
        : expected == actual || Math.Abs(expected - actual) <= 1e-15 * Math.Abs(expected),
        $"{what} is {actual}, not {expected}");
}
