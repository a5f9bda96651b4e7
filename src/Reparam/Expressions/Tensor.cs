using System.Globalization;
using Reparam.Primitives;

namespace Reparam;

/// <summary>
/// A traced, immutable array expression: numbers, an input, or an operation on other tensors. Writing
/// <c>Exp(x) + 1</c> computes nothing; it builds the expression that is differentiated and run later.
/// </summary>
/// <remarks>
/// Shapes are static and are checked where the expression is written. Equality is by reference. Elements are double,
/// in row-major order. An expression is written for one draw of the noise; running it evaluates it for many.
/// </remarks>
public sealed partial class Tensor
{
    internal Tensor(Primitive primitive, object? attributes, params Tensor[] operands)
    {
        Primitive = primitive;
        Attributes = attributes;
        Operands = operands;
        Shape = primitive.ResultShape(operands, attributes);
        Varies = primitive.Varies(operands, attributes);
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Size => Shape.Size;

    /// <summary>The length of the outermost axis.</summary>
    /// <exception cref="InvalidOperationException">The tensor is a scalar.</exception>
    public int Length => Rank > 0
        ? Shape[0]
        : throw new InvalidOperationException("Length: a scalar tensor has no axes; Size is its number of elements.");

    /// <summary>The operation that computes this tensor.</summary>
    internal Primitive Primitive { get; }

    /// <summary>What the operation knows besides its operands: axes, an index map, the numbers of a constant.</summary>
    internal object? Attributes { get; }

    /// <summary>The tensors that the operation is applied to.</summary>
    internal Tensor[] Operands { get; }

    /// <summary>Whether the value differs from draw to draw (the draw axis is implicit and innermost).</summary>
    internal bool Varies { get; }

    /// <summary>How smooth the operation is in its operands.</summary>
    internal Regularity Regularity => Attributes is ScanBody body ? body.Regularity : Primitive.Regularity;

    /// <summary>A tensor that stands for values given when the expression is run.</summary>
    /// <param name="name">The name by which errors speak of it.</param>
    /// <param name="shape">Its shape, for one draw.</param>
    /// <param name="varies">Whether each draw has values of its own.</param>
    /// <param name="identity">What keeps it apart from other inputs of its name; by default it is like no
    /// other.</param>
    internal static Tensor Input(string name, Shape shape, bool varies = false, object? identity = null) =>
        new(Leaves.Input, new InputAttributes(name, shape, varies, identity ?? new object()));

    /// <summary>Makes a tensor of given numbers.</summary>
    /// <param name="values">The elements in row-major order; copied.</param>
    /// <param name="shape">The shape; the product of its lengths is the number of values.</param>
    /// <param name="name">A name for error messages.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or one of them is
    /// NaN.</exception>
    public static Tensor From(ReadOnlySpan<double> values, Shape shape, string? name = null)
    {
        if (values.Length != shape.Size)
        {
            throw new ArgumentException(
                $"{name ?? "Tensor"}: {values.Length} values do not fill shape {shape}, which has " +
                $"{shape.Size} elements.", nameof(values));
        }
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                throw new ArgumentException(
                    $"{name ?? "Tensor"}: element {i} of {values.Length} is NaN. A missing value must be removed or " +
                    "modelled before it enters an expression.", nameof(values));
            }
        }
        return Constant(values.ToArray(), shape, name);
    }

    /// <summary>A tensor whose elements are all <paramref name="value"/>.</summary>
    /// <param name="value">The value of each element.</param>
    /// <param name="shape">The shape.</param>
    public static Tensor Full(double value, Shape shape) => BroadcastTo(value, shape);

    /// <summary>A scalar tensor.</summary>
    /// <param name="value">Its value; not NaN.</param>
    public static implicit operator Tensor(double value) => From([value], Shape.Scalar);

    /// <summary>A vector.</summary>
    /// <param name="values">Its elements, none NaN; copied.</param>
    public static implicit operator Tensor(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(values, [values.Length]);
    }

    /// <summary>A matrix.</summary>
    /// <param name="values">Its elements, none NaN; copied.</param>
    public static implicit operator Tensor(double[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(values.Cast<double>().ToArray(), [values.GetLength(0), values.GetLength(1)]);
    }

    /// <summary>The one number of a constant with one element, if this is such.</summary>
    internal double? ConstantScalar => Attributes is ConstantAttributes { Values: [double value] } ? value : null;

    /// <summary>A constant that owns its array.</summary>
    internal static Tensor Constant(double[] values, Shape shape, string? name = null) =>
        new(Leaves.Constant, new ConstantAttributes(values, shape, name));

    /// <summary>The operation, the shape, and the values of a small constant; use <c>ToArray()</c> for the
    /// values.</summary>
    public override string ToString()
    {
        string value = ConstantScalar is { } number ? " " + number.ToString("R", CultureInfo.InvariantCulture) : "";
        return $"{Primitive.Name}{value} {Shape}";
    }
}
