using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Reparam.Benchmarks;

/// <summary>The functions of OpenBLAS that the table of products is measured against, on one thread.</summary>
internal sealed unsafe class OpenBlas
{
    public const int RowMajor = 101, NoTranspose = 111, Transpose = 112, Lower = 122, NonUnit = 131, Left = 141;

    private OpenBlas(nint library)
    {
        Dgemm = (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*,
            int, void>)NativeLibrary.GetExport(library, "cblas_dgemm");
        Sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*,
            int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
        Dtrsm = (delegate* unmanaged<int, int, int, int, int, int, int, double, double*, int, double*, int, void>)
            NativeLibrary.GetExport(library, "cblas_dtrsm");
        Dpotrf = (delegate* unmanaged<byte*, int*, double*, int*, int*, void>)
            NativeLibrary.GetExport(library, "dpotrf_");
        Dpotri = (delegate* unmanaged<byte*, int*, double*, int*, int*, void>)
            NativeLibrary.GetExport(library, "dpotri_");
        Dpotrs = (delegate* unmanaged<byte*, int*, int*, double*, int*, double*, int*, int*, void>)
            NativeLibrary.GetExport(library, "dpotrs_");
        Description = Text(library, "openblas_get_config") + ", kernels for " + Text(library, "openblas_get_corename");
        if (NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint setThreads))
        {
            ((delegate* unmanaged<int, void>)setThreads)(1);
        }
    }

    public string Description { get; }

    /// <summary>C = αAB + βC: order, transposes, m, n, k, α, A, its row length, B, its row length, β, C, its row
    /// length.</summary>
    public delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int,
        void> Dgemm { get; }

    public delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int,
        void> Sgemm { get; }

    public delegate* unmanaged<int, int, int, int, int, int, int, double, double*, int, double*, int, void> Dtrsm
    {
        get;
    }

    private delegate* unmanaged<byte*, int*, double*, int*, int*, void> Dpotrf { get; }

    private delegate* unmanaged<byte*, int*, double*, int*, int*, void> Dpotri { get; }

    private delegate* unmanaged<byte*, int*, int*, double*, int*, double*, int*, int*, void> Dpotrs { get; }

    /// <summary>dpotrf: the Cholesky factor in place, in the lower triangle of LAPACK's order by columns, which is the
    /// faster of its two.</summary>
    public void Factor(double* matrix, int n)
    {
        byte lower = (byte)'L';
        int info;
        Dpotrf(&lower, &n, matrix, &n, &info);
        if (info != 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"dpotrf: info = {info}; expected 0."));
        }
    }

    /// <summary>dpotrs: solves A x = b in place, given the factor.</summary>
    public void SolveFactored(double* factor, int n, double* right)
    {
        byte lower = (byte)'L';
        int info, one = 1;
        Dpotrs(&lower, &n, &one, factor, &n, right, &n, &info);
    }

    /// <summary>dpotri: the inverse in place, given the factor.</summary>
    public void Invert(double* factor, int n)
    {
        byte lower = (byte)'L';
        int info;
        Dpotri(&lower, &n, factor, &n, &info);
    }

    /// <summary>Loads the library where the system has it.</summary>
    public static bool TryLoad([NotNullWhen(true)] out OpenBlas? blas)
    {
        blas = NativeLibrary.TryLoad("libopenblas.so.0", out nint library) ? new OpenBlas(library) : null;
        return blas is not null;
    }

    private static string Text(nint library, string function) =>
        NativeLibrary.TryGetExport(library, function, out nint address)
            ? Marshal.PtrToStringAnsi((nint)((delegate* unmanaged<byte*>)address)())!.Trim()
            : "unknown";
}
