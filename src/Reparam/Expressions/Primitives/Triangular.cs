namespace Reparam.Primitives;

/// <summary>Cholesky factors and triangular systems.</summary>
internal static unsafe class Triangular
{
    /// <summary>The lower factor L of a symmetric positive definite A = L Lᵀ; NaN where A is not positive definite.
    /// Only the lower triangle of A is read.</summary>
    public static readonly Primitive Cholesky = new("cholesky")
    {
        ResultShape = static (operands, _) => Square(operands[0].Shape, "Cholesky"),
        Pullback = static (result, cotangent, _) => Cotangent(result, Tensor.BroadcastTo(cotangent, result.Shape)),
        Kernel = static node =>
        {
            int n = node.Shape[0];
            return (in KernelArguments a) => TriangularKernels.Factor(a.Operands[0], a.Result, n, a.Lanes);
        },
        Operations = static node => node.Size * node.Shape[0] / 3.0,
        OperationCost = Primitive.MultiplyAddCost,
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
            return operand == 1 ? right
                : -(transposed ? MultiplyLower(result, right, true) : MultiplyLower(right, result, true));
        },
        Kernel = static node =>
        {
            bool transposed = (bool)node.Attributes!;
            int n = node.Shape[0], columns = node.Shape[1];
            bool variesLeft = node.Operands[0].Varies, variesRight = node.Operands[1].Varies;
            return (in KernelArguments a) => TriangularKernels.Solve(a.Operands[0], variesLeft, a.Operands[1],
                variesRight, a.Result, n, columns, transposed, a.Lanes);
        },
        Operations = static node => (double)node.Size * node.Operands[0].Shape[0],
        OperationCost = Primitive.MultiplyAddCost,
        Regularity = Regularity.Smooth,
    };

    /// <summary>From a Cholesky factor L and its cotangent L̄ to the cotangent of A = L Lᵀ, all lower triangles: the
    /// derivative in the elements that the factorisation reads, right for an A that was built symmetric and for one
    /// that was not.</summary>
    /// <remarks>
    /// Iain Murray (2016), "Differentiation of the Cholesky decomposition", eq. 10: with Φ, which takes the lower
    /// triangle and half the diagonal, P = Φ(Lᵀ L̄) and X = L⁻ᵀ (P + Pᵀ) L⁻¹ it is Φ(X): the adjoint of the
    /// derivative Ȧ → L Φ(L⁻¹ Ȧ L⁻ᵀ). Linear in L̄; in L by the product rule and d(L⁻¹) = -L⁻¹ dL L⁻¹.
    /// </remarks>
    public static readonly Primitive CholeskyReverse = new("cholesky_reverse")
    {
        ResultShape = static (operands, _) => Square(operands[0].Shape, "Cholesky"),
        Pullback = static (result, cotangent, operand) =>
        {
            Tensor lower = result.Operands[0], half = HalfDiagonal(result.Shape[0]);
            Tensor full = Symmetric(Tensor.BroadcastTo(cotangent, result.Shape) * half);
            Tensor left = Tensor.SolveTriangular(lower, full);
            Tensor phi = Tensor.SolveTriangular(lower, Tensor.Transpose(left)) * half;
            return operand == 1
                ? MultiplyLower(Tensor.LowerTriangle(lower), phi)
                : MultiplyLower(Tensor.LowerTriangle(result.Operands[1]), phi, true)
                    - MultiplyLower(Symmetric(result), left, true);
        },
        Kernel = static node =>
        {
            int n = node.Shape[0];
            bool variesCotangent = node.Operands[1].Varies;
            return (in KernelArguments a) => TriangularKernels.FactorReverse(
                a.Operands[0], a.Operands[1], variesCotangent, a.Result, n, a.Lanes);
        },
        Regularity = Regularity.Smooth,
    };

    /// <summary>The lower triangle of a product of matrices, with zeros above the diagonal.</summary>
    public static readonly Primitive LowerProduct = new("matmul_lower")
    {
        ResultShape = static (operands, attributes) =>
            Square(MatrixProducts.Product.ResultShape(operands, attributes), "MatMul, lower triangle"),
        Pullback = static (result, cotangent, operand) => MatrixProducts.Pullback(
            result, Tensor.LowerTriangle(Tensor.BroadcastTo(cotangent, result.Shape)), operand),
        Kernel = static node =>
        {
            int n = node.Shape[0];
            Kernel multiply = MatrixProducts.KernelOf<double>(node, lowerOnly: true);
            return (in KernelArguments a) =>
            {
                multiply(a);
                TriangularKernels.ClearUpper(a.Result, n, a.Lanes);
            };
        },
        Regularity = Regularity.Smooth,
    };

    /// <summary>The lower triangle of a product.</summary>
    public static Tensor MultiplyLower(Tensor left, Tensor right, bool transposeRight = false) =>
        new(LowerProduct, new Transposition(false, transposeRight), left, right);

    /// <summary>The cotangent of A, given its factor and the factor's cotangent.</summary>
    public static Tensor Cotangent(Tensor lower, Tensor cotangent) => new(
        CholeskyReverse, null, cotangent.Varies && !lower.Varies ? Tensor.Spread(lower) : lower, cotangent);

    private static Shape Square(Shape shape, string operation) => shape.Rank == 2 && shape[0] == shape[1]
        ? shape
        : throw new ArgumentException($"{operation}: a square matrix is needed, but the shape is {shape}.");

    /// <summary>1 below the diagonal, one half on it, 0 above.</summary>
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

    private static Tensor Symmetric(Tensor x) => x + Tensor.Transpose(x);
}
