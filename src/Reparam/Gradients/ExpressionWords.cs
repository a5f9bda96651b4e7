using System.Globalization;
using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>Writes expressions as people would, as far as they fit into a line of a message.</summary>
internal static class ExpressionWords
{
    private const int MostLevels = 4;
    private const int MostNumbers = 4;

    /// <summary>An expression in words, such as <c>x[2] &lt; 0.5</c>.</summary>
    /// <param name="tensor">The expression.</param>
    /// <param name="name">What an expression is called, or null for what has no name.</param>
    public static string Of(Tensor tensor, Func<Tensor, string?> name) => Of(tensor, name, MostLevels, 0);

    private static string Of(Tensor tensor, Func<Tensor, string?> name, int levels, int binding)
    {
        if (name(tensor) is { } known)
        {
            return known;
        }
        if (tensor.Attributes is ConstantAttributes constant)
        {
            return constant.Name ?? Numbers(constant.Values);
        }
        if (tensor.Attributes is InputAttributes input)
        {
            return input.Name;
        }
        if (levels == 0)
        {
            return "…";
        }
        Primitive p = tensor.Primitive;
        string Operand(int i, int outer = 0) => Of(tensor.Operands[i], name, levels - 1, outer);
        string Infix(string sign, int own)
        {
            string text = $"{Operand(0, own)} {sign} {Operand(1, own + 1)}";
            return own < binding ? $"({text})" : text;
        }
        return p == Elementwise.Less ? Infix("<", 1)
            : p == Elementwise.LessOrEqual ? Infix("≤", 1)
            : p == Elementwise.IsEqual ? Infix("=", 1)
            : p == Elementwise.Add ? Infix("+", 2)
            : p == Elementwise.Subtract ? Infix("-", 2)
            : p == Elementwise.Multiply ? Infix("·", 3)
            : p == Elementwise.Divide ? Infix("/", 3)
            : p == Elementwise.Negate ? "-" + Operand(0, 4)
            // A level is spent on what changes the text alone.
            : Rearrangements.IsAlias(p) || p == Draws.Spread || tensor.Attributes is IndexMap { Kind: "broadcast" }
                ? Of(tensor.Operands[0], name, levels, binding)
            : tensor.Attributes is IndexMap { Kind: "slice" } map && map.Start() is { } start
                ? Of(tensor.Operands[0], name, levels, 5) + Range(start, map.Source.Length)
            : $"{p.Name}({string.Join(", ", tensor.Operands.Take(3).Select((_, i) => Operand(i)))}" +
                $"{(tensor.Operands.Length > 3 ? ", …" : "")})";
    }

    private static string Range(int start, int length) => length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"[{start}]")
        : string.Create(CultureInfo.InvariantCulture, $"[{start}..{start + length}]");

    private static string Numbers(double[] values) => values.Length == 1 ? Number(values[0])
        : $"[{string.Join(", ", values.Take(MostNumbers).Select(Number))}{(values.Length > MostNumbers ? ", …" : "")}]";

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
