using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>
/// The logarithm of a gamma variable as a function of shape and normal noise, and its derivative in the shape, as
/// polynomials in both over a range of shapes and each of eight cells of noise.
/// </summary>
/// <remarks>
/// <para>
/// The functions are smooth, and a tensor product of Chebyshev's interpolants through values of
/// <see cref="LaneMath.SolveLogGammaQuantile"/> and <see cref="LaneMath.GammaShapeDerivative"/> has their accuracy,
/// about 1e-14. For one shape the polynomials in the shape are summed once; then a draw costs one polynomial in the
/// noise. Whether many draws share a shape or each has its own thus changes no bit of the result.
/// </para>
/// <para>
/// The functions tabulated: a ℓ and a² ∂ℓ/∂a in a over each octave below 8, ℓ − log a and a ∂ℓ/∂a in 1/√a over
/// [8, 32] and [32, ∞): all stay of moderate size. A table is made when a shape in its range is first met, which takes
/// one to three milliseconds.
/// </para>
/// </remarks>
internal sealed class GammaPathTable
{
    /// <summary>Beyond this size of the noise, met once in 1e10 draws, the equation is solved instead.</summary>
    public const double LargestNoise = 6.5;

    /// <summary>Cells of noise: one vector holds a coefficient of each.</summary>
    public const int Cells = 8;

    /// <summary>The most terms in the noise that a table has.</summary>
    public const int MostTerms = 32;

    private const int ShapeTerms = 18;
    private const int LeastExponent = -6;
    private const int Octaves = 9;
    private const double FirstLarge = 8;
    private const double SecondLarge = 32;

    private static readonly GammaPathTable?[] Tables = new GammaPathTable?[Octaves + 2];

    private readonly double _middle;
    private readonly double _half;
    private readonly bool _large;
    private readonly ChebyshevSurface _logarithm;
    private readonly ChebyshevSurface _slope;

    private GammaPathTable(int index)
    {
        _large = index >= Octaves;
        (double low, double high) = index switch
        {
            Octaves => (1 / Math.Sqrt(SecondLarge), 1 / Math.Sqrt(FirstLarge)),
            Octaves + 1 => (0, 1 / Math.Sqrt(SecondLarge)),
            _ => (Math.ScaleB(1, LeastExponent + index), Math.ScaleB(2, LeastExponent + index)),
        };
        Least = index < Octaves ? low : index == Octaves ? FirstLarge : SecondLarge;
        Beyond = index < Octaves ? high : index == Octaves ? SecondLarge : double.PositiveInfinity;
        _middle = (low + high) / 2;
        _half = (high - low) / 2;
        // The smaller the shape, the sharper the bend between the power law on the left and the tail on the right.
        Terms = _large ? 16 : high <= 0.25 ? MostTerms : high <= 1 ? 22 : 18;
        var logarithm = new Vector512<double>[Terms * ShapeTerms];
        var derivative = new Vector512<double>[Terms * ShapeTerms];
        double[] noise = ChebyshevSurface.Nodes(Terms), shapes = ChebyshevSurface.Nodes(ShapeTerms);
        for (int j = 0; j < ShapeTerms; j++)
        {
            double place = _middle + _half * shapes[j];
            double shape = _large ? 1 / (place * place) : place;
            var a = Vector512.Create(shape);
            for (int i = 0; i < Terms; i++)
            {
                Vector512<double> z = Vector512.Create(LargestNoise * 2 / Cells)
                    * (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create((noise[i] - (Cells - 1)) / 2));
                Vector512<double> log = LaneMath.SolveLogGammaQuantile(a, z);
                Vector512<double> slope = LaneMath.GammaShapeDerivative(1, a, log);
                logarithm[i * ShapeTerms + j] = _large ? log - LaneMath.Log(a) : log * a;
                derivative[i * ShapeTerms + j] = _large ? slope * a : slope * a * a;
            }
        }
        _logarithm = new ChebyshevSurface(logarithm, Terms, ShapeTerms);
        _slope = new ChebyshevSurface(derivative, Terms, ShapeTerms);
    }

    /// <summary>Terms of the polynomials in the noise, an even number.</summary>
    public int Terms { get; }

    /// <summary>The least shape of its range.</summary>
    public double Least { get; }

    /// <summary>All shapes of its range are below this.</summary>
    public double Beyond { get; }

    /// <summary>The table for a shape, or null where there is none: below 1/64, and for what is no shape.</summary>
    public static GammaPathTable? Of(double a)
    {
        if (!(a >= 1.0 / 64 && a <= double.MaxValue))
        {
            return null;
        }
        int index = a >= SecondLarge ? Octaves + 1 : a >= FirstLarge ? Octaves : Math.ILogB(a) - LeastExponent;
        // Two threads may both make it: they make the same.
        return Volatile.Read(ref Tables[index]) ?? Made(index);
    }

    /// <summary>The polynomials in the noise for one shape: of each term the coefficients in the eight
    /// cells.</summary>
    /// <param name="a">The shape, in the range of this table, in every lane.</param>
    /// <param name="slope">Whether of the derivative in the shape, rather than of the logarithm.</param>
    /// <param name="coefficients">Room for eight times <see cref="Terms"/>.</param>
    /// <returns>What is to be added to the polynomial.</returns>
    public unsafe double ForShape(Vector512<double> a, bool slope, double* coefficients)
    {
        Vector512<double> t = Place(a, slope, out Vector512<double> factor, out Vector512<double> offset);
        (slope ? _slope : _logarithm).AtFirst(t, factor, coefficients);
        return offset.ToScalar();
    }

    /// <summary>Eight draws whose shapes are all in the range of this table.</summary>
    /// <param name="a">The shapes.</param>
    /// <param name="slope">Whether the derivative in the shape, rather than the logarithm.</param>
    /// <param name="cell">Each draw's cell of noise.</param>
    /// <param name="place">Its place in the cell, from −1 to 1.</param>
    public Vector512<double> At(Vector512<double> a, bool slope, Vector512<long> cell, Vector512<double> place)
    {
        Vector512<double> t = Place(a, slope, out Vector512<double> factor, out Vector512<double> offset);
        return (slope ? _slope : _logarithm).At(t, factor, cell, place) + offset;
    }

    /// <summary>Cell of the noise and place in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Locate(Vector512<double> z, out Vector512<long> cell)
    {
        Vector512<double> place = Vector512.FusedMultiplyAdd(
            z, Vector512.Create(Cells / (2 * LargestNoise)), Vector512.Create(Cells / 2.0));
        Vector512<double> whole = Vector512.Floor(Vector512.Min(
            Vector512.Max(place, Vector512<double>.Zero), Vector512.Create(Cells - 0.5)));
        // An integer below 2^52 stands in the low bits when 2^52 is added.
        cell = (whole + Vector512.Create(4503599627370496.0)).AsInt64() & Vector512.Create(Cells - 1L);
        return Vector512.FusedMultiplyAdd(Vector512.Create(2.0), place - whole, Vector512.Create(-1.0));
    }

    private Vector512<double> Place(
        Vector512<double> a, bool slope, out Vector512<double> factor, out Vector512<double> offset)
    {
        Vector512<double> one = Vector512<double>.One, inverse = one / a;
        factor = !slope ? (_large ? one : inverse) : _large ? inverse : inverse * inverse;
        offset = _large && !slope ? LaneMath.Log(a) : Vector512<double>.Zero;
        return ((_large ? one / Vector512.Sqrt(a) : a) - Vector512.Create(_middle)) / Vector512.Create(_half);
    }

    private static GammaPathTable Made(int index)
    {
        var table = new GammaPathTable(index);
        Volatile.Write(ref Tables[index], table);
        return table;
    }
}
