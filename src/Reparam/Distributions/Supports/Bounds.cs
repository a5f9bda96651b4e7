using Reparam.Primitives;

namespace Reparam.Distributions;

/// <summary>The bounds of a support at each element of given values.</summary>
internal sealed class Bounds
{
    private readonly double[]? _values;
    private readonly int[]? _map;

    private Bounds(double[]? values, int[]? map) => (_values, _map) = (values, map);

    /// <summary>The bound of one element; NaN, which nothing violates, where it is not known before the model is
    /// run.</summary>
    public double this[int element] => _values switch
    {
        null => double.NaN,
        [var single] => single,
        _ => _values[_map?[element] ?? element],
    };

    /// <summary>The bounds broadcast to values of a given shape.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Bounds Of(Tensor bound, Shape shape)
    {
        if (!bound.Shape.BroadcastsTo(shape))
        {
            throw new ArgumentException(
                $"Bounds of shape {bound.Shape} do not fit values of shape {shape}.", nameof(bound));
        }
        int[]? map = bound.Size == 1 ? null : bound.Shape.BroadcastMap(shape);
        return new Bounds(IsNumber(bound) ? bound.ToArray() : null, map);
    }

    /// <summary>The bound of one element in words.</summary>
    public string Text(int element) => _values is null ? "a bound of the model" : Parameter.Text(this[element]);

    /// <summary>A bound in words.</summary>
    public static string Text(Tensor bound) =>
        !IsNumber(bound) ? "a bound of the model" : bound.Size == 1 ? Parameter.Text(bound.ToDouble()) : "its bound";

    /// <summary>Whether the tensor depends on numbers alone.</summary>
    public static bool IsNumber(Tensor bound) =>
        !Graph.TopologicalOrder([bound]).Any(static t => t.Operands.Length == 0 && t.Primitive != Leaves.Constant);
}
