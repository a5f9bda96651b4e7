using System.Globalization;
using System.Runtime.CompilerServices;
using Reparam.Primitives;

namespace Reparam;

/// <summary>Checks of parameters, where they are numbers and not expressions.</summary>
internal static class Parameter
{
    /// <summary>The parameter, all of whose numbers must be above 0 and finite.</summary>
    public static Tensor Positive(
        string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, static v => v > 0 && double.IsFinite(v), "above 0 and finite",
            "Map an unconstrained value through Exp or Softplus first.");

    /// <summary>The parameter, all of whose numbers must be finite.</summary>
    public static Tensor Finite(
        string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, double.IsFinite, "finite", "");

    /// <summary>The parameter, all of whose numbers must be above 0 and below 1.</summary>
    public static Tensor InsideUnit(
        string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, static v => v is > 0 and < 1, "above 0 and below 1",
            $"Map an unconstrained value through Sigmoid, or pass it to {distribution}.FromLogits.");

    /// <summary>The parameter, all of whose numbers must lie between 0 and 1.</summary>
    public static Tensor Probability(
        string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, static v => v is >= 0 and <= 1, "from 0 to 1",
            $"Map an unconstrained value through Sigmoid, or pass it to {distribution}.FromLogits.");

    /// <summary>The parameter, all of whose numbers must be integers of at least 0.</summary>
    public static Tensor Count(
        string distribution, Tensor value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Check(distribution, value, name, static v => v >= 0 && double.IsFinite(v) && v == Math.Floor(v),
            "an integer of at least 0", "Pass the number of trials.");

    /// <summary>The parameter, all of whose numbers must satisfy a condition.</summary>
    /// <exception cref="ArgumentException">A number does not; the message names it and its place.</exception>
    public static Tensor Check(
        string distribution, Tensor value, string name, Predicate<double> condition, string expected, string mend)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (value.Attributes is ConstantAttributes { Values: var values })
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!condition(values[i]))
                {
                    string place = value.Rank == 0 ? "" : Place(value.Shape, i);
                    throw new ArgumentException(
                        $"{distribution}: {name} must be {expected}, but {name}{place} = {Text(values[i])}. {mend}"
                            .TrimEnd(), name);
                }
            }
        }
        return value;
    }

    /// <summary>Checks that one parameter is above another by a finite width, where both are numbers.</summary>
    /// <exception cref="ArgumentException">It is not; the message names both.</exception>
    public static void Above(string distribution, Tensor low, Tensor high, bool orEqual = false,
        [CallerArgumentExpression(nameof(low))] string lowName = "",
        [CallerArgumentExpression(nameof(high))] string highName = "")
    {
        if (low.Attributes is not ConstantAttributes || high.Attributes is not ConstantAttributes)
        {
            return;
        }
        Tensor difference = high - low;
        double[] widths = difference.ToArray();
        int i = Array.FindIndex(widths, width => !(width >= 0 && (orEqual || width > 0) && double.IsFinite(width)));
        if (i >= 0)
        {
            string place = difference.Rank == 0 ? "" : " at " + Place(difference.Shape, i);
            throw new ArgumentException(
                $"{distribution}: {highName} must be {(orEqual ? "at least" : "above")} {lowName} by a finite width, " +
                $"but {highName} - {lowName} = {Text(widths[i])}{place}. Pass the lower end first.", highName);
        }
    }

    /// <summary>The parameter, which must have at least <paramref name="axes"/> axes.</summary>
    /// <exception cref="ArgumentException">It has fewer.</exception>
    public static Tensor Axes(
        string distribution, Tensor value, int axes, string mend,
        [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value.Rank >= axes ? value : throw new ArgumentException(
            $"{distribution}: {name} must have at least {axes.ToString(CultureInfo.InvariantCulture)} " +
            $"{(axes == 1 ? "axis" : "axes")}, but its shape is {value.Shape}. {mend}", name);
    }

    /// <summary>The shape to which two parameters broadcast together.</summary>
    /// <exception cref="ArgumentException">They do not; the message names both with their shapes.</exception>
    public static Shape Batch(string distribution, Tensor first, Tensor second,
        [CallerArgumentExpression(nameof(first))] string firstName = "",
        [CallerArgumentExpression(nameof(second))] string secondName = "") =>
        Batch(distribution, first.Shape, second, firstName, secondName);

    /// <summary>The shape to which three parameters broadcast together.</summary>
    /// <exception cref="ArgumentException">They do not; the message names two that differ, with their
    /// shapes.</exception>
    public static Shape Batch(string distribution, Tensor first, Tensor second, Tensor third,
        [CallerArgumentExpression(nameof(first))] string firstName = "",
        [CallerArgumentExpression(nameof(second))] string secondName = "",
        [CallerArgumentExpression(nameof(third))] string thirdName = "") =>
        Batch(distribution, Batch(distribution, first.Shape, second, firstName, secondName), third,
            $"{firstName} with {secondName}", thirdName);

    /// <summary>The coordinates of an element, such as <c>[2, 0]</c>.</summary>
    public static string Place(Shape shape, int element)
    {
        int[] coordinates = [.. shape.Strides().Select((stride, axis) => element / stride % shape[axis])];
        return Shape.Create(coordinates).ToString();
    }

    /// <summary>The number as it is written in code.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Shape Batch(string distribution, Shape first, Tensor second, string firstName, string secondName)
    {
        try
        {
            return Shape.Broadcast(first, second.Shape);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException(
                $"{distribution}: the shape {first} of {firstName} and the shape {second.Shape} of {secondName} do " +
                "not broadcast. Counted from the last, two axes fit when they are equal or one of them is 1; Reshape " +
                "inserts axes of length 1.", secondName);
        }
    }
}
