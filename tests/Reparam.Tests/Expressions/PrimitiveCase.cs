using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>One use of a primitive: an expression in which it occurs, the shapes of its inputs, and where they
/// lie.</summary>
/// <param name="Name">A name for the test run.</param>
/// <param name="Primitive">The primitive.</param>
/// <param name="Expression">The use.</param>
/// <param name="Shapes">The shapes of the inputs.</param>
/// <param name="Lower">The least value of an input's element.</param>
/// <param name="Upper">The greatest.</param>
internal sealed record PrimitiveCase(
    string Name, Primitive Primitive, Func<Tensor[], Tensor> Expression, Shape[] Shapes, double Lower, double Upper)
{
    /// <summary>Whether it has kinks or jumps at ties and integers, from which the points must keep away.</summary>
    public bool Kinked { get; init; }

    /// <summary>Which inputs vary by draw, where the primitive asks for that; null where any may.</summary>
    public bool[]? Varies { get; init; }

    /// <summary>Values for the inputs, one set a draw for those that vary.</summary>
    public double[][] Point(ulong seed, int draws, bool[] varies)
    {
        var random = new SplitMix(seed);
        return [.. Shapes.Select((shape, i) => random.Numbers(shape.Size * (varies[i] ? draws : 1), Lower, Upper)
            .Select(v => Kinked ? Math.Floor(v) + 0.3 + 0.3 * i + 0.1 * (v - Math.Floor(v)) : v).ToArray())];
    }

    /// <summary>The table: every primitive has at least one row.</summary>
    public static IReadOnlyList<PrimitiveCase> All { get; } =
    [
        One(Elementwise.Negate, x => -x),
        One(Elementwise.Abs, Abs) with { Kinked = true },
        One(Elementwise.Sign, Sign) with { Kinked = true },
        One(Elementwise.Floor, Floor) with { Kinked = true },
        // Of a step, whose slope is zero as the rule says; of anything else differences would see what the rule hides.
        One(Rearrangements.Detach, x => StopGradient(Floor(x))) with { Kinked = true },
        // Their derivatives are refused, so only what is cut off behind them can be differentiated.
        One(Sampling.Draw, x => StopGradient(Sampling.FromUniform("Test", static (u, p) => Math.Floor(u + p[0]), x, x)))
            with { Kinked = true },
        One(Sampling.Pathless, x => StopGradient(Sampling.WithoutPath("Test", Floor(x)))) with { Kinked = true },
        One(Elementwise.BinaryExponent, x => BinaryExponent(Exp(x * Math.Log(2)))) with { Kinked = true },
        One(Elementwise.BinaryExponentOfExp, x => BinaryExponentOfExp(x * Math.Log(2))) with { Kinked = true },
        One(Elementwise.PowerOfTwo, x => PowerOfTwo(Floor(x))) with { Kinked = true },
        One(Elementwise.Sqrt, Sqrt, 0.2, 4),
        One(Elementwise.Exp, Exp),
        One(Elementwise.Expm1, Expm1),
        One(Elementwise.Log, Log, 0.2, 4),
        One(Elementwise.Log1p, Log1p, -0.7, 4),
        One(Elementwise.Sin, Sin, -7, 7),
        One(Elementwise.Cos, Cos, -7, 7),
        One(Elementwise.Atan, Atan, -5, 5),
        One(Elementwise.Tanh, Tanh),
        One(Elementwise.Sigmoid, Sigmoid, -6, 6),
        One(Elementwise.Softplus, Softplus, -6, 6),
        One(Elementwise.Erf, Erf),
        One(Elementwise.NormalCdf, NormalCdf, -4, 4),
        One(Elementwise.LogNormalCdf, LogNormalCdf, -9, 4),
        One(Elementwise.NormalQuantile, NormalQuantile, 0.05, 0.95),
        One(Elementwise.LogGamma, LogGamma, 0.3, 9),
        One(Elementwise.Digamma, Digamma, 0.4, 9),
        One(Elementwise.Polygamma, x => Polygamma(1, x), 0.5, 9),
        One(Elementwise.Polygamma, x => Polygamma(3, x), 0.8, 9, "polygamma 3"),
        One(SmoothFunctions.Log1MinusExpPrimitive, SmoothFunctions.Log1MinusExp, 0.2, 4),
        One(SmoothFunctions.Log1pRatioPrimitive, SmoothFunctions.Log1pRatio, -0.7, 4),
        One(SmoothFunctions.Expm1RatioPrimitive, SmoothFunctions.Expm1Ratio, -3, 3),
        Two(NormalFunctions.LogMass, NormalFunctions.LogNormalMass, 0.3, 3),
        Two(NormalFunctions.LogMass, (x, y) => NormalFunctions.LogNormalMass(x - 2, y), 0.3, 1.5, "log_normal_mass left"),
        Two(NormalFunctions.LogMass, (x, y) => NormalFunctions.LogNormalMass(x - 2, y + 2), 0.3, 1.5,
            "log_normal_mass across"),
        Two(NormalFunctions.Mean, (x, y) => new Tensor(NormalFunctions.Mean, null, x, y), 0.3, 2),
        Two(NormalFunctions.Mean, (x, y) => new Tensor(NormalFunctions.Mean, null, x - 4, y), 0.3, 1.8,
            "truncated_normal_mean left"),
        Two(NormalFunctions.Mean, (x, y) => new Tensor(NormalFunctions.Mean, null, x - 2, y + 2), 0.3, 1.5,
            "truncated_normal_mean across"),
        new("truncated_normal", NormalFunctions.Truncated,
            o => NormalFunctions.TruncatedNormalDraw(o[0] - 1, o[1], o[2]), [[2, 3], [3], [2, 1]], 0.3, 2),
        new("truncated_normal left", NormalFunctions.Truncated,
            o => NormalFunctions.TruncatedNormalDraw(o[0] - 1, o[1] - 4, o[2]), [[2, 3], [3], [2, 1]], 0.3, 1.8),
        new("truncated_normal across", NormalFunctions.Truncated,
            o => NormalFunctions.TruncatedNormalDraw(o[0] - 1, o[1] - 2, o[2] + 2), [[2, 3], [3], [2, 1]], 0.3, 1.8),
        Two(NormalFunctions.LogSkewCdf, NormalFunctions.LogSkewNormalCdf, -3, 3),
        Two(NormalFunctions.SkewQuantile, NormalFunctions.SkewNormalQuantile, -3, 3),
        One(NormalFunctions.Mills, NormalFunctions.MillsRatio, 0.1, 5),
        Two(NormalFunctions.LogInverseGaussianLower, NormalFunctions.LogInverseGaussianCdf, 0.2, 4),
        Two(NormalFunctions.LogInverseGaussianUpper, NormalFunctions.LogInverseGaussianSurvival, 0.2, 4),
        Two(NormalFunctions.LogInverseGaussianQuantiles,
            (x, y) => NormalFunctions.LogInverseGaussianQuantile(x - 2, y), 0.2, 4),
        Two(Elementwise.Add, (x, y) => x + y),
        Two(Elementwise.Subtract, (x, y) => x - y),
        Two(Elementwise.Multiply, (x, y) => x * y),
        Two(Elementwise.Divide, (x, y) => x / y, 0.4, 3),
        Two(Elementwise.Power, Pow, 0.4, 3),
        Two(Elementwise.XLogY, XLogY, 0.4, 3),
        Two(Elementwise.XLog1pY, XLog1pY, 0.4, 3),
        Two(GammaFunctions.Lower, GammaLowerRegularized, 0.4, 3),
        Two(GammaFunctions.Upper, GammaUpperRegularized, 0.4, 3),
        Two(GammaFunctions.LogLower, LogGammaLowerRegularized, 0.4, 3),
        Two(GammaFunctions.LogUpper, LogGammaUpperRegularized, 0.4, 3),
        Two(GammaFunctions.LogQuantile, (a, z) => LogGammaQuantile(a, z - 1.5), 0.4, 3),
        new("log_gamma_quantile of large shapes", GammaFunctions.LogQuantile,
            o => LogGammaQuantile(10 * o[0], o[1] - 3), [[2, 3], [3]], 1, 5),
        Two(GammaFunctions.QuantileSlope, (a, z) => new Tensor(GammaFunctions.QuantileSlope, null, a, z - 1.5), 0.4, 3),
        Two(GammaFunctions.LogDensityOfLog, GammaFunctions.LogDensity, 0.4, 3),
        Two(GammaFunctions.DerivativeInShape, (a, l) => GammaFunctions.ShapeDerivative(1, a, l - 1.5), 0.6, 3),
        new("gamma_shape_derivative 2", GammaFunctions.DerivativeInShape,
            o => GammaFunctions.ShapeDerivative(2, o[0], o[1] - 1.5), [[2, 3], [3]], 0.8, 3),
        Two(Elementwise.Maximum, Maximum, -3, 3) with { Kinked = true },
        Two(Elementwise.Minimum, Minimum, -3, 3) with { Kinked = true },
        Two(Elementwise.Less, (x, y) => x < y, -3, 3) with { Kinked = true },
        Two(Elementwise.LessOrEqual, (x, y) => x <= y, -3, 3) with { Kinked = true },
        Two(Elementwise.IsEqual, Equal, -3, 3) with { Kinked = true },
        Three(BetaFunctions.Cdf, (a, b, x) => BetaRegularized(a, b, Sigmoid(x))),
        Three(BetaFunctions.LogCdf, (a, b, x) => LogBetaRegularized(a, b, Sigmoid(x))),
        Three(BetaFunctions.LogDensity, BetaFunctions.LogDensityOf),
        Three(BetaFunctions.Quantile, LogitBetaQuantile),
        Three(BetaFunctions.PathGradient, (a, b, y) => new Tensor(BetaFunctions.PathGradient, null, a, b, y)),
        Three(BetaFunctions.PathDerivative, (a, b, y) => BetaFunctions.Path(1, 0, a, b, y)),
        Three(BetaFunctions.PathDerivative, (a, b, y) => BetaFunctions.Path(1, 2, a, b, y), "logit_beta_path 12"),
        Two(BetaFunctions.PolygammaDifference, (x, d) => BetaFunctions.Difference(0, x, d), 0.4, 3),
        new("polygamma_difference 2", BetaFunctions.PolygammaDifference,
            o => BetaFunctions.Difference(2, o[0], o[1]), [[2, 3], [3]], 0.8, 3),
        Two(StudentTFunctions.Cdf, (nu, t) => StudentTCdf(nu, t - 1), 0.4, 3),
        Two(StudentTFunctions.LogCdf, (nu, t) => LogStudentTCdf(nu, t - 3), 0.4, 3),
        Two(StudentTFunctions.Quantile, (nu, z) => StudentTQuantile(nu, z - 1), 0.8, 3),
        new("student_t_quantile of many degrees of freedom", StudentTFunctions.Quantile,
            o => StudentTQuantile(10 * o[0], o[1] - 3), [[2, 3], [3]], 1, 5),
        Two(StudentTFunctions.QuantileSlope,
            (nu, z) => new Tensor(StudentTFunctions.QuantileSlope, null, nu, z - 1), 0.8, 3),
        Two(StudentTFunctions.LogDensity, (nu, t) => StudentTFunctions.LogDensityOf(0, nu, t - 1), 0.8, 3),
        Two(StudentTFunctions.PathDerivative, (nu, t) => StudentTFunctions.Path(1, nu, t - 1), 0.8, 3),
        new("student_t_path 2", StudentTFunctions.PathDerivative,
            o => StudentTFunctions.Path(2, o[0], o[1] - 2), [[2, 3], [3]], 0.8, 3),
        One(VonMisesFunctions.LogBesselI0, LogBesselI0),
        One(VonMisesFunctions.LogBesselI0, BesselI1OverI0, name: "bessel_ratio"),
        One(VonMisesFunctions.BesselRatioComplement, VonMisesFunctions.RatioComplement, 0.2, 3),
        Two(VonMisesFunctions.LogScaledBesselI0, VonMisesFunctions.LogDensity, 0.2, 3),
        Two(VonMisesFunctions.Cdf, (kappa, theta) => VonMisesCdf(kappa, theta - 1), 0.2, 3),
        Two(VonMisesFunctions.LogCdf, (kappa, theta) => LogVonMisesCdf(kappa, theta - 3), 0.2, 3),
        Two(VonMisesFunctions.Quantile, (kappa, z) => VonMisesQuantile(kappa, z - 1), 0.2, 3),
        Two(VonMisesFunctions.PathDerivative, (kappa, theta) => VonMisesFunctions.Path(1, kappa, theta - 1), 0.2, 3),
        new("von_mises_path 2", VonMisesFunctions.PathDerivative,
            o => VonMisesFunctions.Path(2, o[0], o[1] - 1), [[2, 3], [3]], 0.2, 3),
        new("select", Elementwise.Choose, o => Select(o[0] < 0.5, o[1] * o[1], Exp(o[2])), [[2, 1], [3], [2, 3]], -1, 2)
            { Kinked = true },
        One(Reductions.Sum, x => Sum(x, 1)),
        One(Reductions.Sum, x => Sum(x), name: "sum of all"),
        One(Reductions.Max, x => Max(x, 0), -40, 40) with { Kinked = true },
        One(Reductions.LogSumExp, x => LogSumExp(x, -1)),
        One(Reductions.LogSumExp, x => LogSumExp(x), name: "log_sum_exp of all"),
        One(Rearrangements.Reshape, x => Exp(Reshape(x, [3, 2]))),
        One(Rearrangements.Take, x => Square(Gather(x, [2, 0, 0], 1)), name: "take gather"),
        One(Rearrangements.Take, x => Exp(Transpose(x)), name: "take transpose"),
        One(Rearrangements.Take, x => Exp(BroadcastTo(x, [4, 2, 3])), name: "take broadcast"),
        One(Rearrangements.Take, x => Exp(Slice(x, 1, 1, 3)), name: "take slice"),
        One(Rearrangements.Take, x => Exp(LowerTriangular(x, 3)), name: "take triangle"),
        One(Rearrangements.Accumulate, x => Square(ScatterAdd(x, [3, 3], 4))),
        One(IndexedRows.Gather, x => Square(new Tensor(IndexedRows.Gather, null, x, Index(1, 0, 1, 1)))),
        One(IndexedRows.Scatter, x => Exp(new Tensor(IndexedRows.Scatter, 3, x, Index(2, 2)))),
        new("gather_rows of a vector", IndexedRows.Gather,
            o => Exp(new Tensor(IndexedRows.Gather, null, o[0], Index(2, 0, 2))), [[3]], -2, 2),
        new("concatenate", Rearrangements.Concatenate,
            o => Square(Concatenate([o[0], o[1]], 1)), [[2, 3], [2, 1]], -2, 2),
        new("concatenate rows", Rearrangements.Concatenate,
            o => Exp(Concatenate([o[0], o[1], o[0]])), [[2, 3], [1, 3]], -2, 2),
        new("matmul", MatrixProducts.Product, o => Exp(MatMul(o[0], o[1])), [[2, 3], [3, 2]], -1, 1),
        new("matmul left", MatrixProducts.Product,
            o => Square(MatrixProducts.Multiply(o[0], o[1], transposeLeft: true)), [[3, 2], [3, 4]], -1, 1),
        new("matmul right", MatrixProducts.Product,
            o => Square(MatrixProducts.Multiply(o[0], o[1], transposeRight: true)), [[2, 3], [4, 3]], -1, 1),
        new("matmul both", MatrixProducts.Product,
            o => Square(MatrixProducts.Multiply(o[0], o[1], true, true)), [[3, 2], [4, 3]], -1, 1),
        new("convolve", Convolutions.Convolve,
            o => Square(Convolve(o[0], o[1], padding: 1)), [[2, 3, 4], [2, 2, 3, 2]], -1, 1),
        new("convolve with strides", Convolutions.Convolve,
            o => Square(Convolve(o[0], o[1], stride: 2)), [[1, 4, 6], [2, 1, 3, 3]], -1, 1),
        new("convolve_transposed", Convolutions.Transposed,
            o => Square(ConvolveTransposed(o[0], o[1], stride: 2, padding: 1, outputPadding: 1)),
            [[2, 2, 3], [2, 1, 3, 2]], -1, 1),
        new("convolve_in_kernel", Convolutions.InKernel,
            o => Square(new Tensor(Convolutions.InKernel, new Convolution(4, 3, 3, 2, 2, 1), o[0], o[1])),
            [[2, 4, 3], [1, 2, 2]], -1, 1),
        One(Triangular.Cholesky, x => Cholesky(MatrixProducts.Multiply(x, x, transposeRight: true) + Identity(2))),
        new("cholesky of a lower triangle", Triangular.Cholesky,
            o => Cholesky(LowerTriangular(o[0], 3) + 4 * Identity(3)), [[6]], -1, 1),
        new("solve_triangular", Triangular.Solve,
            o => SolveTriangular(o[0] + 3 * Identity(3), o[1]), [[3, 3], [3, 2]], -1, 1),
        new("solve_triangular transposed", Triangular.Solve,
            o => SolveTriangular(o[0] + 3 * Identity(3), o[1], transposed: true), [[3, 3], [3]], -1, 1),
        new("cholesky_reverse", Triangular.CholeskyReverse,
            o => Square(Triangular.Cotangent(o[0] + 3 * Identity(3), o[1])), [[3, 3], [3, 3]], -1, 1),
        new("matmul_lower", Triangular.LowerProduct,
            o => Square(Triangular.MultiplyLower(o[0], o[1])), [[3, 2], [2, 3]], -1, 1),
        new("matmul_lower right", Triangular.LowerProduct,
            o => Square(Triangular.MultiplyLower(o[0], o[1], true)), [[3, 2], [3, 2]], -1, 1),
        new("scan", Recurrences.Scan,
            o => Scan(o[0], o[1], (carry, element) => Tanh(carry * element) + o[2]), [[3], [4, 3], [3]], -1, 1),
        new("scan in reverse with a matrix", Recurrences.Scan,
            o => Scan(o[0], o[1], (carry, element) => Sin(MatMul(o[2], carry)) * element, reverse: true),
            [[2], [3, 2], [2, 2]], -1, 1),
        One(Draws.Spread, x => Square(Spread(x))) with { Varies = [false] },
        One(Draws.Sum, x => Square(DrawSum(Exp(x)))) with { Varies = [true] },
        new("draw_sum_matmul", Draws.SumOfProducts, o => Square(DrawSum(MatMul(o[0], o[1]))), [[2, 3], [3, 2]], -1, 1)
            { Varies = [true, true] },
        new("draw_sum_matmul left", Draws.SumOfProducts,
            o => Exp(DrawSum(MatrixProducts.Multiply(o[0], o[1], transposeLeft: true))), [[3, 2], [3, 1]], -0.5, 0.5)
            { Varies = [true, true] },
        new("draw_sum_convolve_in_kernel", Convolutions.SumInKernel,
            o => Square(DrawSum(new Tensor(Convolutions.InKernel, new Convolution(4, 3, 3, 2, 1, 1), o[0], o[1]))),
            [[2, 4, 3], [2, 4, 4]], -1, 1)
            { Varies = [true, true] },
        new("draw_sum of a convolution", Convolutions.Transposed,
            o => Square(DrawSum(ConvolveTransposed(o[0], o[1]))), [[2, 2, 2], [2, 1, 2, 2]], -1, 1)
            { Varies = [true, false] },
        new("draw_sum of half a matmul", MatrixProducts.Product,
            o => Square(DrawSum(MatMul(o[0], o[1]))), [[2, 3], [3, 2]], -1, 1)
            { Varies = [true, false] },
        One(Leaves.Constant, x => x * new double[] { 1, 2, 3 }),
        One(Leaves.Input, x => Exp(x)),
        One(Leaves.DrawCount, x => Square(x) * DrawCount) with { Varies = [true] },
    ];

    public override string ToString() => Name;

    private static Tensor Identity(int n) =>
        From([.. Enumerable.Range(0, n * n).Select(e => e / n == e % n ? 1.0 : 0)], [n, n]);

    private static Tensor Index(params double[] rows) => rows;

    private static PrimitiveCase One(
        Primitive primitive, Func<Tensor, Tensor> use, double lower = -2, double upper = 2, string? name = null) =>
        new(name ?? primitive.Name, primitive, o => use(o[0]), [[2, 3]], lower, upper);

    private static PrimitiveCase Three(
        Primitive primitive, Func<Tensor, Tensor, Tensor, Tensor> use, string? name = null) =>
        new(name ?? primitive.Name, primitive, o => use(o[0], o[1], o[2] - 1), [[2, 1], [3], [2, 3]], 0.5, 2.5);

    private static PrimitiveCase Two(
        Primitive primitive, Func<Tensor, Tensor, Tensor> use, double lower = -2, double upper = 2,
        string? name = null) =>
        new(name ?? primitive.Name, primitive, o => use(o[0], o[1]), [[2, 3], [3]], lower, upper);
}
