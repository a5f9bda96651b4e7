using Reparam.Primitives;

namespace Reparam.Bijectors;

/// <summary>y = a + C x for vectors, where a few elements, the head, come first and all others, in groups, depend on
/// the head and on their own group: y_h = a_h + H x_h, y_j = a_j + A_j x_h + L_j x_j with lower triangular H and L_j;
/// log |det ∂y/∂x| = Σ log |Hᵢᵢ| + Σ log |L_jᵢᵢ|.</summary>
/// <remarks>
/// A standard normal vector becomes a normal one whose groups are independent given the head, as in a hierarchy (Tan
/// and Nott 2018, "Gaussian variational approximation with sparse precision matrices", section 4). Memory and
/// multiplications grow linearly with the number of groups. The inverse is by substitution; its error grows with the
/// condition numbers of H and L_j.
/// </remarks>
public sealed record ArrowAffine : Bijector
{
    private readonly int[] _order;

    /// <summary>Makes the map.</summary>
    /// <param name="shift">a: a vector of length n, or with batch axes before it.</param>
    /// <param name="head">H: a square matrix, no diagonal element 0; what is above the diagonal is left out.</param>
    /// <param name="headPlaces">Where the elements of the head stand in the vector.</param>
    /// <param name="groups">The other elements; those in groups of one size together.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, a diagonal element is 0, or
    /// the places are not each of 0 to n - 1 once.</exception>
    public ArrowAffine(
        Tensor shift, Tensor head, IReadOnlyList<int> headPlaces, params IReadOnlyList<ArrowGroups> groups)
    {
        ArgumentNullException.ThrowIfNull(headPlaces);
        ArgumentNullException.ThrowIfNull(groups);
        Shift = Parameter.Finite(nameof(ArrowAffine), shift);
        int h = headPlaces.Count;
        if (h < 1 || Parameter.Finite(nameof(ArrowAffine), head).Shape != [h, h])
        {
            throw new ArgumentException(
                $"ArrowAffine: head must be a square matrix with a row for each of headPlaces, at least one, but its " +
                $"shape is {head.Shape} and there are {h} places.", nameof(head));
        }
        foreach (ArrowGroups group in groups)
        {
            Require(group, h);
            RequireDiagonal(group.Scale, "the scale of a group", nameof(groups));
        }
        int[] places = [.. headPlaces, .. groups.SelectMany(g => g.Places)];
        Events.RequireLength(nameof(ArrowAffine), shift, places.Length, nameof(shift));
        _order = new int[places.Length];
        Array.Fill(_order, -1);
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] < 0 || places[i] >= places.Length || _order[places[i]] >= 0)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"ArrowAffine: the places must be each of 0 to {places.Length - 1} once, but {places[i]} ") +
                    "is outside or is there twice. Give each element of the vector to the head or to one group.",
                    nameof(headPlaces));
            }
            _order[places[i]] = i;
        }
        RequireDiagonal(head, "head", nameof(head));
        Head = Tensor.LowerTriangle(head);
        (HeadPlaces, Groups) = (headPlaces, [.. groups.Select(g => g with { Scale = Triangles(g.Scale) })]);
    }

    /// <summary>a, the image of 0.</summary>
    public Tensor Shift { get; }

    /// <summary>H.</summary>
    public Tensor Head { get; }

    /// <summary>Where the elements of the head stand in the vector.</summary>
    public IReadOnlyList<int> HeadPlaces { get; }

    /// <summary>The other elements.</summary>
    public IReadOnlyList<ArrowGroups> Groups { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.RequireLength(nameof(ArrowAffine), x, _order.Length, nameof(x));
        Tensor head = Tensor.Gather(x, HeadPlaces, -1);
        List<Tensor> parts = [Times(Head, head)];
        foreach (ArrowGroups group in Groups)
        {
            Tensor own = Tensor.Gather(x, group.Places, -1);
            parts.Add(FromHead(group, head) + Scaled(group.Scale, own));
        }
        return Shift + InOrder(parts);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireLength(nameof(ArrowAffine), y, _order.Length, nameof(y));
        Tensor centred = y - Shift, head = Solved(Head, Tensor.Gather(centred, HeadPlaces, -1));
        List<Tensor> parts = [head];
        foreach (ArrowGroups group in Groups)
        {
            parts.Add(Substituted(group.Scale, Tensor.Gather(centred, group.Places, -1) - FromHead(group, head)));
        }
        return InOrder(parts);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor logDet = Groups.Select(g => Diagonals(g.Scale)).Prepend(Tensor.Diagonal(Head))
            .Select(d => Tensor.Sum(Tensor.Log(Tensor.Abs(d)))).Aggregate((sum, term) => sum + term);
        return Tensor.BroadcastTo(logDet, ForwardShape(x.Shape)[..^1]);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Shift.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    private Tensor InOrder(List<Tensor> parts) => Tensor.Gather(Tensor.Concatenate(parts, -1), _order, -1);

    /// <summary>A_j x_h for all groups, one after another.</summary>
    private static Tensor FromHead(ArrowGroups group, Tensor head) =>
        Times(Tensor.Reshape(group.Slope, [group.Places.Count, group.Slope.Shape[2]]), head);

    /// <summary>M v for each vector of the batch.</summary>
    private static Tensor Times(Tensor matrix, Tensor vectors) => vectors.Rank == 1
        ? Tensor.MatMul(matrix, vectors)
        : Tensor.Reshape(MatrixProducts.Multiply(Events.Rows(vectors), matrix, transposeRight: true),
            Events.WithLast(vectors.Shape, matrix.Shape[0]));

    private static Tensor Solved(Tensor lower, Tensor vectors)
    {
        if (vectors.Rank == 1)
        {
            return Tensor.SolveTriangular(lower, vectors);
        }
        Tensor columns = Tensor.SolveTriangular(lower, Tensor.Transpose(Events.Rows(vectors)));
        return Tensor.Reshape(Tensor.Transpose(columns), vectors.Shape);
    }

    /// <summary>L_j x_j for all groups, one after another.</summary>
    private static Tensor Scaled(Tensor scale, Tensor own)
    {
        int count = scale.Shape[0], d = scale.Shape[1];
        if (d == 1)
        {
            return Tensor.Reshape(scale, [count]) * own;
        }
        Tensor rows = Tensor.Reshape(own, own.Shape[..^1].Append([count, 1, d]));
        return Tensor.Reshape(Tensor.Sum(scale * rows, -1), own.Shape);
    }

    /// <summary>L_j⁻¹ b_j for all groups: forward substitution, an element of all groups at a time.</summary>
    private static Tensor Substituted(Tensor scale, Tensor right)
    {
        int count = scale.Shape[0], d = scale.Shape[1];
        Tensor flat = Tensor.Reshape(scale, [scale.Size]);
        int[] Every(int step, int offset) => [.. Enumerable.Range(0, count).Select(j => j * step + offset)];
        var solved = new List<Tensor>();
        for (int i = 0; i < d; i++)
        {
            Tensor rest = Tensor.Gather(right, Every(d, i), -1);
            for (int k = 0; k < i; k++)
            {
                rest -= Tensor.Gather(flat, Every(d * d, i * d + k)) * solved[k];
            }
            solved.Add(rest / Tensor.Gather(flat, Every(d * d, i * d + i)));
        }
        return Tensor.Reshape(Tensor.Concatenate([.. solved.Select(Events.Column)], -1), right.Shape);
    }

    /// <summary>The matrices without what is above their diagonals.</summary>
    private static Tensor Triangles(Tensor scale)
    {
        int d = scale.Shape[1];
        return d == 1 ? scale : Tensor.Take(scale, "lower_triangle",
            [.. Enumerable.Range(0, scale.Size).Select(e => e % d <= e / d % d ? e : -1)], scale.Shape);
    }

    private static Tensor Diagonals(Tensor scale)
    {
        int count = scale.Shape[0], d = scale.Shape[1];
        return Tensor.Gather(Tensor.Reshape(scale, [scale.Size]),
            [.. Enumerable.Range(0, count * d).Select(e => e / d * d * d + e % d * (d + 1))]);
    }

    private static void Require(ArrowGroups group, int h)
    {
        ArgumentNullException.ThrowIfNull(group, "groups");
        Shape slope = Parameter.Finite(nameof(ArrowAffine), group.Slope).Shape;
        Shape scale = Parameter.Finite(nameof(ArrowAffine), group.Scale).Shape;
        if (slope.Rank != 3 || slope[2] != h || scale != [slope[0], slope[1], slope[1]]
            || group.Places.Count != slope[0] * slope[1])
        {
            throw new ArgumentException(
                $"ArrowAffine: groups need a slope of shape [groups, d, {h}], a scale of shape [groups, d, d] and a " +
                $"place for each of the groups · d elements, but the shapes are {slope} and {scale} and there are " +
                FormattableString.Invariant($"{group.Places.Count} places."), nameof(group));
        }
    }

    private static void RequireDiagonal(Tensor matrices, string what, string parameter)
    {
        int d = matrices.Shape[^1];
        if (matrices.Attributes is not ConstantAttributes { Values: var values })
        {
            return;
        }
        for (int e = 0; e < values.Length; e++)
        {
            if (e % d == e / d % d && values[e] == 0)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"ArrowAffine: the diagonal of {what} must not hold 0, but element {e / d % d} of it ") +
                    "does. The map would not be one to one.", parameter);
            }
        }
    }
}
