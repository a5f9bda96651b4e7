using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>
/// A variable as a function of shape and normal noise, and its derivative in the shape, as polynomials in both over a
/// range of shapes and each of eight cells of noise.
/// </summary>
/// <remarks>
/// <para>
/// The functions are smooth, and a tensor product of Chebyshev's interpolants through values from solving the equation
/// has their accuracy, about 1e-14. For one shape the polynomials in the shape are summed once; then a draw costs one
/// polynomial in the noise. Whether many draws share a shape or each has its own thus changes no bit of the result.
/// </para>
/// <para>
/// Ranges are the octaves below 8, where the polynomials are in a, and [8, 32] and [32, ∞), where they are in 1/√a.
/// A table is made when a shape in its range is first met, which takes one to five milliseconds.
/// </para>
/// </remarks>
internal sealed class QuantileTable<TFamily>
    where TFamily : IQuantileFamily
{
    /// <summary>Beyond this size of the noise, met once in 1e10 draws, the equation is solved instead.</summary>
    public const double LargestNoise = 6.5;

    /// <summary>Cells of noise: one vector holds a coefficient of each.</summary>
    public const int Cells = 8;

    /// <summary>The most terms in the noise that a table has.</summary>
    public const int MostTerms = 32;

    private const int ShapeTerms = 18;
    private const double FirstLarge = 8;
    private const double SecondLarge = 32;

    private static readonly QuantileTable<TFamily>?[] Tables = new QuantileTable<TFamily>?[Octaves + 2];

    private readonly double _middle;
    private readonly double _half;
    private readonly bool _large;
    private readonly ChebyshevSurface _value;
    private readonly ChebyshevSurface _slope;

    private QuantileTable(int index)
    {
        _large = index >= Octaves;
        (double low, double high) = !_large ? (Math.ScaleB(LeastShape, index), Math.ScaleB(LeastShape, index + 1))
            : index == Octaves ? (1 / Math.Sqrt(SecondLarge), 1 / Math.Sqrt(FirstLarge))
            : (0, 1 / Math.Sqrt(SecondLarge));
        Least = !_large ? low : index == Octaves ? FirstLarge : SecondLarge;
        Beyond = !_large ? high : index == Octaves ? SecondLarge : double.PositiveInfinity;
        _middle = (low + high) / 2;
        _half = (high - low) / 2;
        Terms = TFamily.Terms(high, _large);
        var values = new Vector512<double>[Terms * ShapeTerms];
        var slopes = new Vector512<double>[Terms * ShapeTerms];
        double[] noise = ChebyshevSurface.Nodes(Terms), shapes = ChebyshevSurface.Nodes(ShapeTerms);
        var cells = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
        for (int j = 0; j < ShapeTerms; j++)
        {
            double place = _middle + _half * shapes[j];
            var a = Vector512.Create(_large ? 1 / (place * place) : place);
            for (int i = 0; i < Terms; i++)
            {
                Vector512<double> z = Vector512.Create(CellWidth)
                    * (cells + Vector512.Create((noise[i] + (1 + TFamily.LeastNoise * Cells)) / 2));
                TFamily.Tabulate(_large, a, z, out values[i * ShapeTerms + j], out slopes[i * ShapeTerms + j]);
            }
        }
        _value = new ChebyshevSurface(values, Terms, ShapeTerms);
        _slope = new ChebyshevSurface(slopes, Terms, ShapeTerms);
    }

    /// <summary>Below 8.</summary>
    private static int Octaves => 3 - TFamily.LeastExponent;

    private static double LeastShape => Math.ScaleB(1, TFamily.LeastExponent);

    private static double CellWidth => LargestNoise * (1 - TFamily.LeastNoise) / Cells;

    /// <summary>Terms of the polynomials in the noise, an even number.</summary>
    public int Terms { get; }

    /// <summary>The least shape of its range.</summary>
    public double Least { get; }

    /// <summary>All shapes of its range are below this.</summary>
    public double Beyond { get; }

    /// <summary>The table for a shape, or null where there is none: below the least, and for what is no
    /// shape.</summary>
    public static QuantileTable<TFamily>? Of(double a)
    {
        if (!(a >= LeastShape && a <= double.MaxValue))
        {
            return null;
        }
        int index = a >= SecondLarge ? Octaves + 1 : a >= FirstLarge ? Octaves : Math.ILogB(a) - TFamily.LeastExponent;
        // Two threads may both make it: they make the same.
        return Volatile.Read(ref Tables[index]) ?? Made(index);
    }

    /// <summary>The polynomials in the noise for one shape: of each term the coefficients in the eight
    /// cells.</summary>
    /// <param name="a">The shape, in the range of this table, in every lane.</param>
    /// <param name="slope">Whether of the derivative in the shape, rather than of the variable.</param>
    /// <param name="coefficients">Room for eight times <see cref="Terms"/>.</param>
    /// <returns>What is to be added to the polynomial.</returns>
    public unsafe double ForShape(Vector512<double> a, bool slope, double* coefficients)
    {
        Vector512<double> t = Place(a, slope, out Vector512<double> factor, out Vector512<double> offset);
        (slope ? _slope : _value).AtFirst(t, factor, coefficients);
        return offset.ToScalar();
    }

    /// <summary>Eight draws whose shapes are all in the range of this table.</summary>
    /// <param name="a">The shapes.</param>
    /// <param name="slope">Whether the derivative in the shape, rather than the variable.</param>
    /// <param name="cell">Each draw's cell of noise.</param>
    /// <param name="place">Its place in the cell, from −1 to 1.</param>
    public Vector512<double> At(Vector512<double> a, bool slope, Vector512<long> cell, Vector512<double> place)
    {
        Vector512<double> t = Place(a, slope, out Vector512<double> factor, out Vector512<double> offset);
        return (slope ? _slope : _value).At(t, factor, cell, place) + offset;
    }

    /// <summary>Cell of the noise and place in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Locate(Vector512<double> z, out Vector512<long> cell)
    {
        Vector512<double> place = Vector512.FusedMultiplyAdd(
            TFamily.Noise(z), Vector512.Create(1 / CellWidth), Vector512.Create(-TFamily.LeastNoise * Cells / 2));
        Vector512<double> whole = Vector512.Floor(Vector512.Min(
            Vector512.Max(place, Vector512<double>.Zero), Vector512.Create(Cells - 0.5)));
        // An integer below 2^52 stands in the low bits when 2^52 is added.
        cell = (whole + Vector512.Create(4503599627370496.0)).AsInt64() & Vector512.Create(Cells - 1L);
        return Vector512.FusedMultiplyAdd(Vector512.Create(2.0), place - whole, Vector512.Create(-1.0));
    }

    private Vector512<double> Place(
        Vector512<double> a, bool slope, out Vector512<double> factor, out Vector512<double> offset)
    {
        factor = TFamily.Factor(_large, slope, a);
        offset = TFamily.Offset(_large, slope, a);
        return ((_large ? Vector512<double>.One / Vector512.Sqrt(a) : a) - Vector512.Create(_middle))
            / Vector512.Create(_half);
    }

    private static QuantileTable<TFamily> Made(int index)
    {
        var table = new QuantileTable<TFamily>(index);
        Volatile.Write(ref Tables[index], table);
        return table;
    }
}
