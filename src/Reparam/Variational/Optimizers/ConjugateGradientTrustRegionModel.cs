namespace Reparam.Variational;

/// <summary>
/// The trust-region problem with Hessian-vector products only, solved by truncated conjugate gradients.
/// </summary>
/// <remarks>
/// Stops inside the region at a residual of min(½, √|g|)|g|, which makes the outer iteration converge superlinearly,
/// and on its boundary at the first direction of negative curvature. Source: Steihaug (1983), "The conjugate gradient
/// method and trust regions in large scale optimization"; Nocedal and Wright (2006), algorithm 7.2.
/// </remarks>
internal sealed class ConjugateGradientTrustRegionModel(int dimension) : TrustRegionModel
{
    private readonly double[] _point = new double[dimension];
    private readonly double[] _residual = new double[dimension];
    private readonly double[] _direction = new double[dimension];
    private readonly double[] _product = new double[dimension];

    public HessianVectorProduct? Product { get; set; }

    public CancellationToken CancellationToken { get; set; }

    public override bool MoveTo(ReadOnlySpan<double> point)
    {
        point.CopyTo(_point);
        return true;
    }

    // Only products are at hand; a stationary point is taken for a minimum.
    public override bool MayBeIndefinite() => false;

    public override double Decrease(ReadOnlySpan<double> gradient, ReadOnlySpan<double> step)
    {
        Product!(_point, step, _product);
        return -DenseVector.Dot(gradient, step) - (0.5 * DenseVector.Dot(step, _product));
    }

    public override bool TryMinimize(ReadOnlySpan<double> gradient, double radius, Span<double> step)
    {
        step.Clear();
        gradient.CopyTo(_residual);
        _direction.AsSpan().Clear();
        DenseVector.Combine(_direction, -1, gradient, _direction);
        double squared = DenseVector.Dot(_residual, _residual);
        double tolerance = Math.Min(0.5, Math.Sqrt(Math.Sqrt(squared))) * Math.Sqrt(squared);

        // Rounding slows the conjugate gradients of ill-conditioned problems down beyond the n steps of theory.
        for (int iteration = 0; iteration < (4 * dimension) + 10 && Math.Sqrt(squared) > tolerance; iteration++)
        {
            CancellationToken.ThrowIfCancellationRequested();
            Product!(_point, _direction, _product);
            double curvature = DenseVector.Dot(_direction, _product);
            if (!double.IsFinite(curvature))
            {
                return false;
            }

            double length = squared / curvature;
            double toBoundary = double.IsPositiveInfinity(radius) ? radius : ToBoundary(step, radius);
            if (curvature <= 0 || length >= toBoundary)
            {
                DenseVector.Combine(step, toBoundary, _direction, step);
                return double.IsFinite(toBoundary);
            }

            DenseVector.Combine(step, length, _direction, step);
            DenseVector.Combine(_residual, length, _product, _residual);
            double next = DenseVector.Dot(_residual, _residual);
            DenseVector.Scale(_direction, next / squared);
            DenseVector.Combine(_direction, -1, _residual, _direction);
            squared = next;
        }

        return true;
    }

    // The positive root τ of |s + τd| = Δ.
    private double ToBoundary(ReadOnlySpan<double> step, double radius)
    {
        double square = DenseVector.Dot(_direction, _direction);
        double along = DenseVector.Dot(step, _direction);
        double missing = Math.Max((radius * radius) - DenseVector.Dot(step, step), 0);
        double root = Math.Sqrt((along * along) + (square * missing));
        return along > 0 ? missing / (along + root) : (root - along) / square;
    }
}
