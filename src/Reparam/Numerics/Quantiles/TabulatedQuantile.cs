using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

/// <summary>
/// x(a, z), or its derivative in a, for packs of draws one after another: what depends on the shape alone is kept from
/// one pack to the next.
/// </summary>
/// <param name="slope">Whether the derivative, rather than x.</param>
/// <param name="memory">Room for <see cref="Room"/> numbers.</param>
internal unsafe ref struct TabulatedQuantile<TFamily>(bool slope, double* memory)
    where TFamily : IQuantileFamily
{
    /// <summary>Numbers that the caller lends.</summary>
    public const int Room = QuantileTable<TFamily>.Cells * (QuantileTable<TFamily>.MostTerms + 1);

    private readonly double* _coefficients = (double*)(((nint)memory + 63) & ~(nint)63);
    private double _shape = double.NaN;
    private double _offset;
    private int _terms;

    /// <summary>Eight draws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector512<double> At(Vector512<double> a, Vector512<double> z)
    {
        double first = a.ToScalar();
        if (EqualsAll(a, Create(first)))
        {
            if (first != _shape)
            {
                Take(first);
            }
            Vector512<double> tabulated = LessThanOrEqual(Abs(z), Create(QuantileTable<TFamily>.LargestNoise));
            if (_terms > 0 && tabulated.AsInt64() == Vector512<long>.AllBitsSet)
            {
                return Polynomial(z);
            }
            return _terms > 0
                ? ConditionalSelect(tabulated, Polynomial(z),
                    TFamily.Solve(slope, a, ConditionalSelect(tabulated, Zero, z)))
                : TFamily.Solve(slope, a, z);
        }
        return OfManyShapes(a, z);
    }

    /// <summary>Draws whose shapes differ: those that share a table together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly Vector512<double> OfManyShapes(Vector512<double> a, Vector512<double> z)
    {
        Vector512<double> result = Zero;
        Vector512<double> left = LessThanOrEqual(Abs(z), Create(QuantileTable<TFamily>.LargestNoise));
        Vector512<double> solved = ~left;
        Vector512<double> place = QuantileTable<TFamily>.Locate(z, out Vector512<long> cell);
        while (left.AsInt64() != Vector512<long>.Zero)
        {
            double shape = a.GetElement(BitOperations.TrailingZeroCount(left.ExtractMostSignificantBits()));
            QuantileTable<TFamily>? table = QuantileTable<TFamily>.Of(shape);
            Vector512<double> alike = table is null
                ? Vector512.Equals(a, Create(shape)) | ~Vector512.Equals(a, a)
                : GreaterThanOrEqual(a, Create(table.Least)) & LessThan(a, Create(table.Beyond));
            alike &= left;
            if (table is null)
            {
                solved |= alike;
            }
            else
            {
                result = ConditionalSelect(
                    alike, TFamily.FromTable(slope, table.At(a, slope, cell, place), z), result);
            }
            left &= ~alike;
        }
        return solved.AsInt64() == Vector512<long>.Zero
            ? result
            : ConditionalSelect(solved, TFamily.Solve(slope, ConditionalSelect(solved, a, Vector512<double>.One),
                ConditionalSelect(solved, z, Zero)), result);
    }

    private static Vector512<double> Zero => Vector512<double>.Zero;

    private void Take(double shape)
    {
        _shape = shape;
        QuantileTable<TFamily>? table = QuantileTable<TFamily>.Of(shape);
        _terms = table?.Terms ?? 0;
        _offset = table?.ForShape(Create(shape), slope, _coefficients) ?? 0;
    }

    /// <summary>The polynomial of each lane's cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector512<double> Polynomial(Vector512<double> z)
    {
        Vector512<double> place = QuantileTable<TFamily>.Locate(z, out Vector512<long> cell);
        return TFamily.FromTable(
            slope, ChebyshevSurface.Polynomial(_coefficients, _terms, cell, place) + Create(_offset), z);
    }
}
