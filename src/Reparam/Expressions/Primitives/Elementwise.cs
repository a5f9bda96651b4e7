using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Tensor;

namespace Reparam.Primitives;

/// <summary>The table of elementwise operations: each with its partial derivatives, in terms of its operands and its
/// result, its function on eight lanes, and its regularity.</summary>
internal static class Elementwise
{
    public static readonly Primitive Negate =
        Unary<NegateLanes<double>, NegateLanes<float>>("negate", Regularity.Smooth, (x, y) => -1.0);
    public static readonly Primitive Abs =
        Unary<AbsLanes<double>, AbsLanes<float>>("abs", Regularity.PiecewiseSmooth, (x, y) => Tensor.Sign(x));
    public static readonly Primitive Sign =
        Unary<SignLanes<double>, SignLanes<float>>("sign", Regularity.Discontinuous, ZeroSlope);
    public static readonly Primitive Floor =
        Unary<FloorLanes<double>, FloorLanes<float>>("floor", Regularity.Discontinuous, ZeroSlope);
    public static readonly Primitive Sqrt =
        Unary<SqrtLanes<double>, SqrtLanes<float>>("sqrt", Regularity.Smooth, (x, y) => 0.5 * (1 / y));
    public static readonly Primitive Exp = Unary<ExpLanes, ExpLanes>("exp", Regularity.Smooth, (x, y) => y);
    public static readonly Primitive Expm1 = Unary<Expm1Lanes>("expm1", Regularity.Smooth, (x, y) => Tensor.Exp(x));
    public static readonly Primitive Log = Unary<LogLanes, LogLanes>("log", Regularity.Smooth, (x, y) => 1 / x);
    public static readonly Primitive Log1p =
        Unary<Log1pLanes, Log1pLanes>("log1p", Regularity.Smooth, (x, y) => 1 / (1 + x));
    public static readonly Primitive Sin = Unary<SinLanes>("sin", Regularity.Smooth, (x, y) => Tensor.Cos(x));
    public static readonly Primitive Cos = Unary<CosLanes>("cos", Regularity.Smooth, (x, y) => -Tensor.Sin(x));
    public static readonly Primitive Atan = Unary<AtanLanes>("atan", Regularity.Smooth, (x, y) => 1 / (1 + x * x));
    public static readonly Primitive Tanh = Unary<TanhLanes, TanhLanes>("tanh", Regularity.Smooth, (x, y) => 1 - y * y);

    // σ(x) σ(-x), not σ(1 - σ), which is 0 from x = 37 on.
    public static readonly Primitive Sigmoid =
        Unary<SigmoidLanes, SigmoidLanes>("sigmoid", Regularity.Smooth, (x, y) => y * Tensor.Sigmoid(-x));

    public static readonly Primitive Softplus =
        Unary<SoftplusLanes, SoftplusLanes>("softplus", Regularity.Smooth, (x, y) => Tensor.Sigmoid(x),
            () => ElementwiseKernels.Twin<SoftplusAndSigmoidLanes>(Sigmoid));

    public static readonly Primitive Erf = Unary<ErfLanes>(
        "erf", Regularity.Smooth, (x, y) => 2 / Math.Sqrt(Math.PI) * Tensor.Exp(-(x * x)));

    public static readonly Primitive NormalCdf = Unary<NormalCdfLanes>(
        "normal_cdf", Regularity.Smooth, (x, y) => InverseRootTwoPi * Tensor.Exp(-0.5 * (x * x)));

    // φ/Φ through the logarithms, so that it is right where both underflow.
    public static readonly Primitive LogNormalCdf = Unary<LogNormalCdfLanes>(
        "log_normal_cdf", Regularity.Smooth, (x, y) => InverseRootTwoPi * Tensor.Exp(-0.5 * (x * x) - y));

    public static readonly Primitive NormalQuantile = Unary<NormalQuantileLanes>(
        "normal_quantile", Regularity.Smooth, (p, z) => Tensor.Exp(0.5 * (z * z)) / InverseRootTwoPi);

    public static readonly Primitive LogGamma =
        Unary<LogGammaLanes>("lgamma", Regularity.Smooth, (x, y) => Tensor.Digamma(x));
    public static readonly Primitive Digamma =
        Unary<DigammaLanes>("digamma", Regularity.Smooth, (x, y) => Tensor.Polygamma(1, x));

    /// <summary>The derivative of digamma of the order that its attribute names, 1 (trigamma) or more.</summary>
    public static readonly Primitive Polygamma = new("polygamma")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, cotangent, _) =>
            cotangent * Tensor.Polygamma((int)result.Attributes! + 1, result.Operands[0]),
        Kernel = static node => PolygammaKernel(node.Size, (int)node.Attributes!),
        Regularity = Regularity.Smooth,
        IsElementwise = true,
    };

    public static readonly Primitive Add =
        Binary<AddLanes<double>, AddLanes<float>>("add", Regularity.Smooth, (x, y, z) => 1.0, (x, y, z) => 1.0);
    public static readonly Primitive Subtract =
        Binary<SubtractLanes<double>, SubtractLanes<float>>("subtract", Regularity.Smooth,
            (x, y, z) => 1.0, (x, y, z) => -1.0);
    public static readonly Primitive Multiply =
        Binary<MultiplyLanes<double>, MultiplyLanes<float>>("multiply", Regularity.Smooth,
            (x, y, z) => y, (x, y, z) => x);

    /// <summary>x / y. In y its derivative is -z / y, which divides after the sum over axes along which y was
    /// broadcast; where it was not, it multiplies by the 1 / y that the derivative in x and that of a logarithm of y
    /// need.</summary>
    public static readonly Primitive Divide = new("divide")
    {
        ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
        Pullback = static (result, cotangent, operand) =>
        {
            Tensor x = result.Operands[0], y = result.Operands[1];
            return operand == 0
                ? Unbroadcast(cotangent * (1 / y), result.Shape, x.Shape)
                : y.Shape == result.Shape ? -(cotangent * result * (1 / y))
                : -(Unbroadcast(cotangent * result, result.Shape, y.Shape) / y);
        },
        Kernel = ElementwiseKernels.Binary<double, DivideLanes<double>>,
        SingleKernel = ElementwiseKernels.Binary<float, DivideLanes<float>>,
        Divides = static _ => true,
        Loop = static _ => ElementwiseKernels.BinaryForm<DivideLanes<double>>(),
        BareLoop = static isNumber => ElementwiseLoops.Binary<DivideLanes<double>>(isNumber),
        Regularity = Regularity.Smooth,
        IsElementwise = true,
        OperationCost = 1,
    };

    // x⁰ is 1 at x = 0 too: its slope there is 0, where 0 · x⁻¹ would be NaN.
    public static readonly Primitive Power = Binary<PowerLanes>("power", Regularity.Smooth,
        (x, y, z) => y.ConstantScalar is { } exponent && exponent != 0
            ? exponent * Tensor.Pow(x, exponent - 1)
            : Select(Equal(y, 0), 0, y * Tensor.Pow(x, y - 1)),
        (x, y, z) => Tensor.XLogY(z, x));

    /// <summary>x log y, with 0 log 0 = 0: the form in which densities meet the edge of their support.</summary>
    public static readonly Primitive XLogY = Binary<XLogYLanes>(
        "xlogy", Regularity.Smooth, (x, y, z) => Tensor.Log(y), (x, y, z) => Select(Equal(x, 0), 0, x / y));

    /// <summary>x log(1 + y), with 0 log 0 = 0.</summary>
    public static readonly Primitive XLog1pY = Binary<XLog1pYLanes>(
        "xlog1py", Regularity.Smooth, (x, y, z) => Tensor.Log1p(y), (x, y, z) => Select(Equal(x, 0), 0, x / (1 + y)));

    // At a tie the first operand carries the derivative, so that the partials always sum to one.
    public static readonly Primitive Maximum =
        Binary<MaximumLanes<double>, MaximumLanes<float>>("maximum", Regularity.PiecewiseSmooth,
        (x, y, z) => Tensor.LessOrEqual(y, x), (x, y, z) => Tensor.Less(x, y));

    public static readonly Primitive Minimum =
        Binary<MinimumLanes<double>, MinimumLanes<float>>("minimum", Regularity.PiecewiseSmooth,
        (x, y, z) => Tensor.LessOrEqual(x, y), (x, y, z) => Tensor.Less(y, x));

    public static readonly Primitive Less =
        Binary<LessLanes<double>, LessLanes<float>>("less", Regularity.Discontinuous, ZeroSlope, ZeroSlope);
    public static readonly Primitive LessOrEqual =
        Binary<LessOrEqualLanes<double>, LessOrEqualLanes<float>>("less_or_equal", Regularity.Discontinuous,
            ZeroSlope, ZeroSlope);
    public static readonly Primitive IsEqual =
        Binary<EqualLanes<double>, EqualLanes<float>>("equal", Regularity.Discontinuous, ZeroSlope, ZeroSlope);

    /// <summary>The second operand where the first is not zero, elsewhere the third. It jumps where its condition
    /// does.</summary>
    public static readonly Primitive Choose = new("select")
    {
        ResultShape = static (o, _) => Shape.Broadcast(Shape.Broadcast(o[0].Shape, o[1].Shape), o[2].Shape),
        Pullback = static (result, cotangent, operand) => operand switch
        {
            1 => Unbroadcast(Select(result.Operands[0], cotangent, 0), result.Shape, result.Operands[1].Shape),
            2 => Unbroadcast(Select(result.Operands[0], 0, cotangent), result.Shape, result.Operands[2].Shape),
            _ => null,
        },
        Kernel = ElementwiseKernels.Ternary<double, SelectLanes>,
        SingleKernel = ElementwiseKernels.Ternary<float, SelectLanes>,
        Loop = static _ => ElementwiseKernels.TernaryForm<SelectLanes>(),
        BareLoop = static isNumber => ElementwiseLoops.Ternary<SelectLanes>(isNumber),
        Regularity = Regularity.Discontinuous,
        IsElementwise = true,
        OperationCost = 1,
    };

    // Powers of two that keep products of many factors in range. Where these jump, what is scaled by them jumps back:
    // they are smooth in the only use that they are for, and their slope is zero.

    /// <summary>The integer n with 2ⁿ ≤ x &lt; 2ⁿ⁺¹, of a positive number; -2⁵⁰ of 0, below what any number
    /// has.</summary>
    public static readonly Primitive BinaryExponent =
        Unary<BinaryExponentLanes>("binary_exponent", Regularity.Smooth, ZeroSlope);

    /// <summary>The binary exponent of eˣ, within ±2⁵⁰, whether or not eˣ is a number of its own.</summary>
    public static readonly Primitive BinaryExponentOfExp =
        Unary<BinaryExponentOfExpLanes>("binary_exponent_of_exp", Regularity.Smooth, ZeroSlope);

    /// <summary>2ⁿ of an integer; 0 below n = -1022, and 2¹⁰²³ from n = 1023 on.</summary>
    public static readonly Primitive PowerOfTwo =
        Unary<PowerOfTwoLanes>("power_of_two", Regularity.Smooth, ZeroSlope);

    private const double InverseRootTwoPi = 0.39894228040143267794;

    private static Tensor? ZeroSlope(Tensor x, Tensor y) => null;

    private static Tensor? ZeroSlope(Tensor x, Tensor y, Tensor z) => null;

    /// <summary>An operation on one operand, computed for doubles; <paramref name="slope"/> is its derivative from
    /// (operand, result), or null where it is zero.</summary>
    internal static Primitive Unary<TLanes>(string name, Regularity regularity, Func<Tensor, Tensor, Tensor?> slope)
        where TLanes : struct, IUnaryLanes => Unary<TLanes, WidenedUnary<TLanes>>(name, regularity, slope);

    /// <summary>An operation on one operand that has a function for floats of its own.</summary>
    internal static Primitive Unary<TLanes, TSingle>(
        string name, Regularity regularity, Func<Tensor, Tensor, Tensor?> slope, Func<Twin>? twin = null)
        where TLanes : struct, IUnaryLanes<double> where TSingle : struct, IUnaryLanes<float> => new(name)
        {
            ResultShape = static (operands, _) => operands[0].Shape,
            Pullback = (result, cotangent, _) =>
                slope(result.Operands[0], result) is { } partial ? cotangent * partial : null,
            Kernel = ElementwiseKernels.Unary<double, TLanes>,
            SingleKernel = ElementwiseKernels.Unary<float, TSingle>,
            Divides = static _ => true,
            Loop = _ => ElementwiseKernels.UnaryForm<TLanes>(twin?.Invoke()),
            BareLoop = static isNumber => ElementwiseLoops.Unary<TLanes>(isNumber),
            Regularity = regularity,
            IsElementwise = true,
            OperationCost = ElementwiseKernels.OperationCost<TLanes>(),
        };

    /// <summary>An operation on two operands, computed for doubles; the slopes are its partial derivatives from (left,
    /// right, result).</summary>
    internal static Primitive Binary<TLanes>(string name, Regularity regularity,
        Func<Tensor, Tensor, Tensor, Tensor?> leftSlope, Func<Tensor, Tensor, Tensor, Tensor?> rightSlope)
        where TLanes : struct, IBinaryLanes =>
        Binary<TLanes, WidenedBinary<TLanes>>(name, regularity, leftSlope, rightSlope);

    /// <summary>An operation on two operands that has a function for floats of its own.</summary>
    internal static Primitive Binary<TLanes, TSingle>(string name, Regularity regularity,
        Func<Tensor, Tensor, Tensor, Tensor?> leftSlope, Func<Tensor, Tensor, Tensor, Tensor?> rightSlope)
        where TLanes : struct, IBinaryLanes<double> where TSingle : struct, IBinaryLanes<float> => new(name)
        {
            ResultShape = static (operands, _) => Shape.Broadcast(operands[0].Shape, operands[1].Shape),
            Pullback = (result, cotangent, operand) =>
                (operand == 0 ? leftSlope : rightSlope)(result.Operands[0], result.Operands[1], result) is { } partial
                    ? Unbroadcast(cotangent * partial, result.Shape, result.Operands[operand].Shape)
                    : null,
            Kernel = ElementwiseKernels.Binary<double, TLanes>,
            SingleKernel = ElementwiseKernels.Binary<float, TSingle>,
            Divides = static _ => true,
            Loop = static _ => ElementwiseKernels.BinaryForm<TLanes>(),
            BareLoop = static isNumber => ElementwiseLoops.Binary<TLanes>(isNumber),
            Regularity = regularity,
            IsElementwise = true,
            OperationCost = ElementwiseKernels.OperationCost<TLanes>(),
        };

    /// <summary>An operation on three operands; the slopes are its partial derivatives in them from (first, second,
    /// third, result).</summary>
    internal static Primitive Ternary<TLanes>(string name, Regularity regularity,
        params Func<Tensor, Tensor, Tensor, Tensor, Tensor>[] slopes)
        where TLanes : struct, ITernaryLanes => new(name)
        {
            ResultShape = static (o, _) => Shape.Broadcast(Shape.Broadcast(o[0].Shape, o[1].Shape), o[2].Shape),
            Pullback = (result, cotangent, operand) => Unbroadcast(
                cotangent * slopes[operand](result.Operands[0], result.Operands[1], result.Operands[2], result),
                result.Shape, result.Operands[operand].Shape),
            Kernel = ElementwiseKernels.Ternary<double, TLanes>,
            SingleKernel = ElementwiseKernels.Ternary<float, TLanes>,
            Loop = static _ => ElementwiseKernels.TernaryForm<TLanes>(),
            BareLoop = static isNumber => ElementwiseLoops.Ternary<TLanes>(isNumber),
            Regularity = regularity,
            IsElementwise = true,
            OperationCost = ElementwiseKernels.OperationCost<TLanes>(),
        };

    private static unsafe Kernel PolygammaKernel(int size, int order) => (in KernelArguments a) =>
    {
        for (long i = 0; i < (long)size * a.Lanes; i += 8)
        {
            LaneMath.Polygamma(order, Vector512.Load(a.Operands[0] + i)).Store(a.Result + i);
        }
    };

    /// <summary>
    /// Sums a cotangent of a result over the axes along which an operand was broadcast to it. Where the cotangent has
    /// length 1 it is constant along the axis, and its sum is a multiple.
    /// </summary>
    internal static Tensor Unbroadcast(Tensor cotangent, Shape result, Shape operand)
    {
        if (operand == result)
        {
            return cotangent;
        }
        int added = result.Rank - operand.Rank;
        bool IsBroadcast(int axis) => axis < added || operand[axis - added] != result[axis];
        int[] broadcast = [.. Enumerable.Range(0, result.Rank).Where(IsBroadcast)];
        int[] summed = [.. broadcast.Where(axis => cotangent.Shape[axis] == result[axis])];
        double repeats = broadcast.Except(summed).Aggregate(1.0, (product, axis) => product * result[axis]);
        Shape kept = Shape.Create(
            [.. Enumerable.Range(added, operand.Rank).Select(axis => IsBroadcast(axis) ? 1 : cotangent.Shape[axis])]);
        return Reshape(summed.Length > 0 ? Sum(cotangent, summed) : cotangent, kept) * repeats;
    }
}
