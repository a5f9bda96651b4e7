using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>
/// Replaces Σ over rows, of which many are alike, by a weighted sum over those that are distinct.
/// Before: Σ (yᵢ ηᵢ - log(1 + e^ηᵢ)) with η = X b, over n rows. After: Σ (sⱼ ηⱼ - mⱼ log(1 + e^ηⱼ)) over the distinct
/// rows of X, which occur mⱼ times with responses that sum to sⱼ.
/// </summary>
/// <remarks>
/// Applies where
/// <list type="bullet">
/// <item>a sum is over all its elements, at least 16, whose longest axis is that of the rows, or is the dot product of
/// two vectors;</item>
/// <item>its addends are functions of the row's own numbers and of what rows share (<see cref="RowFunctions"/>).
/// Each addend is judged alone and by what it reads alone: factors that are numbers become weights, so y in y η does
/// not keep rows apart; nor does y in Σ (y - η)², which is Σ m (ȳ - η)² + Σ (y - ȳ)² with means ȳ over rows of one
/// η;</item>
/// <item>weights are finite; those of squares, and those in x log y, have one sign;</item>
/// <item>at most three quarters of an addend's rows are distinct, and the whole expression takes at most three quarters
/// of the work (<see cref="Work"/>): what is gained is a quarter of every evaluation of a fit, which makes thousands,
/// and what is paid are a few passes over the data, once, and a multiplication by the weights.</item>
/// </list>
/// The rest stays as it was written. Both forms round to the same order: addends of a sum may be summed apart, since
/// each had been rounded before they met; (c + s) h is taken apart into c h and s h only where c and s have one sign,
/// so that nothing cancels that did not. Weights are summed with compensation.
/// </remarks>
internal sealed class RepeatedRows
{
    /// <summary>The share of rows, and of work, that may remain.</summary>
    private const double GreatestShare = 0.75;

    // Fewer cost next to nothing, and small models are not to wait for the analysis to be compiled.
    private const int LeastRows = 16;

    // The arrays that sort rows into classes hold twice as many.
    private const int GreatestRows = 1 << 28;

    // The walk is recursive, and stacks are finite.
    private const int GreatestDepth = 500;

    private readonly Constants _constants = new();
    private readonly RowFunctions _functions;
    private readonly SortedSet<int> _distinct = [];
    private bool _isPart;
    private int _depth;

    private RepeatedRows() => _functions = new RowFunctions(_constants);

    /// <summary>The expression rewritten, and a line for each sum that was replaced; none if the expression is as it
    /// was.</summary>
    public static (Tensor Result, IReadOnlyList<string> Replaced) Rewrite(Tensor expression)
    {
        RepeatedRows? rows = null;
        var replaced = new List<string>();
        var rewritten = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder([expression]))
        {
            Tensor[] operands = [.. node.Operands.Select(o => rewritten[o])];
            Tensor same = operands.AsSpan().SequenceEqual(node.Operands)
                ? node
                : new Tensor(node.Primitive, node.Attributes, operands);
            rewritten[node] = SumOfAll.Elements(same) is { Size: >= LeastRows and <= GreatestRows } elements
                && (rows ??= new RepeatedRows()).Total(elements, replaced) is { } total
                ? Tensor.Reshape(total, node.Shape)
                : same;
        }
        Tensor result = rewritten[expression];
        return replaced.Count > 0 && Work.Of(result) <= GreatestShare * Work.Of(expression)
            ? (result, replaced)
            : (expression, []);
    }

    private Tensor? Total(Tensor elements, List<string> replaced)
    {
        _distinct.Clear();
        _isPart = false;
        // Data are longer than wide.
        int longest = elements.Shape.Lengths.ToArray().Max(), axis = elements.Shape.Lengths.IndexOf(longest);
        if (Merged(elements, axis, null) is not { } total || _distinct.Count == 0)
        {
            return null;
        }
        string[] each = [.. _distinct.Select(d => FormattableString.Invariant($"{d:N0}"))];
        string counts = (each.Length > 1 ? string.Join(", ", each[..^1]) + " and " : "") + each[^1];
        replaced.Add(FormattableString.Invariant($"{(_isPart ? "part of " : "")}a sum over {longest:N0} rows became ")
            + $"{(_distinct.Count > 1 ? "sums" : "one")} over {counts} distinct row{(_distinct.Max > 1 ? "s" : "")}");
        return total;
    }

    /// <summary>The sum of all elements, each times the weight of its row, over distinct rows or none; null where it
    /// remains one over all.</summary>
    private Tensor? Merged(Tensor x, int axis, double[]? weights)
    {
        if (_constants.Contains(x))
        {
            return Tensor.Sum(Weighted(x, axis, weights));
        }
        if (_depth >= GreatestDepth)
        {
            return null;
        }
        _depth++;
        Tensor[] o = x.Operands;
        Primitive p = x.Primitive;
        Tensor? merged = p == Elementwise.Add || p == Elementwise.Subtract
                // A predictor that has a weight is computed for other addends too: its parts are not told apart.
                ? (weights is null ? null : OfFunction(x, axis, weights)) ?? Addends(x, axis, weights)
            : p == Elementwise.Negate ? Negated(Merged(o[0], axis, weights))
            : p == Elementwise.Multiply && ReferenceEquals(o[0], o[1])
                ? Squares(x, axis, weights) ?? OfFunction(x, axis, weights)
            : p == Elementwise.Multiply
                ? Times(x, 0, axis, weights) ?? Times(x, 1, axis, weights) ?? OfFunction(x, axis, weights)
            : p == Elementwise.Divide ? Over(x, axis, weights) ?? OfFunction(x, axis, weights)
            : p == Elementwise.XLogY || p == Elementwise.XLog1pY
                ? TimesLogarithm(x, axis, weights) ?? OfFunction(x, axis, weights)
            : p == Reductions.Sum ? Merged(o[0], RowFunctions.ReducedAxis(x, axis), weights)
            : p == Rearrangements.Reshape && ReshapedAxis(x, axis) is >= 0 and var before
                ? Merged(o[0], before, weights)
            : OfFunction(x, axis, weights);
        _depth--;
        return merged;
    }

    private Tensor? Addends(Tensor x, int axis, double[]? weights)
    {
        Tensor[] o = x.Operands;
        Tensor? left = Part(o[0], x, axis, weights), right = Part(o[1], x, axis, weights);
        return left is null && right is null
            ? null
            : new Tensor(x.Primitive, null,
                left ?? AsWritten(o[0], x, axis, weights), right ?? AsWritten(o[1], x, axis, weights));
    }

    /// <summary>An operand that is broadcast to x, summed over the elements of x.</summary>
    private Tensor? Part(Tensor operand, Tensor x, int axis, double[]? weights)
    {
        double repeats = (double)x.Size / operand.Size;
        int own = RowFunctions.OperandAxis(operand, x.Shape, axis);
        return own < 0
            // Shared by all rows.
            ? Tensor.Sum(operand) * (weights is null ? repeats : repeats / weights.Length * Sum(weights))
            : Merged(operand, own, weights) is { } merged ? merged * repeats
            : null;
    }

    /// <summary>The same with one more number a row as factor.</summary>
    private Tensor? Part(Tensor operand, Tensor x, int axis, double[] numbers, double[]? weights) =>
        Products(numbers, weights) is var products && Array.TrueForAll(products, double.IsFinite)
            ? Part(operand, x, axis, products)
            : null;

    /// <summary>An operand that was broadcast to x, summed over all rows.</summary>
    private Tensor AsWritten(Tensor operand, Tensor x, int axis, double[]? weights)
    {
        _isPart = true;
        int own = RowFunctions.OperandAxis(operand, x.Shape, axis);
        return Tensor.Sum(Weighted(operand, own, weights)) * ((double)x.Size / operand.Size);
    }

    /// <summary>Σ over distinct rows of x, computed for the first row of each class, times the sum of the weights of
    /// its rows.</summary>
    private Tensor? OfFunction(Tensor x, int axis, double[]? weights) =>
        Distinct(x, axis) is (var classes, var first)
            ? Tensor.Sum(ByRow(classes.Sums(row => weights?[row] ?? 1), first.Shape, axis) * first)
            : null;

    private (RowClasses Classes, Tensor First)? Distinct(Tensor x, int axis)
    {
        var layout = RowLayout.Of(x.Shape, axis);
        if (_functions.Classes(x, layout) is not { } classes || classes.Count > GreatestShare * layout.Rows)
        {
            return null;
        }
        _distinct.Add(classes.Count);
        return (classes, _functions.Reduced(x, layout, classes));
    }

    /// <summary>A product with a factor that has one element, is one number a row, or is a sum of the two.</summary>
    private Tensor? Times(Tensor x, int place, int axis, double[]? weights)
    {
        Tensor factor = x.Operands[place], rest = x.Operands[1 - place];
        if (factor.Size == 1)
        {
            return Part(rest, x, axis, weights) is { } merged ? Scalar(factor) * merged : null;
        }
        if (Numbers(factor, x, axis) is { } numbers)
        {
            return Part(rest, x, axis, numbers, weights);
        }
        if (factor.Primitive == Elementwise.Add)
        {
            int own = factor.Operands[0].Size == 1 ? 0 : 1;
            Tensor shared = factor.Operands[own];
            if (shared.Size == 1 && Signs.IsNonNegative(shared)
                && Numbers(factor.Operands[1 - own], x, axis) is { } addends
                && Array.TrueForAll(addends, static n => n >= 0)
                && Part(rest, x, axis, addends, weights) is { } first
                && Part(rest, x, axis, weights) is { } second)
            {
                return first + Scalar(shared) * second;
            }
        }
        return null;
    }

    /// <summary>A quotient by one element, or by one number a row.</summary>
    private Tensor? Over(Tensor x, int axis, double[]? weights)
    {
        Tensor divisor = x.Operands[1];
        if (divisor.Size == 1)
        {
            return Part(x.Operands[0], x, axis, weights) is { } merged ? merged / Scalar(divisor) : null;
        }
        return Numbers(divisor, x, axis) is { } numbers
            ? Part(x.Operands[0], x, axis, [.. numbers.Select(static n => 1 / n)], weights)
            : null;
    }

    /// <summary>Σ n log x over rows with one x is (Σ n) log x, and 0 where all n are 0 whatever x is.</summary>
    private Tensor? TimesLogarithm(Tensor x, int axis, double[]? weights)
    {
        Tensor argument = x.Operands[1];
        return argument.Shape == x.Shape && Numbers(x.Operands[0], x, axis) is { } numbers
            && Products(numbers, weights) is { } products && HaveOneSign(products)
            && Distinct(argument, axis) is (var classes, var first)
            ? Tensor.Sum(new Tensor(x.Primitive, null,
                ByRow(classes.Sums(row => products[row]), first.Shape, axis), first))
            : null;
    }

    /// <summary>Σ w (c + h)², where rows are told apart by h alone, after factors with one element have been taken
    /// out.</summary>
    private Tensor? Squares(Tensor x, int axis, double[]? weights)
    {
        var (inner, factors) = ScalarFactors.Of(x.Operands[0]);
        if (inner.Size != x.Shape[axis] || (weights is not null && !Array.TrueForAll(weights, static w => w >= 0))
            || ConstantAddend.Of(inner, _constants.Contains) is not (var constant, var rest)
            || rest.Shape != inner.Shape)
        {
            return null;
        }
        int own = inner.Shape.Lengths.IndexOf(inner.Size);
        double[] c = constant.ToArray();
        if (!Array.TrueForAll(c, double.IsFinite) || Distinct(rest, own) is not (var classes, var first))
        {
            return null;
        }
        double Weight(int row) => weights?[row] ?? 1;
        double[] sums = classes.Sums(Weight);
        double[] means = [.. classes.Sums(row => Weight(row) * c[row])
            .Zip(sums, static (total, sum) => sum > 0 ? total / sum : 0)];
        double within = Sum(classes.Sums(row => Weight(row) * Square(c[row] - means[classes.OfRow[row]])));
        Tensor squares = Tensor.Square(ByRow(means, first.Shape, own) + first);
        return ScalarFactors.TimesSquares(Tensor.Sum(ByRow(sums, first.Shape, own) * squares) + within, factors);
    }

    /// <summary>One finite number a row of x, if an operand is that.</summary>
    private double[]? Numbers(Tensor operand, Tensor x, int axis) =>
        RowFunctions.OperandAxis(operand, x.Shape, axis) >= 0 && operand.Size == x.Shape[axis]
            && _constants.Contains(operand) && operand.ToArray() is var numbers
            && Array.TrueForAll(numbers, double.IsFinite) ? numbers : null;

    /// <summary>The axis of the operand of a reshape that holds the rows and nothing else, or -1.</summary>
    private static int ReshapedAxis(Tensor x, int axis)
    {
        Shape before = x.Operands[0].Shape;
        int own = RowLayout.Of(x.Shape, axis).Axis(before);
        return own >= 0 && before[own] == x.Shape[axis] ? own : -1;
    }

    /// <summary>One number a row, in a shape that broadcasts.</summary>
    private static Tensor ByRow(double[] numbers, Shape shape, int axis) =>
        Tensor.Constant(numbers, Shape.Create([numbers.Length, .. Enumerable.Repeat(1, shape.Rank - axis - 1)]));

    private static Tensor Weighted(Tensor x, int axis, double[]? weights) =>
        weights is null ? x : ByRow(weights, x.Shape, axis) * x;

    private static Tensor? Negated(Tensor? x) => x is null ? null : -x;

    private static Tensor Scalar(Tensor number) => Tensor.Reshape(number, Shape.Scalar);

    private static double[] Products(double[] numbers, double[]? weights) =>
        weights is null ? numbers : [.. numbers.Zip(weights, static (n, w) => n * w)];

    private static bool HaveOneSign(double[] numbers) =>
        Array.TrueForAll(numbers, static n => n >= 0) || Array.TrueForAll(numbers, static n => n <= 0);

    private static double Sum(double[] numbers) => RowClasses.Same(numbers.Length).Sums(row => numbers[row])[0];

    private static double Square(double x) => x * x;
}
