using System.Numerics;
using System.Runtime.InteropServices;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Numerics;

/// <summary>What the blocked kernels must give, to the bit, in plain loops over row-major matrices.</summary>
internal static class PlainMatrices
{
    /// <summary>start + sign · A B, each element one chain of fused multiply-adds in the order of the inner
    /// index.</summary>
    public static T[] Product<T>(T[] start, T sign, T[] a, T[] b, int m, int n, int k)
        where T : IFloatingPointIeee754<T>
    {
        T[] c = [.. start];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int x = 0; x < k; x++)
                {
                    c[i * n + j] = T.FusedMultiplyAdd(sign * a[i * k + x], b[x * n + j], c[i * n + j]);
                }
            }
        }
        return c;
    }

    /// <summary>X of L X = B.</summary>
    public static double[] Solve(double[] l, double[] b, int n, int columns)
    {
        double[] x = [.. b];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < i; k++)
                {
                    x[i * columns + j] = Math.FusedMultiplyAdd(
                        -l[i * n + k], x[k * columns + j], x[i * columns + j]);
                }
                x[i * columns + j] /= l[i * n + i];
            }
        }
        return x;
    }

    /// <summary>L of A = L Lᵀ; zeros above.</summary>
    public static double[] Factor(double[] a, int n)
    {
        var l = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++)
                {
                    sum = Math.FusedMultiplyAdd(-l[i * n + k], l[j * n + k], sum);
                }
                l[i * n + j] = i == j ? Math.Sqrt(sum) : sum / l[j * n + j];
            }
        }
        return l;
    }

    public static T[] Transpose<T>(T[] a, int rows, int columns)
    {
        var result = new T[a.Length];
        for (int e = 0; e < a.Length; e++)
        {
            result[e % columns * rows + e / columns] = a[e];
        }
        return result;
    }

    /// <summary>A well-conditioned positive definite matrix, whose upper triangle holds NaN: it must not be
    /// read.</summary>
    public static double[] PositiveDefinite(int n, ulong seed)
    {
        double[] noise = new SplitMix(seed).Numbers(n * n);
        return [.. Enumerable.Range(0, n * n).Select(e => e / n < e % n ? double.NaN
            : noise[e] / Math.Sqrt(n) + (e / n == e % n ? 3 : 0))];
    }

    /// <summary>A well-conditioned lower triangular matrix with NaN above.</summary>
    public static double[] Lower(int n, ulong seed)
    {
        double[] noise = new SplitMix(seed).Numbers(n * n);
        return [.. Enumerable.Range(0, n * n).Select(e => e / n < e % n ? double.NaN
            : noise[e] / n + (e / n == e % n ? 1.5 : 0))];
    }

    public static void AssertSameBits<T>(T[] expected, T[] actual, string what)
        where T : unmanaged
    {
        Assert.True(MemoryMarshal.AsBytes<T>(expected).SequenceEqual(MemoryMarshal.AsBytes<T>(actual)),
            $"{what}: {expected.Zip(actual).Count(p => !p.First.Equals(p.Second))} of {expected.Length} differ");
    }

    /// <summary>A number that changes with any bit: FNV-1a (Fowler, Noll and Vo).</summary>
    public static ulong Hash<T>(T[] values)
        where T : unmanaged
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in MemoryMarshal.AsBytes<T>(values))
        {
            hash = (hash ^ b) * 0x100000001B3;
        }
        return hash;
    }
}
