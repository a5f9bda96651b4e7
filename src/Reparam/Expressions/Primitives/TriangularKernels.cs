using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The kernels of <see cref="Triangular"/>: they lay out matrices that do or do not vary by draw for the
/// blocked algorithms, and keep plain loops for those of a few rows, which are done before those have begun. The bits
/// are the same either way.</summary>
internal static unsafe class TriangularKernels
{
    /// <summary>The Cholesky factor.</summary>
    public static void Factor(double* matrix, double* result, int n, int lanes)
    {
        if (n < (lanes == 1 ? 9 : 7))
        {
            LaneView<double> source = new(matrix, lanes > 1, lanes), factor = new(result, lanes > 1, lanes);
            for (int lane = 0; lane < lanes; lane += 8)
            {
                FactorSmall(source, factor, n, lane);
            }
            return;
        }
        CopyLower(matrix, result, n, lanes);
        if (lanes == 1)
        {
            CholeskyFactor<NumberElement>.Factor(new(result, n, 1), n);
        }
        for (int lane = 0; lane + 8 <= lanes; lane += 8)
        {
            CholeskyFactor<PackElement>.Factor(Packs(result, n, lanes, lane), n);
        }
        ClearUpper(result, n, lanes);
    }

    /// <summary>From a factor and its cotangent to the cotangent of the matrix.</summary>
    public static void FactorReverse(
        double* lower, double* cotangent, bool variesCotangent, double* result, int n, int lanes)
    {
        if (variesCotangent || lanes == 1)
        {
            CopyLower(cotangent, result, n, lanes);
        }
        else
        {
            Copy(cotangent, false, result, n * n, lanes);
        }
        if (lanes == 1)
        {
            CholeskyCotangent<NumberElement>.Run(new(lower, n, 1), new(result, n, 1), n);
        }
        for (int lane = 0; lane + 8 <= lanes; lane += 8)
        {
            CholeskyCotangent<PackElement>.Run(Packs(lower, n, lanes, lane), Packs(result, n, lanes, lane), n);
        }
        ClearUpper(result, n, lanes);
    }

    /// <summary>The solution of a triangular system.</summary>
    public static void Solve(double* lower, bool variesLower, double* right, bool variesRight, double* result, int n,
        int columns, bool transposed, int lanes)
    {
        if (n < ((long)columns * lanes < 8 ? 14 : 7))
        {
            LaneView<double> factor = new(lower, variesLower, lanes), source = new(right, variesRight, lanes);
            var target = new LaneView<double>(result, lanes > 1, lanes);
            for (int lane = 0; lane < lanes; lane += 8)
            {
                for (int column = 0; column < columns; column++)
                {
                    SolveSmall(factor, source, target, n, columns, column, transposed, lane);
                }
            }
            return;
        }
        Copy(right, variesRight, result, n * columns, lanes);
        if (!variesLower)
        {
            // All columns in all draws are columns of one matrix of numbers.
            var all = new MatrixView<double>(result, (nint)columns * lanes, 1);
            Substitute<NumberElement>(new(lower, n, 1), n, all, columns * lanes, transposed);
            return;
        }
        for (int lane = 0; lane < lanes; lane += 8)
        {
            var eight = new MatrixView<double>(result + lane, (nint)columns * lanes, lanes, 8);
            Substitute<PackElement>(Packs(lower, n, lanes, lane), n, eight, columns * 8, transposed);
        }
    }

    /// <summary>A square matrix in the eight draws from a lane on.</summary>
    private static MatrixView<double> Packs(double* matrix, int n, int lanes, int lane) =>
        new(matrix + lane, (nint)n * lanes, lanes);

    private static void Substitute<TLeft>(
        MatrixView<double> lower, int order, MatrixView<double> x, int columns, bool transposed)
        where TLeft : struct, ILeftElement
    {
        if (transposed)
        {
            TriangularSystem<TLeft>.SolveTransposed(lower, order, x, columns);
        }
        else
        {
            TriangularSystem<TLeft>.Solve(lower, order, x, columns);
        }
    }

    private static void Copy(double* source, bool varies, double* target, int count, int lanes)
    {
        if (varies || lanes == 1)
        {
            long bytes = (long)count * lanes * sizeof(double);
            Buffer.MemoryCopy(source, target, bytes, bytes);
            return;
        }
        for (int e = 0; e < count; e++, target += lanes)
        {
            new Span<double>(target, lanes).Fill(source[e]);
        }
    }

    private static void CopyLower(double* source, double* target, int n, int lanes)
    {
        for (int i = 0; i < n; i++)
        {
            long row = (long)i * n * lanes, bytes = (long)(i + 1) * lanes * sizeof(double);
            Buffer.MemoryCopy(source + row, target + row, bytes, bytes);
        }
    }

    /// <summary>Sets what is above the diagonal to zero.</summary>
    public static void ClearUpper(double* matrix, int n, int lanes)
    {
        for (int i = 0; i < n; i++)
        {
            new Span<double>(matrix + ((long)i * n + i + 1) * lanes, (n - i - 1) * lanes).Clear();
        }
    }

    private static void FactorSmall(LaneView<double> matrix, LaneView<double> factor, int n, int lane)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Vector512<double> sum = matrix.Load(i * n + j, lane);
                for (int k = 0; k < j; k++)
                {
                    sum = Vector512.FusedMultiplyAdd(-factor.Load(i * n + k, lane), factor.Load(j * n + k, lane), sum);
                }
                factor.Store(i * n + j, lane, i == j ? Vector512.Sqrt(sum) : sum / factor.Load(j * n + j, lane));
            }
            for (int j = i + 1; j < n; j++)
            {
                factor.Store(i * n + j, lane, Vector512<double>.Zero);
            }
        }
    }

    private static void SolveSmall(
        LaneView<double> factor, LaneView<double> right, LaneView<double> result, int n, int columns, int column,
        bool transposed, int lane)
    {
        for (int step = 0; step < n; step++)
        {
            int i = transposed ? n - 1 - step : step;
            Vector512<double> sum = right.Load(i * columns + column, lane);
            for (int done = 0; done < step; done++)
            {
                int j = transposed ? n - 1 - done : done;
                sum = Vector512.FusedMultiplyAdd(
                    -factor.Load(transposed ? j * n + i : i * n + j, lane),
                    result.Load(j * columns + column, lane), sum);
            }
            result.Store(i * columns + column, lane, sum / factor.Load(i * n + i, lane));
        }
    }
}
