namespace Reparam.Primitives;

/// <summary>The numbers of a constant; compared by the identity of the array, or by value when there is one
/// number.</summary>
internal sealed record ConstantAttributes(double[] Values, Shape Shape, string? Name)
{
    public bool Equals(ConstantAttributes? other) => other is not null && Shape == other.Shape
        && (ReferenceEquals(Values, other.Values)
            || (Values.Length == 1
                && BitConverter.DoubleToInt64Bits(Values[0]) == BitConverter.DoubleToInt64Bits(other.Values[0])));

    public override int GetHashCode() => HashCode.Combine(Shape, Values.Length, Values.Length > 0 ? Values[0] : 0.0);
}

/// <summary>An input; <paramref name="Identity"/> keeps two inputs of one name apart.</summary>
internal sealed record InputAttributes(string Name, Shape Shape, bool Varies, object Identity);

/// <summary>The primitives without operands.</summary>
internal static class Leaves
{
    public static readonly Primitive Constant = new("constant")
    {
        ResultShape = static (_, attributes) => ((ConstantAttributes)attributes!).Shape,
        Pullback = static (_, _, _) => null,
        Kernel = static _ => throw new InvalidOperationException("A constant is placed by the plan, not computed."),
        Regularity = Regularity.Smooth,
    };

    public static readonly Primitive Input = new("input")
    {
        ResultShape = static (_, attributes) => ((InputAttributes)attributes!).Shape,
        Pullback = static (_, _, _) => null,
        Kernel = static _ => throw new InvalidOperationException("An input is given by the caller, not computed."),
        Regularity = Regularity.Smooth,
        Varies = static (_, attributes) => ((InputAttributes)attributes!).Varies,
    };

    /// <summary>The number of draws of the run, as a scalar.</summary>
    public static readonly unsafe Primitive DrawCount = new("draw_count")
    {
        ResultShape = static (_, _) => Shape.Scalar,
        Pullback = static (_, _, _) => null,
        Kernel = static _ => static (in KernelArguments a) => a.Result[0] = a.TotalDraws,
        Regularity = Regularity.Smooth,
    };
}
