using Reparam.Bijectors;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// The factor of a hierarchy: global unknowns with any lower triangular matrix H, and for each group j of local
/// unknowns a matrix A_j of how they follow the globals and a lower triangular L_j: x_g = c_g + H u_g, x_j = c_j + A_j u_g +
/// L_j u_j.
/// </summary>
/// <remarks>
/// The precision matrix of such a distribution is zero between groups, an arrow: the globals' rows and columns, and
/// blocks along the diagonal. Numbers: H row by row; then for each plate the rows of its A_j and those of its L_j. All
/// operations cost linearly in the number of groups.
/// </remarks>
internal sealed partial class ArrowPattern : FactorPattern
{
    private readonly UnknownStructure _structure;
    private readonly int[] _globals;
    private readonly Groups[] _plates;

    /// <summary>What each number of a factor is: the parameter number n + this, or -1 for a zero above a
    /// diagonal.</summary>
    private readonly int[] _parameters;

    /// <summary>Of each unknown its plate, or -1, and its place there or among the globals.</summary>
    private readonly (int Plate, int Position)[] _places;

    public ArrowPattern(UnknownStructure structure) : base(structure.Dimension)
    {
        int g = structure.Globals.Length, next = g * g;
        _structure = structure;
        _globals = structure.Globals;
        _places = new (int, int)[Dimension];
        _plates = new Groups[structure.Plates.Count];
        for (int i = 0; i < g; i++)
        {
            _places[_globals[i]] = (-1, i);
        }
        for (int p = 0; p < _plates.Length; p++)
        {
            PlateUnknowns plate = structure.Plates[p];
            int count = plate.Places.Length, slopes = next, scales = next + count * g;
            next = scales + count * plate.Size;
            _plates[p] = new Groups(plate.Places, plate.Size, slopes, scales);
            for (int i = 0; i < count; i++)
            {
                _places[plate.Places[i]] = (p, i);
            }
        }
        Shape = [next];
        _parameters = Parameters();
        OffDiagonalCount = _parameters.Max() + 1 - Dimension;
    }

    public override Shape Shape { get; }

    public override int OffDiagonalCount { get; }

    /// <summary>The globals, and the locals of one group: what a group's distribution is about.</summary>
    public override int CorrelatedUnknowns => _globals.Length + _plates.Select(p => p.Size).DefaultIfEmpty(0).Max();

    public override IReadOnlyList<int>? Globals => _globals;

    public override double[] Diagonal(ReadOnlySpan<double> diagonal)
    {
        var factor = new double[Length];
        for (int e = 0; e < factor.Length; e++)
        {
            factor[e] = _parameters[e] >= 0 && _parameters[e] < Dimension ? diagonal[_parameters[e]] : 0;
        }
        return factor;
    }

    public override Bijector Map(Tensor centre, Tensor factor)
    {
        int g = _globals.Length;
        Tensor Part(int start, Shape shape) => Tensor.Reshape(factor[start..(start + shape.Size)], shape);
        return new ArrowAffine(centre, Part(0, [g, g]), _globals, [.. _plates.Select(p => new ArrowGroups(
            Part(p.Slopes, [p.Count, p.Size, g]), Part(p.Scales, [p.Count, p.Size, p.Size]), p.Places))]);
    }

    public override Bijector ParameterMap(Tensor parameters)
    {
        Tensor diagonal = Tensor.Exp(parameters[Dimension..(2 * Dimension)]);
        Tensor all = OffDiagonalCount == 0
            ? diagonal : Tensor.Concatenate([diagonal, parameters[(2 * Dimension)..]]);
        return Map(parameters[..Dimension], Tensor.Take(all, "arrow", _parameters, Shape));
    }

    public override double[] FromParameters(ReadOnlySpan<double> parameters)
    {
        var factor = new double[Length];
        for (int e = 0; e < factor.Length; e++)
        {
            int parameter = _parameters[e];
            factor[e] = parameter < 0 ? 0
                : parameter < Dimension ? Math.Exp(parameters[Dimension + parameter])
                : parameters[Dimension + parameter];
        }
        return factor;
    }

    public override void Multiply(ReadOnlySpan<double> factor, Span<double> u)
    {
        double[] head = Head(u);
        var group = new double[LargestGroup];
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            for (int first = 0; first < plate.Places.Length; first += d)
            {
                Take(u, plate.Places, first, group.AsSpan(0, d));
                for (int k = 0; k < d; k++)
                {
                    u[plate.Places[first + k]] = DenseCholesky.InnerProduct(Slope(factor, plate, first + k), head)
                        + DenseCholesky.InnerProduct(Scale(factor, plate, first + k, k + 1), group.AsSpan(0, k + 1));
                }
            }
        }
        for (int i = 0; i < head.Length; i++)
        {
            u[_globals[i]] = DenseCholesky.InnerProduct(HeadRow(factor, i, i + 1), head.AsSpan(0, i + 1));
        }
    }

    public override void MultiplyTransposed(ReadOnlySpan<double> factor, Span<double> v)
    {
        double[] old = Head(v), head = new double[old.Length];
        for (int i = 0; i < old.Length; i++)
        {
            Add(old[i], HeadRow(factor, i, i + 1), head);
        }
        var group = new double[LargestGroup];
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            for (int first = 0; first < plate.Places.Length; first += d)
            {
                Array.Clear(group);
                for (int k = 0; k < d; k++)
                {
                    double value = v[plate.Places[first + k]];
                    Add(value, Slope(factor, plate, first + k), head);
                    Add(value, Scale(factor, plate, first + k, k + 1), group);
                }
                for (int k = 0; k < d; k++)
                {
                    v[plate.Places[first + k]] = group[k];
                }
            }
        }
        for (int i = 0; i < head.Length; i++)
        {
            v[_globals[i]] = head[i];
        }
    }

    public override void Solve(ReadOnlySpan<double> factor, Span<double> b)
    {
        double[] head = Head(b);
        DenseCholesky.SolveLower(factor[..(head.Length * head.Length)], head);
        var group = new double[LargestGroup];
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            for (int first = 0; first < plate.Places.Length; first += d)
            {
                for (int k = 0; k < d; k++)
                {
                    group[k] = b[plate.Places[first + k]]
                        - DenseCholesky.InnerProduct(Slope(factor, plate, first + k), head);
                }
                DenseCholesky.SolveLower(factor.Slice(plate.Scales + first * d, d * d), group.AsSpan(0, d));
                for (int k = 0; k < d; k++)
                {
                    b[plate.Places[first + k]] = group[k];
                }
            }
        }
        for (int i = 0; i < head.Length; i++)
        {
            b[_globals[i]] = head[i];
        }
    }

    /// <summary>Globals among each other, and each group with the globals and within itself: what an arrow of curvature
    /// meets.</summary>
    public override void Decorrelate(double[] noise, int draws)
    {
        if (draws <= 2 * CorrelatedUnknowns)
        {
            return;
        }
        MomentMatching.Decorrelate(noise, _globals, draws);
        foreach (Groups plate in _plates)
        {
            foreach (int place in plate.Places)
            {
                MomentMatching.Remove(noise, place, _globals, draws);
            }
            foreach (int[] group in plate.Places.Chunk(plate.Size))
            {
                MomentMatching.Decorrelate(noise, group, draws);
            }
        }
    }

    public override double[] Product(ReadOnlySpan<double> factor, ReadOnlySpan<double> other)
    {
        int g = _globals.Length;
        var product = new double[Length];
        for (int i = 0; i < g; i++)
        {
            MultiplyRow(HeadRow(factor, i, i + 1), other, g, product.AsSpan(i * g, g));
        }
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            for (int i = 0; i < plate.Places.Length; i++)
            {
                int first = i / d * d, k = i % d;
                Span<double> slope = product.AsSpan(plate.Slopes + i * g, g);
                ReadOnlySpan<double> scale = Scale(factor, plate, i, k + 1);
                MultiplyRow(Slope(factor, plate, i), other, g, slope);
                MultiplyRow(scale, other[(plate.Scales + first * d)..], d, product.AsSpan(plate.Scales + i * d, d));
                for (int j = 0; j <= k; j++)
                {
                    Add(scale[j], Slope(other, plate, first + j), slope);
                }
            }
        }
        return product;
    }

    /// <summary>Adds a row times a lower triangular matrix, of which it may be shorter.</summary>
    private static void MultiplyRow(
        ReadOnlySpan<double> row, ReadOnlySpan<double> lower, int order, Span<double> destination)
    {
        for (int j = 0; j < row.Length; j++)
        {
            Add(row[j], lower.Slice(j * order, j + 1), destination);
        }
    }

    private static void Add(double weight, ReadOnlySpan<double> vector, Span<double> sum)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            sum[i] += weight * vector[i];
        }
    }

    private static void Take(ReadOnlySpan<double> u, int[] places, int first, Span<double> group)
    {
        for (int k = 0; k < group.Length; k++)
        {
            group[k] = u[places[first + k]];
        }
    }
}
