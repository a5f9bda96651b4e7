using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>Cholesky factors and triangular systems.</summary>
internal static unsafe class Triangular
{
    /// <summary>The lower factor L of a symmetric positive definite A = L Lᵀ; NaN where A is not positive definite.
    /// Only the lower triangle of A is read.</summary>
    public static readonly Primitive Cholesky = new("cholesky")
    {
        ResultShape = static (operands, _) => Square(operands[0].Shape, "Cholesky"),
        // Iain Murray (2016), "Differentiation of the Cholesky decomposition", eq. 10: with S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹,
        // Ā = Φ(S + Sᵀ), where Φ takes the lower triangle and half the diagonal. All of it goes to the lower triangle,
        // because that is what is read: right for an A that was built symmetric and for one that was not.
        Pullback = static (result, cotangent, _) =>
        {
            Tensor full = Tensor.BroadcastTo(cotangent, result.Shape);
            Tensor phi = MatrixProducts.Multiply(result, Tensor.LowerTriangle(full), transposeLeft: true)
                * HalfDiagonal(result.Shape[0]);
            Tensor left = Tensor.SolveTriangular(result, phi, transposed: true);
            Tensor s = Tensor.Transpose(Tensor.SolveTriangular(result, Tensor.Transpose(left), transposed: true));
            return Tensor.LowerTriangle(s + Tensor.Transpose(s)) * HalfDiagonal(result.Shape[0]);
        },
        Kernel = static node =>
        {
            int n = node.Shape[0];
            return (in KernelArguments a) =>
            {
                var matrix = new LaneView(a.Operands[0], a.Lanes > 1, a.Lanes);
                var factor = new LaneView(a.Result, a.Lanes > 1, a.Lanes);
                for (int lane = 0; lane < a.Lanes; lane += 8)
                {
                    Factor(matrix, factor, n, lane);
                }
            };
        },
        Regularity = Regularity.Smooth,
    };

    /// <summary>The solution X of L X = B, or of Lᵀ X = B, for lower triangular L; only the lower triangle of L is
    /// read.</summary>
    public static readonly Primitive Solve = new("solve_triangular")
    {
        ResultShape = static (operands, _) =>
        {
            Shape matrix = Square(operands[0].Shape, "SolveTriangular"), right = operands[1].Shape;
            return right.Rank != 2
                ? throw new ArgumentException(
                    $"SolveTriangular: the right side must be a vector or a matrix, but its shape is {right}.")
                : right[0] == matrix[0] ? right : throw new ArgumentException(
                    $"SolveTriangular: a matrix of shape {matrix} and a right side of shape {right} do not fit: " +
                    "they must have as many rows.");
        },
        Pullback = static (result, cotangent, operand) =>
        {
            bool transposed = (bool)result.Attributes!;
            Tensor right = Tensor.SolveTriangular(
                result.Operands[0], Tensor.BroadcastTo(cotangent, result.Shape), !transposed);
            return operand == 1 ? right : -Tensor.LowerTriangle(transposed
                ? MatrixProducts.Multiply(result, right, transposeRight: true)
                : MatrixProducts.Multiply(right, result, transposeRight: true));
        },
        Kernel = static node =>
        {
            bool transposed = (bool)node.Attributes!;
            int n = node.Shape[0], columns = node.Shape[1];
            bool variesLeft = node.Operands[0].Varies, variesRight = node.Operands[1].Varies;
            return (in KernelArguments a) =>
            {
                var factor = new LaneView(a.Operands[0], variesLeft, a.Lanes);
                var right = new LaneView(a.Operands[1], variesRight, a.Lanes);
                var result = new LaneView(a.Result, a.Lanes > 1, a.Lanes);
                for (int lane = 0; lane < a.Lanes; lane += 8)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        Substitute(factor, right, result, n, columns, column, transposed, lane);
                    }
                }
            };
        },
        Regularity = Regularity.Smooth,
    };

    private static Shape Square(Shape shape, string operation) => shape.Rank == 2 && shape[0] == shape[1]
        ? shape
        : throw new ArgumentException($"{operation}: a square matrix is needed, but the shape is {shape}.");

    private static Tensor HalfDiagonal(int n)
    {
        var values = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            values.AsSpan(i * n, i).Fill(1);
            values[i * n + i] = 0.5;
        }
        return Tensor.Constant(values, [n, n]);
    }

    private static void Factor(LaneView matrix, LaneView factor, int n, int lane)
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

    private static void Substitute(
        LaneView factor, LaneView right, LaneView result, int n, int columns, int column, bool transposed, int lane)
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
