using System.Globalization;
using Reparam.Primitives;

namespace Reparam.Bijectors;

/// <summary>y = a + L x for vectors, with lower triangular L; log |det ∂y/∂x| = Σᵢ log |Lᵢᵢ|.</summary>
/// <remarks>
/// A standard normal vector becomes N(a, L Lᵀ). Schulz and Aziz (2017), "Understanding Reparametrisation Gradients",
/// eq. 3-4, in row vectors: X = Z C + μ with C = Lᵀ, and Z = (X - μ) C⁻¹. The inverse is a triangular substitution,
/// with no matrix inverted; its error grows with the condition number of L.
/// </remarks>
public sealed record LowerTriangularAffine : Bijector
{
    /// <summary>Makes the map.</summary>
    /// <param name="shift">a: a vector of length n, or with batch axes before it.</param>
    /// <param name="scaleTril">L: a matrix of shape [n, n], no diagonal element 0. Of an expression the elements above
    /// the diagonal are left out.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, a diagonal element is 0, or
    /// one above the diagonal is not.</exception>
    public LowerTriangularAffine(Tensor shift, Tensor scaleTril)
    {
        ArgumentNullException.ThrowIfNull(shift);
        ArgumentNullException.ThrowIfNull(scaleTril);
        if (scaleTril.Rank != 2 || scaleTril.Shape[0] != scaleTril.Shape[1])
        {
            throw new ArgumentException(
                $"LowerTriangularAffine: scaleTril must be a square matrix, but its shape is {scaleTril.Shape}.",
                nameof(scaleTril));
        }
        int n = scaleTril.Shape[0];
        Events.RequireLength(nameof(LowerTriangularAffine), shift, n, nameof(shift));
        Shift = Parameter.Finite(nameof(LowerTriangularAffine), shift);
        CheckTriangle(Parameter.Finite(nameof(LowerTriangularAffine), scaleTril), n);
        ScaleTril = Tensor.LowerTriangle(scaleTril);
    }

    /// <summary>a, the image of 0.</summary>
    public Tensor Shift { get; }

    /// <summary>L, of shape [n, n].</summary>
    public Tensor ScaleTril { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.RequireLength(nameof(LowerTriangularAffine), x, ScaleTril.Length, nameof(x));
        Tensor product = x.Rank == 1
            ? Tensor.MatMul(ScaleTril, x)
            : Tensor.Reshape(MatrixProducts.Multiply(Events.Rows(x), ScaleTril, transposeRight: true), x.Shape);
        return Shift + product;
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireLength(nameof(LowerTriangularAffine), y, ScaleTril.Length, nameof(y));
        Tensor centred = y - Shift;
        if (centred.Rank == 1)
        {
            return Tensor.SolveTriangular(ScaleTril, centred);
        }
        Tensor columns = Tensor.SolveTriangular(ScaleTril, Tensor.Transpose(Events.Rows(centred)));
        return Tensor.Reshape(Tensor.Transpose(columns), centred.Shape);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor logDet = Tensor.Sum(Tensor.Log(Tensor.Abs(Tensor.Diagonal(ScaleTril))));
        return Tensor.BroadcastTo(logDet, ForwardShape(x.Shape)[..^1]);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Shift.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    private static void CheckTriangle(Tensor scaleTril, int n)
    {
        if (scaleTril.Attributes is not ConstantAttributes { Values: var values })
        {
            return;
        }
        for (int e = 0; e < values.Length; e++)
        {
            int row = e / n, column = e % n;
            if (column >= row && (column == row) == (values[e] == 0))
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"scaleTril[{row}, {column}] = {values[e]}");
                throw new ArgumentException("LowerTriangularAffine: " + (column == row
                    ? $"the diagonal must not hold 0, but {place}. The map would not be one to one."
                    : $"a lower triangular matrix is needed, but {place}. Use LowerTriangle, or Cholesky for a " +
                      "covariance."), nameof(scaleTril));
            }
        }
    }
}
