using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// Interpolation between scattered places: at each place, the linear function that fits the nearest nodes best, near
/// ones counting more (Lancaster and Salkauskas 1981). It is a weighted sum of the values at the nodes; this gives the
/// weights, which sum to one.
/// </summary>
/// <remarks>Eight places at a time. Holds scratch and results: one for each thread.</remarks>
internal sealed class MovingLeastSquares
{
    /// <summary>Keeps slopes finite where nodes are nearly in one plane, and modest beyond the outermost.</summary>
    private const double Ridge = 0.02;

    private const int Lanes = LaneMemory.Lanes;

    private readonly double[] _places;
    private readonly int _count;
    private readonly Vector512<double>[] _square;
    private readonly Vector512<double>[] _order;
    private readonly Vector512<double>[] _basis;
    private readonly Vector512<double>[] _solution;
    private readonly Vector512<double>[] _matrix;
    private readonly Vector512<double>[] _weights;

    /// <param name="places">The nodes, at least one.</param>
    public MovingLeastSquares(double[][] places)
    {
        int b = places[0].Length + 1;
        (_places, _count) = ([.. places.SelectMany(static place => place)], places.Length);
        // The nearest, in order, and one more, which sets how far they count.
        int nearest = Math.Min(places.Length, 2 * b + 1);
        (_square, _order) = (new Vector512<double>[nearest], new Vector512<double>[nearest]);
        _weights = new Vector512<double>[Math.Min(places.Length, 2 * b)];
        _basis = new Vector512<double>[_weights.Length * b];
        (_solution, _matrix) = (new Vector512<double>[b], new Vector512<double>[b * b]);
    }

    /// <summary>How many nodes count at a place.</summary>
    public int Used => _weights.Length;

    /// <summary>The number of the node that is the (k + 1)-th nearest to the place in a lane.</summary>
    public int Node(int k, int lane) => (int)MemoryMarshal.Cast<Vector512<double>, double>(_order)[k * Lanes + lane];

    /// <summary>Its weight there.</summary>
    public double Weight(int k, int lane) => MemoryMarshal.Cast<Vector512<double>, double>(_weights)[k * Lanes + lane];

    /// <summary>Finds the nearest nodes and their weights at eight places.</summary>
    /// <param name="place">The places side by side, coordinate by coordinate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Weigh(ReadOnlySpan<Vector512<double>> place)
    {
        int h = place.Length, b = h + 1, used = _weights.Length;
        FindNearest(place);
        Vector512<double> radius = used < _count ? _square[used] : Vector512.Create(2.25) * _square[used - 1],
            one = Vector512<double>.One, isWide = Vector512.GreaterThan(radius, Vector512<double>.Zero);
        Array.Clear(_matrix);
        for (int k = 0; k < used; k++)
        {
            Vector512<double> nearness = one - (isWide & (_square[k] / radius));
            Vector512<double> kernel = Vector512.Max(nearness * nearness, Vector512.Create(1e-6));
            _weights[k] = kernel;
            Span<Vector512<double>> basis = _basis.AsSpan(k * b, b);
            basis[0] = one;
            for (int i = 0; i < h; i++)
            {
                basis[i + 1] = Coordinate(_order[k], i) - place[i];
            }
            for (int i = 0; i < b; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    _matrix[i * b + j] += kernel * basis[i] * basis[j];
                }
            }
        }
        Vector512<double> ridge = Vector512.Create(Ridge) * _matrix[0] * Vector512.Max(radius, Vector512.Create(1e-12));
        for (int i = 1; i < b; i++)
        {
            _matrix[i * b + i] += ridge;
        }
        Solve();
        for (int k = 0; k < used; k++)
        {
            var product = Vector512<double>.Zero;
            for (int i = 0; i < b; i++)
            {
                product += _basis[k * b + i] * _solution[i];
            }
            _weights[k] *= product;
        }
    }

    /// <summary>The nearest nodes in order, and the squares of their distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindNearest(ReadOnlySpan<Vector512<double>> place)
    {
        int h = place.Length, last = _square.Length - 1;
        Array.Fill(_square, Vector512.Create(double.PositiveInfinity));
        for (int k = 0; k < _count; k++)
        {
            var square = Vector512<double>.Zero;
            for (int i = 0; i < h; i++)
            {
                Vector512<double> offset = place[i] - Vector512.Create(_places[k * h + i]);
                square += offset * offset;
            }
            if (!Vector512.LessThanAny(square, _square[last]))
            {
                continue;
            }
            var node = Vector512.Create((double)k);
            for (int rank = 0; rank <= last; rank++)
            {
                // Where it is nearer, it takes the place of one, which goes on to the next.
                Vector512<double> held = _square[rank], heldNode = _order[rank];
                Vector512<double> isNearer = Vector512.LessThan(square, held);
                _square[rank] = Vector512.ConditionalSelect(isNearer, square, held);
                _order[rank] = Vector512.ConditionalSelect(isNearer, node, heldNode);
                square = Vector512.ConditionalSelect(isNearer, held, square);
                node = Vector512.ConditionalSelect(isNearer, heldNode, node);
            }
        }
    }

    private Vector512<double> Coordinate(Vector512<double> nodes, int i)
    {
        int h = _solution.Length - 1;
        Span<double> coordinates = stackalloc double[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            coordinates[lane] = _places[(int)nodes[lane] * h + i];
        }
        return Vector512.Create<double>(coordinates);
    }

    /// <summary>The first column of the inverse of the matrix, which is positive definite, by its Cholesky
    /// factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Solve()
    {
        int b = _solution.Length;
        for (int i = 0; i < b; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Vector512<double> rest = _matrix[i * b + j];
                for (int k = 0; k < j; k++)
                {
                    rest -= _matrix[i * b + k] * _matrix[j * b + k];
                }
                _matrix[i * b + j] = i == j ? Vector512.Sqrt(rest) : rest / _matrix[j * b + j];
            }
            Vector512<double> right = i == 0 ? Vector512<double>.One : Vector512<double>.Zero;
            for (int k = 0; k < i; k++)
            {
                right -= _matrix[i * b + k] * _solution[k];
            }
            _solution[i] = right / _matrix[i * b + i];
        }
        for (int i = b - 1; i >= 0; i--)
        {
            Vector512<double> rest = _solution[i];
            for (int k = i + 1; k < b; k++)
            {
                rest -= _matrix[k * b + i] * _solution[k];
            }
            _solution[i] = rest / _matrix[i * b + i];
        }
    }
}
