using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Replaces single operations by cheaper ones of the same meaning, of the kind that differentiation leaves
/// behind.</summary>
/// <remarks>
/// Signs move outward, towards fewer elements, where they cancel or turn an addition into a subtraction; that is exact.
/// Numbers move out of sums: Σ c x = c Σ x, and Σ (x + c) = Σ x + n c, which rounds less often, not more.
/// </remarks>
internal static class Simplification
{
    /// <summary>A simpler form of a node whose operands have been simplified, or null.</summary>
    public static Tensor? Of(Tensor node)
    {
        Tensor[] o = node.Operands;
        Primitive p = node.Primitive;
        if (p == Elementwise.Negate)
        {
            return Negated(o[0]);
        }
        if (p == Rearrangements.Accumulate)
        {
            return Rearranged(node) ?? SignOutward(node, 0);
        }
        if (p == Elementwise.Add)
        {
            if (Joined(node) is { } joined)
            {
                return joined;
            }
            return Negated(o[1]) is { } right ? o[0] - right
                : Negated(o[0]) is { } left ? o[1] - left
                : ReferenceEquals(o[0], o[1]) && o[0].Primitive == Elementwise.Multiply
                    && o[0].Operands[0].ConstantScalar is { } factor ? 2 * factor * o[0].Operands[1]
                : null;
        }
        if (p == Elementwise.Subtract)
        {
            return Negated(o[1]) is { } right ? o[0] + right : null;
        }
        if (p == Elementwise.Multiply || p == Elementwise.Divide)
        {
            return SignOutward(node, 0) ?? SignOutward(node, 1);
        }
        if (p == Reductions.Sum)
        {
            return SignOutward(node, 0) ?? NumberOutOfSum(node, o[0]);
        }
        return p == Rearrangements.Reshape ? SignOutward(node, 0)
            : p == MatrixProducts.Product ? SignOutward(node, 0) ?? SignOutward(node, 1)
            : null;
    }

    /// <summary>x of a node that is -x.</summary>
    private static Tensor? Negated(Tensor node) => node.Primitive == Elementwise.Negate ? node.Operands[0] : null;

    /// <summary>f(-x) = -f(x), where the result has no more elements than x.</summary>
    private static Tensor? SignOutward(Tensor node, int operand)
    {
        if (Negated(node.Operands[operand]) is not { } positive || positive.Size < node.Size)
        {
            return null;
        }
        Tensor[] operands = [.. node.Operands];
        operands[operand] = positive;
        return -new Tensor(node.Primitive, node.Attributes, operands);
    }

    /// <summary>Two parts of a vector, each put in its place among zeros, become one: what is left of a gradient by parts
    /// of its variable.</summary>
    private static Tensor? Joined(Tensor sum)
    {
        Tensor x = sum.Operands[0], y = sum.Operands[1];
        if (x.Shape != y.Shape || !IsPlaced(y))
        {
            return null;
        }
        if (IsPlaced(x))
        {
            return Join(x, y);
        }
        if (x.Primitive != Elementwise.Add || x.Shape != x.Operands[0].Shape || x.Shape != x.Operands[1].Shape)
        {
            return null;
        }
        // (rest + part) + part, in either order.
        for (int place = 0; place < 2; place++)
        {
            if (IsPlaced(x.Operands[place]) && Join(x.Operands[place], y) is { } joined)
            {
                return x.Operands[1 - place] + joined;
            }
        }
        return null;
    }

    private static bool IsPlaced(Tensor node) =>
        node.Primitive == Rearrangements.Accumulate && node.Operands[0].Size < node.Size;

    private static Tensor? Join(Tensor x, Tensor y)
    {
        int[] left = ((IndexMap)x.Attributes!).Source, right = ((IndexMap)y.Attributes!).Source;
        var taken = new bool[x.Size];
        foreach (int place in left.Concat(right))
        {
            if (place < 0 || taken[place])
            {
                return null;
            }
            taken[place] = true;
        }
        Tensor Flat(Tensor part) => Tensor.Reshape(part, [part.Size]);
        Tensor parts = new(Rearrangements.Concatenate, null, [.. Parts(x.Operands[0]), Flat(y.Operands[0])]);
        return new Tensor(Rearrangements.Accumulate, new IndexMap("scatter", [.. left, .. right], x.Shape), parts);

        Tensor[] Parts(Tensor part) => part.Primitive == Rearrangements.Concatenate && part.Rank == 1
            ? part.Operands : [Flat(part)];
    }

    /// <summary>To add each element to a place of its own is to rearrange them.</summary>
    private static Tensor? Rearranged(Tensor node)
    {
        int[] target = ((IndexMap)node.Attributes!).Source;
        if (target.Length != node.Size)
        {
            return null;
        }
        int[] source = new int[node.Size];
        Array.Fill(source, -1);
        bool inOrder = true;
        for (int e = 0; e < target.Length; e++)
        {
            if (target[e] < 0 || source[target[e]] >= 0)
            {
                return null;
            }
            source[target[e]] = e;
            inOrder &= target[e] == e;
        }
        return inOrder ? Tensor.Reshape(node.Operands[0], node.Shape)
            : new Tensor(Rearrangements.Take, new IndexMap("permutation", source, node.Shape), node.Operands[0]);
    }

    /// <summary>Takes a factor or addend with one element out of a sum over all elements.</summary>
    private static Tensor? NumberOutOfSum(Tensor sum, Tensor x)
    {
        bool product = x.Primitive == Elementwise.Multiply;
        if (sum.Size != 1 || x.Size < 2
            || !(product || x.Primitive == Elementwise.Add || x.Primitive == Elementwise.Subtract))
        {
            return null;
        }
        int place = x.Operands[0].Size == 1 ? 0 : 1;
        Tensor number = x.Operands[place], rest = x.Operands[1 - place];
        if (number.Size != 1 || rest.Shape != x.Shape)
        {
            return null;
        }
        number = Tensor.Reshape(number, sum.Shape);
        rest = new Tensor(Reductions.Sum, sum.Attributes, rest);
        Tensor outside = product ? number : number * x.Size;
        (Tensor left, Tensor right) = place == 0 ? (outside, rest) : (rest, outside);
        return new Tensor(x.Primitive, null, left, right);
    }
}
