using System.Runtime.CompilerServices;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// Interpolation between scattered places: at each place, the linear function that fits the nearest nodes best, near
/// ones counting more (Lancaster and Salkauskas 1981). It is a weighted sum of the values at the nodes; this gives the
/// weights, which sum to one.
/// </summary>
/// <remarks>Holds scratch: one for each thread.</remarks>
internal sealed class MovingLeastSquares
{
    /// <summary>Keeps slopes finite where nodes are nearly in one plane, and modest beyond the outermost.</summary>
    private const double Ridge = 0.02;

    private readonly double[][] _places;
    private readonly double[] _square;
    private readonly int[] _order;
    private readonly double[] _basis;
    private readonly double[] _solution;
    private readonly double[] _matrix;
    private readonly (int Node, double Weight)[] _weights;

    /// <param name="places">The nodes, at least one.</param>
    public MovingLeastSquares(double[][] places)
    {
        int b = places[0].Length + 1;
        _places = places;
        // The nearest, in order, and one more, which sets how far they count.
        int nearest = Math.Min(places.Length, 2 * b + 1);
        (_square, _order) = (new double[nearest], new int[nearest]);
        _weights = new (int, double)[Math.Min(places.Length, 2 * b)];
        (_basis, _solution, _matrix) = (new double[_weights.Length * b], new double[b], new double[b * b]);
    }

    /// <summary>The nearest nodes and their weights at a place. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<(int Node, double Weight)> Weights(ReadOnlySpan<double> place)
    {
        int h = place.Length, b = h + 1, used = _weights.Length;
        FindNearest(place);
        double radius = used < _places.Length ? _square[used] : 2.25 * _square[used - 1];
        Array.Clear(_matrix);
        for (int k = 0; k < used; k++)
        {
            double ratio = radius > 0 ? _square[k] / radius : 0, kernel = Math.Max((1 - ratio) * (1 - ratio), 1e-6);
            _weights[k] = (_order[k], kernel);
            Span<double> basis = _basis.AsSpan(k * b, b);
            double[] node = _places[_order[k]];
            basis[0] = 1;
            for (int i = 0; i < h; i++)
            {
                basis[i + 1] = node[i] - place[i];
            }
            for (int i = 0; i < b; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    _matrix[i * b + j] += kernel * basis[i] * basis[j];
                }
            }
        }
        double ridge = Ridge * _matrix[0] * Math.Max(radius, 1e-12);
        for (int i = 1; i < b; i++)
        {
            _matrix[i * b + i] += ridge;
        }
        Array.Clear(_solution);
        _solution[0] = 1;
        DenseCholesky.TryFactor(_matrix, 0, _matrix, b);
        DenseCholesky.Solve(_matrix, _solution);
        for (int k = 0; k < used; k++)
        {
            _weights[k].Weight *= DenseCholesky.InnerProduct(_basis.AsSpan(k * b, b), _solution);
        }
        return _weights;
    }

    /// <summary>The nearest nodes in order, and the squares of their distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindNearest(ReadOnlySpan<double> place)
    {
        double[] nearest = _square;
        int found = 0;
        for (int k = 0; k < _places.Length; k++)
        {
            double[] node = _places[k];
            double square = 0;
            for (int i = 0; i < node.Length; i++)
            {
                square += (place[i] - node[i]) * (place[i] - node[i]);
            }
            if (found < nearest.Length)
            {
                found++;
            }
            else if (!(square < nearest[found - 1]))
            {
                continue;
            }
            int rank = found - 1;
            for (; rank > 0 && square < nearest[rank - 1]; rank--)
            {
                (nearest[rank], _order[rank]) = (nearest[rank - 1], _order[rank - 1]);
            }
            (nearest[rank], _order[rank]) = (square, k);
        }
    }
}
