namespace Reparam.Bijectors;

/// <summary>y = (a, S(b)) for vectors x = (a, b), of which the first elements a are left untouched and give the knots
/// of the rational-quadratic splines S of the others, one for each; log |det| = Σ log |dS/db|.</summary>
/// <remarks>
/// Durkan, Bekasov, Murray and Papamakarios (2019), "Neural Spline Flows", section 3.2, with
/// <see cref="RationalQuadraticSpline"/>; forward and inverse cost the same. A conditioner that gives zeros makes the
/// identity. Two layers are equal when their conditioner is the same object.
/// </remarks>
public sealed record SplineCoupling : Bijector
{
    /// <summary>Makes the layer.</summary>
    /// <param name="untouched">The number of elements of a, at least 0.</param>
    /// <param name="bins">K, the number of bins of a spline, at least 1.</param>
    /// <param name="bound">B, above 0: outside of [-B, B] an element stays as it is.</param>
    /// <param name="conditioner">From tensors of shape [..., untouched] to tensors of shape [..., m (3 K - 1)] for the
    /// m elements of b: for each its widths, its heights, its slopes at inner knots, as free numbers.</param>
    /// <exception cref="ArgumentException">A number is outside its range.</exception>
    public SplineCoupling(int untouched, int bins, double bound, Func<Tensor, Tensor> conditioner)
    {
        ArgumentNullException.ThrowIfNull(conditioner);
        Untouched = untouched >= 0 ? untouched : throw new ArgumentOutOfRangeException(nameof(untouched),
            $"SplineCoupling: untouched must be at least 0, but is {untouched}. It is a number of elements.");
        Bins = bins >= 1 ? bins : throw new ArgumentOutOfRangeException(nameof(bins),
            $"SplineCoupling: bins must be at least 1, but is {bins}. Eight are common.");
        Parameter.Positive(nameof(SplineCoupling), bound);
        Bound = bound;
        Conditioner = conditioner;
    }

    /// <summary>The number of elements that are left untouched.</summary>
    public int Untouched { get; }

    /// <summary>K, the number of bins of a spline.</summary>
    public int Bins { get; }

    /// <summary>B: outside of [-B, B] an element stays as it is.</summary>
    public double Bound { get; }

    /// <summary>What gives the knots.</summary>
    public Func<Tensor, Tensor> Conditioner { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var (a, b) = Events.Split(nameof(SplineCoupling), x, Untouched, nameof(x));
        return Tensor.Concatenate([a, Spline(a, b).Forward(b)], -1);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        var (a, b) = Events.Split(nameof(SplineCoupling), y, Untouched, nameof(y));
        return Tensor.Concatenate([a, Spline(a, b).Inverse(b)], -1);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        var (a, b) = Events.Split(nameof(SplineCoupling), x, Untouched, nameof(x));
        var (_, image) = Events.Split(nameof(SplineCoupling), y, Untouched, nameof(y));
        return Tensor.Sum(Spline(a, b).LogDetJacobian(b, image), -1);
    }

    private RationalQuadraticSpline Spline(Tensor a, Tensor b)
    {
        int count = b.Shape[^1], each = 3 * Bins - 1;
        Tensor free = Tensor.Reshape(
            Events.Condition(nameof(SplineCoupling), Conditioner, a, count * each), b.Shape.Append([each]));
        return new(Tensor.Slice(free, -1, 0, Bins), Tensor.Slice(free, -1, Bins, 2 * Bins),
            Tensor.Slice(free, -1, 2 * Bins, each), Bound);
    }
}
