using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reparam.Numerics;

/// <summary>Eight smooth functions of two numbers in [−1, 1], interpolated at Chebyshev's nodes.</summary>
/// <remarks>
/// Coefficients are kept as those of powers, the first number's rows, the second number's terms in them. They do not
/// cancel where the interpolants converge faster than (1 + √2)⁻ᵏ. A row keeps the terms that matter: about half, since
/// those of high degree in both do not.
/// </remarks>
internal sealed unsafe class ChebyshevSurface
{
    /// <summary>Of the greatest value: what is left out below.</summary>
    private const double Insignificant = 3e-16;

    private readonly Vector512<double>[] _powers;
    private readonly int[] _terms;
    private readonly int _columns;

    /// <summary>Takes values at the nodes, [row][column], which it overwrites.</summary>
    public ChebyshevSurface(Vector512<double>[] values, int rows, int columns)
    {
        Vector512<double> greatest = Vector512<double>.Zero;
        foreach (Vector512<double> value in values)
        {
            greatest = Vector512.Max(greatest, Vector512.Abs(value));
        }
        _powers = values;
        _columns = columns;
        _terms = new int[rows];
        ToPolynomials(columns, 1, rows, columns);
        ToPolynomials(rows, columns, columns, 1);
        // A row of powers is made of the polynomials of its own degree and above.
        int most = 1;
        for (int r = rows - 1; r >= 0; r--)
        {
            for (int c = columns - 1; c >= most; c--)
            {
                if (Vector512.GreaterThanAny(
                    Vector512.Abs(values[r * columns + c]), greatest * Vector512.Create(Insignificant)))
                {
                    most = c + 1;
                }
            }
            _terms[r] = most;
            values.AsSpan(r * columns + most, columns - most).Clear();
        }
        ToPowers(columns, 1, rows, columns);
        ToPowers(rows, columns, columns, 1);
    }

    /// <summary>Chebyshev's nodes.</summary>
    public static double[] Nodes(int count) => [.. Enumerable.Range(0, count).Select(i => Cosine(2 * i + 1, count))];

    /// <summary>The polynomials in the first number at one place of the second, times a factor.</summary>
    /// <param name="t">The second number, in every lane.</param>
    /// <param name="factor">The factor, in every lane.</param>
    /// <param name="coefficients">Room for the coefficients, [power][function].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AtFirst(Vector512<double> t, Vector512<double> factor, double* coefficients)
    {
        fixed (Vector512<double>* powers = _powers)
        {
            Vector512<double>* row = powers;
            for (int r = 0; r < _terms.Length; r++, row += _columns)
            {
                int c = _terms[r] - 1;
                Vector512<double> value = row[c];
                for (c--; c >= 0; c--)
                {
                    value = Vector512.FusedMultiplyAdd(value, t, row[c]);
                }
                (value * factor).Store(coefficients + 8 * r);
            }
        }
    }

    /// <summary>Each lane's function at its own numbers, with the bits of <see cref="AtFirst"/> and
    /// <see cref="Polynomial"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector512<double> At(
        Vector512<double> t, Vector512<double> factor, Vector512<long> function, Vector512<double> first)
    {
        double* coefficients = stackalloc double[8 * _terms.Length];
        fixed (Vector512<double>* powers = _powers)
        {
            Vector512<double>* row = powers;
            for (int r = 0; r < _terms.Length; r++, row += _columns)
            {
                int c = _terms[r] - 1;
                Vector512<double> value = Pick((double*)(row + c), function);
                for (c--; c >= 0; c--)
                {
                    value = Vector512.FusedMultiplyAdd(value, t, Pick((double*)(row + c), function));
                }
                (value * factor).Store(coefficients + 8 * r);
            }
        }
        return Polynomial(
            coefficients, _terms.Length, Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7), first);
    }

    /// <summary>Each lane's polynomial: even and odd terms side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Polynomial(
        double* coefficients, int terms, Vector512<long> function, Vector512<double> t)
    {
        Vector512<double> square = t * t;
        double* term = coefficients + 8 * (terms - 2);
        Vector512<double> even = Pick(term, function), odd = Pick(term + 8, function);
        for (term -= 16; term >= coefficients; term -= 16)
        {
            even = Vector512.FusedMultiplyAdd(even, square, Pick(term, function));
            odd = Vector512.FusedMultiplyAdd(odd, square, Pick(term + 8, function));
        }
        return Vector512.FusedMultiplyAdd(odd, t, even);
    }

    /// <summary>For each lane one of eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pick(double* eight, Vector512<long> index)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Vector512.ShuffleNative(Vector512.Load(eight), index);
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(Avx2.GatherVector256(eight, index.GetLower(), sizeof(double)),
                Avx2.GatherVector256(eight, index.GetUpper(), sizeof(double)));
        }
        return Vector512.Create(eight[index[0]], eight[index[1]], eight[index[2]], eight[index[3]],
            eight[index[4]], eight[index[5]], eight[index[6]], eight[index[7]]);
    }

    /// <summary>cos(π k/(2n)), with the same bits on every machine.</summary>
    private static double Cosine(int k, int n) => LaneMath.Cos(Vector512.Create(Math.PI * k / (2 * n)))[0];

    /// <summary>From values at the nodes to coefficients of Chebyshev's polynomials, along one axis.</summary>
    private void ToPolynomials(int count, int step, int lines, int lineStep)
    {
        double[] cosines = [.. Enumerable.Range(0, 4 * count).Select(k => Cosine(k, count))];
        Transform(count, step, lines, lineStep, (r, i) =>
            cosines[r * (2 * i + 1) % (4 * count)] * ((r == 0 ? 1.0 : 2.0) / count));
    }

    /// <summary>From coefficients of Chebyshev's polynomials, integers below 2³¹ in powers, to those of
    /// powers.</summary>
    private void ToPowers(int count, int step, int lines, int lineStep)
    {
        var powers = new double[count, count];
        powers[0, 0] = 1;
        powers[1, 1] = 1;
        for (int r = 2; r < count; r++)
        {
            for (int k = 0; k <= r; k++)
            {
                // Tᵣ = 2 t Tᵣ₋₁ - Tᵣ₋₂
                powers[r, k] = (k > 0 ? 2 * powers[r - 1, k - 1] : 0) - powers[r - 2, k];
            }
        }
        Transform(count, step, lines, lineStep, (k, r) => powers[r, k]);
    }

    private void Transform(int count, int step, int lines, int lineStep, Func<int, int, double> matrix)
    {
        var line = new Vector512<double>[count];
        for (int l = 0; l < lines; l++)
        {
            for (int r = 0; r < count; r++)
            {
                Vector512<double> sum = Vector512<double>.Zero;
                // The small ones first.
                for (int i = count - 1; i >= 0; i--)
                {
                    sum += _powers[l * lineStep + i * step] * Vector512.Create(matrix(r, i));
                }
                line[r] = sum;
            }
            for (int r = 0; r < count; r++)
            {
                _powers[l * lineStep + r * step] = line[r];
            }
        }
    }
}
