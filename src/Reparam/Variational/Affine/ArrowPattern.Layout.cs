using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>Where the numbers of a factor lie, and its rows.</summary>
internal sealed partial class ArrowPattern
{
    public override double DiagonalElement(ReadOnlySpan<double> factor, int i)
    {
        var (plate, position) = _places[i];
        return plate < 0
            ? factor[position * (_globals.Length + 1)]
            : Scale(factor, _plates[plate], position, _plates[plate].Size)[position % _plates[plate].Size];
    }

    public override double[] Row(ReadOnlySpan<double> factor, int i)
    {
        var row = new double[Dimension];
        var (plate, position) = _places[i];
        ReadOnlySpan<double> head = plate < 0
            ? HeadRow(factor, position, _globals.Length) : Slope(factor, _plates[plate], position);
        for (int k = 0; k < head.Length; k++)
        {
            row[_globals[k]] = head[k];
        }
        for (int k = 0; plate >= 0 && k < _plates[plate].Size; k++)
        {
            int d = _plates[plate].Size;
            row[_plates[plate].Places[position / d * d + k]] = Scale(factor, _plates[plate], position, d)[k];
        }
        return row;
    }

    public override double RowSquare(ReadOnlySpan<double> factor, int i)
    {
        var (plate, position) = _places[i];
        ReadOnlySpan<double> head = plate < 0
            ? HeadRow(factor, position, _globals.Length) : Slope(factor, _plates[plate], position);
        ReadOnlySpan<double> own = plate < 0 ? [] : Scale(factor, _plates[plate], position, _plates[plate].Size);
        return DenseCholesky.InnerProduct(head, head) + DenseCholesky.InnerProduct(own, own);
    }

    public override double LowerProduct(ReadOnlySpan<double> factor, int i, ReadOnlySpan<double> u)
    {
        var (plate, position) = _places[i];
        ReadOnlySpan<double> head = plate < 0
            ? HeadRow(factor, position, position) : Slope(factor, _plates[plate], position);
        double sum = 0;
        for (int k = 0; k < head.Length; k++)
        {
            sum += head[k] * u[_globals[k]];
        }
        if (plate >= 0 && _plates[plate].Size > 1)
        {
            int d = _plates[plate].Size, own = position % d;
            ReadOnlySpan<double> scale = Scale(factor, _plates[plate], position, own);
            for (int k = 0; k < own; k++)
            {
                sum += scale[k] * u[_plates[plate].Places[position - own + k]];
            }
        }
        return sum;
    }

    private int LargestGroup => _plates.Select(p => p.Size).DefaultIfEmpty(0).Max();

    private double[] Head(ReadOnlySpan<double> u)
    {
        var head = new double[_globals.Length];
        Take(u, _globals, 0, head);
        return head;
    }

    private ReadOnlySpan<double> HeadRow(ReadOnlySpan<double> factor, int i, int length) =>
        factor.Slice(i * _globals.Length, length);

    private ReadOnlySpan<double> Slope(ReadOnlySpan<double> factor, Groups plate, int position) =>
        factor.Slice(plate.Slopes + position * _globals.Length, _globals.Length);

    private static ReadOnlySpan<double> Scale(ReadOnlySpan<double> factor, Groups plate, int position, int length) =>
        factor.Slice(plate.Scales + position * plate.Size, length);

    private int[] Parameters()
    {
        int g = _globals.Length, rest = Dimension;
        var parameters = new int[Length];
        Triangle(0, _globals, 0, g);
        foreach (Groups plate in _plates)
        {
            for (int e = plate.Slopes; e < plate.Scales; e++)
            {
                parameters[e] = rest++;
            }
            for (int first = 0; first < plate.Places.Length; first += plate.Size)
            {
                Triangle(plate.Scales + first * plate.Size, plate.Places, first, plate.Size);
            }
        }
        return parameters;

        void Triangle(int start, int[] places, int first, int order)
        {
            for (int e = 0; e < order * order; e++)
            {
                int row = e / order, column = e % order;
                parameters[start + e] = column > row ? -1 : column == row ? places[first + row] : rest++;
            }
        }
    }

    /// <param name="Places">The unknowns, group after group.</param>
    /// <param name="Size">d, the unknowns of a group.</param>
    /// <param name="Slopes">Where the rows of A start: g numbers for each unknown.</param>
    /// <param name="Scales">Where the rows of L start: d numbers for each unknown.</param>
    private sealed record Groups(int[] Places, int Size, int Slopes, int Scales)
    {
        public int Count => Places.Length / Size;
    }
}
