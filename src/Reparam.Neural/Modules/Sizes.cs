using System.Globalization;
using System.Runtime.CompilerServices;

namespace Reparam.Neural;

/// <summary>Lengths of axes: what layers check and make of them.</summary>
internal static class Sizes
{
    /// <summary>The length, which must be at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public static int Positive(string what, int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, string.Create(
            CultureInfo.InvariantCulture, $"{what}: {name} is {value}, but must be at least 1."));

    /// <summary>The number, which must be at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public static int NotNegative(
        string what, int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, string.Create(
            CultureInfo.InvariantCulture, $"{what}: {name} is {value}, but must be at least 0."));

    /// <summary>Checks the length of axis 0.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static void Features(string layer, Tensor x, int expected)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0 || x.Shape[0] != expected)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{layer}: the argument has shape {x.Shape}, but {expected} features are expected along axis 0. " +
                $"Make the layer for as many as there are, or Reshape the argument."), nameof(x));
        }
    }

    /// <summary>The shape with another length of axis 0.</summary>
    public static Shape WithFeatures(Shape shape, int features)
    {
        int[] lengths = [.. Enumerable.Range(0, shape.Rank).Select(axis => shape[axis])];
        lengths[0] = features;
        return Shape.Create(lengths);
    }

    /// <summary>A vector of features, laid out to be added to or multiplied by such a tensor.</summary>
    public static Tensor Column(Tensor vector, Tensor like) => like.Rank == 1 ? vector
        : Tensor.Reshape(vector, Shape.Create([vector.Size, .. Enumerable.Repeat(1, like.Rank - 1)]));
}
