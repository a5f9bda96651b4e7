namespace Reparam.Variational;

/// <summary>The product of a symmetric matrix with a vector.</summary>
internal delegate void SymmetricProduct(ReadOnlySpan<double> vector, Span<double> result);

/// <summary>Solves A x = b for a positive definite A of which only products are at hand.</summary>
/// <remarks>Source: Hestenes and Stiefel (1952); Nocedal and Wright (2006), algorithm 5.2.</remarks>
internal static class ConjugateGradients
{
    /// <summary>The residual at which it ends, of that at the start.</summary>
    private const double Tolerance = 1e-8;

    /// <summary>x; null where a direction of no curvature is met, or where the residual does not come
    /// down.</summary>
    public static double[]? Solve(SymmetricProduct product, ReadOnlySpan<double> b)
    {
        int n = b.Length;
        double[] x = new double[n], residual = b.ToArray(), direction = b.ToArray(), image = new double[n];
        double squared = DenseVector.Dot(residual, residual), least = Tolerance * Tolerance * squared;
        // Rounding slows ill-conditioned problems down beyond the n steps of theory.
        for (int step = 0; step < 4 * n + 10 && squared > least; step++)
        {
            product(direction, image);
            double curvature = DenseVector.Dot(direction, image);
            if (!(curvature > 0 && double.IsFinite(curvature)))
            {
                return null;
            }
            double length = squared / curvature;
            DenseVector.Combine(x, length, direction, x);
            DenseVector.Combine(residual, -length, image, residual);
            double next = DenseVector.Dot(residual, residual);
            DenseVector.Scale(direction, next / squared);
            DenseVector.Combine(direction, 1, residual, direction);
            squared = next;
        }
        return squared <= 1e4 * least ? x : null;
    }
}
