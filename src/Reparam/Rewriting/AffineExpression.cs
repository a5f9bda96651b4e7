using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>
/// An expression that is affine in some tensors and otherwise made of numbers: its elements are A u + c, with u the
/// elements of the <see cref="Unknowns"/> one after another.
/// </summary>
/// <remarks>
/// What is an unknown is decided from below: a tensor that is linear in others is one itself unless they have fewer
/// elements together. So y - (a + X b) is affine in a and b, and exp(t) in y - exp(t) X b makes exp(t) b an unknown.
/// </remarks>
internal sealed class AffineExpression
{
    private readonly Tensor _root;
    private readonly HashSet<Tensor> _constants;

    private AffineExpression(Tensor root, Tensor[] unknowns, HashSet<Tensor> constants)
    {
        _root = root;
        Unknowns = unknowns;
        _constants = constants;
        Columns = unknowns.Sum(u => u.Size);
    }

    /// <summary>The tensors that the expression is affine in; each depends on an input.</summary>
    public Tensor[] Unknowns { get; }

    /// <summary>The number of elements of the unknowns, and of columns of A.</summary>
    public int Columns { get; }

    /// <summary>The multiplications or additions that one evaluation from the unknowns takes.</summary>
    public double Work { get; private set; }

    /// <summary>Finds the unknowns of an expression; at worst it is one itself.</summary>
    public static AffineExpression Of(Tensor root)
    {
        var constants = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var unknowns = new Dictionary<Tensor, Tensor[]>(ReferenceEqualityComparer.Instance);
        var work = new Dictionary<Tensor, double>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder([root]))
        {
            Tensor[] varying = [.. node.Operands.Where(o => !constants.Contains(o))];
            if (varying.Length == 0 && (node.Primitive == Leaves.Constant || node.Operands.Length > 0))
            {
                constants.Add(node);
                continue;
            }
            Tensor[] below = IsLinear(node, constants) ? Union(varying.Select(o => unknowns[o])) : [];
            unknowns[node] = below.Length > 0 && below.Sum(u => (long)u.Size) < node.Size ? below : [node];
        }
        if (constants.Contains(root))
        {
            return new AffineExpression(root, [], constants);
        }
        var affine = new AffineExpression(root, unknowns[root], constants);
        affine.Work = affine.Interior().Sum(static n => n.Primitive.Work(n));
        return affine;
    }

    /// <summary>A, row-major, with c as its last column. Exact as far as the expression's own constants are: each
    /// column is the expression without its constant addends, at a unit vector.</summary>
    public double[] Matrix()
    {
        int rows = _root.Size;
        double[] constant = Evaluation.Run([], [], [Placed(u => Zeros(u.Shape), keepAddends: true)], 1)[0];
        if (Columns == 0)
        {
            return constant;
        }
        Tensor input = Tensor.Input("unit vectors", [Columns], varies: true);
        var starts = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        int start = 0;
        foreach (Tensor unknown in Unknowns)
        {
            starts[unknown] = start;
            start += unknown.Size;
        }
        Tensor linear = Placed(
            u => Tensor.Reshape(Tensor.Slice(input, 0, starts[u], starts[u] + u.Size), u.Shape), keepAddends: false);
        var identity = new double[Columns * Columns];
        for (int i = 0; i < Columns; i++)
        {
            identity[i * (Columns + 1)] = 1;
        }
        double[] columns = Evaluation.Run([input], [identity], [linear], Columns)[0];
        var matrix = new double[rows * (Columns + 1)];
        for (int i = 0; i < rows; i++)
        {
            columns.AsSpan(i * Columns, Columns).CopyTo(matrix.AsSpan(i * (Columns + 1)));
            matrix[i * (Columns + 1) + Columns] = constant[i];
        }
        return matrix;
    }

    /// <summary>The expression with others in the place of its unknowns, with its constant addends or with zeros for
    /// them.</summary>
    private Tensor Placed(Func<Tensor, Tensor> replacement, bool keepAddends)
    {
        var placed = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor unknown in Unknowns)
        {
            placed[unknown] = replacement(unknown);
        }
        foreach (Tensor node in Interior())
        {
            bool adds = IsSum(node.Primitive);
            placed[node] = new Tensor(node.Primitive, node.Attributes, [.. node.Operands.Select(o =>
                !_constants.Contains(o) ? placed[o] : keepAddends || !adds ? o : Zeros(o.Shape))]);
        }
        return _constants.Contains(_root) ? _root : placed[_root];
    }

    /// <summary>What lies between the unknowns and the root, the root included, operands first.</summary>
    private List<Tensor> Interior()
    {
        var seen = new HashSet<Tensor>(Unknowns, ReferenceEqualityComparer.Instance);
        var reached = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Tensor>([_root]);
        while (stack.TryPop(out Tensor? node))
        {
            if (!_constants.Contains(node) && seen.Add(node))
            {
                reached.Add(node);
                foreach (Tensor operand in node.Operands)
                {
                    stack.Push(operand);
                }
            }
        }
        return [.. Graph.TopologicalOrder([_root]).Where(reached.Contains)];
    }

    /// <summary>Whether a node is linear, but for constant addends, in its operands that are no constants.</summary>
    private static bool IsLinear(Tensor node, HashSet<Tensor> constants)
    {
        Primitive p = node.Primitive;
        bool Constant(int operand) => constants.Contains(node.Operands[operand]);
        return IsSum(p) || p == Elementwise.Negate || p == Rearrangements.Reshape || p == Rearrangements.Take
            || p == Rearrangements.Accumulate || p == Reductions.Sum
            || ((p == Elementwise.Multiply || p == MatrixProducts.Product) && (Constant(0) || Constant(1)))
            || (p == Elementwise.Divide && Constant(1))
            || (p == Triangular.Solve && Constant(0));
    }

    private static bool IsSum(Primitive p) =>
        p == Elementwise.Add || p == Elementwise.Subtract || p == Rearrangements.Concatenate;

    private static Tensor Zeros(Shape shape) => Tensor.Constant(new double[shape.Size], shape);

    private static Tensor[] Union(IEnumerable<Tensor[]> sets)
    {
        var known = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        return [.. sets.SelectMany(s => s).Where(known.Add)];
    }
}
