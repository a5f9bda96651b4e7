using Reparam.Bijectors;

namespace Reparam.Distributions;

public abstract partial record Support
{
    /// <summary>How far sums and norms of observed values may be from what they must be: room for data that were
    /// rounded or stored in single precision, none for data that were never normalised.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>All real numbers.</summary>
    public static Support Real { get; } = new RealSupport();

    /// <summary>The numbers above 0.</summary>
    public static Support Positive { get; } = new PositiveSupport();

    /// <summary>The numbers from 0 on, for densities that are finite at 0: it is admitted as an observed value, and an
    /// unknown is above it.</summary>
    public static Support NonNegative { get; } = new NonNegativeSupport();

    /// <summary>The numbers between 0 and 1. The ends are admitted as observed values.</summary>
    public static Support UnitInterval { get; } = new UnitIntervalSupport();

    /// <summary>The vectors of numbers that are at least 0 and sum to 1 (within 10⁻⁶ for observed values).</summary>
    public static Support Simplex { get; } = new SimplexSupport();

    /// <summary>The vectors of increasing numbers.</summary>
    public static Support Ordered { get; } = new OrderedSupport();

    /// <summary>The numbers from <paramref name="lower"/> to <paramref name="upper"/>, element by element.</summary>
    /// <param name="lower">The lower bound; it broadcasts with the values.</param>
    /// <param name="upper">The upper bound, above the lower; it broadcasts with the values.</param>
    public static Support Interval(Tensor lower, Tensor upper) => new IntervalSupport(lower, upper);

    /// <summary>The numbers from <paramref name="lower"/> on, element by element.</summary>
    /// <param name="lower">The lower bound; it broadcasts with the values.</param>
    public static Support GreaterThan(Tensor lower) => new GreaterThanSupport(lower);

    /// <summary>The numbers up to <paramref name="upper"/>, element by element.</summary>
    /// <param name="upper">The upper bound; it broadcasts with the values.</param>
    public static Support LessThan(Tensor upper) => new LessThanSupport(upper);

    /// <summary>The lower Cholesky factors of correlation matrices: rows of length 1 (within 10⁻⁶ for observed values),
    /// positive diagonals, zeros above.</summary>
    /// <param name="dimension">The number of rows.</param>
    public static Support CorrelationCholesky(int dimension) => new CorrelationCholeskySupport(dimension);

    private sealed record RealSupport : Support
    {
        public override Bijector FromUnconstrained { get; } = new Identity();

        public override string Description => "a finite number";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v => double.IsFinite(v[0]));
    }

    private sealed record PositiveSupport : Support
    {
        public override Bijector FromUnconstrained { get; } = new Exp();

        public override string Description => "a finite number above 0";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (0, null);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v => v[0] > 0 && double.IsFinite(v[0]));
    }

    private sealed record NonNegativeSupport : Support
    {
        public override Bijector FromUnconstrained { get; } = new Exp();

        public override string Description => "a finite number of at least 0";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (0, null);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v => v[0] >= 0 && double.IsFinite(v[0]));
    }

    private sealed record UnitIntervalSupport : Support
    {
        public override Bijector FromUnconstrained { get; } = new Sigmoid();

        public override string Description => "a number from 0 to 1";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (0, 1);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v => v[0] is >= 0 and <= 1);
    }

    private sealed record IntervalSupport(Tensor Lower, Tensor Upper) : Support
    {
        public override Bijector FromUnconstrained { get; } = new Interval(Lower, Upper);

        public override string Description => $"a number from {Bounds.Text(Lower)} to {Bounds.Text(Upper)}";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (Lower, Upper);

        internal override bool Moves => !Bounds.IsNumber(Lower) || !Bounds.IsNumber(Upper);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape)
        {
            var (lower, upper) = (Bounds.Of(Lower, shape), Bounds.Of(Upper, shape));
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsFinite(values[i]) || values[i] < lower[i] || values[i] > upper[i])
                {
                    return Outside(values[i..(i + 1)], shape, i, $"a number from {lower.Text(i)} to {upper.Text(i)}");
                }
            }
            return null;
        }
    }

    private sealed record GreaterThanSupport(Tensor Lower) : Support
    {
        public override Bijector FromUnconstrained { get; } = new Chain(new Exp(), new Affine(Lower, 1));

        public override string Description => $"a finite number from {Bounds.Text(Lower)} on";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (Lower, null);

        internal override bool Moves => !Bounds.IsNumber(Lower);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape)
        {
            Bounds lower = Bounds.Of(Lower, shape);
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsFinite(values[i]) || values[i] < lower[i])
                {
                    return Outside(values[i..(i + 1)], shape, i, $"a finite number from {lower.Text(i)} on");
                }
            }
            return null;
        }
    }

    private sealed record LessThanSupport(Tensor Upper) : Support
    {
        public override Bijector FromUnconstrained { get; } = new Chain(new Exp(), new Affine(Upper, -1));

        public override string Description => $"a finite number up to {Bounds.Text(Upper)}";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (null, Upper);

        internal override bool Moves => !Bounds.IsNumber(Upper);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape)
        {
            Bounds upper = Bounds.Of(Upper, shape);
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsFinite(values[i]) || values[i] > upper[i])
                {
                    return Outside(values[i..(i + 1)], shape, i, $"a finite number up to {upper.Text(i)}");
                }
            }
            return null;
        }
    }

    private sealed record SimplexSupport : Support
    {
        public override int EventRank => 1;

        public override Bijector FromUnconstrained { get; } = new StickBreaking();

        public override string Description => "a vector of numbers that are at least 0 and sum to 1";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v =>
        {
            double sum = 0, least = double.PositiveInfinity;
            foreach (double element in v)
            {
                sum += element;
                least = Math.Min(least, element);
            }
            return least >= 0 && Math.Abs(sum - 1) <= Tolerance;
        });
    }

    private sealed record OrderedSupport : Support
    {
        public override int EventRank => 1;

        public override Bijector FromUnconstrained { get; } = new Ordered();

        public override string Description => "a vector of increasing finite numbers";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v =>
        {
            double last = double.NegativeInfinity;
            foreach (double element in v)
            {
                if (!(element > last) || !double.IsFinite(element))
                {
                    return false;
                }
                last = element;
            }
            return true;
        });
    }

    private sealed record CorrelationCholeskySupport(int Dimension) : Support
    {
        public override int EventRank => 2;

        public override Bijector FromUnconstrained { get; } = new CorrelationCholesky(Dimension);

        public override string Description =>
            "a lower triangular matrix with a positive diagonal and rows of length 1, the Cholesky factor of a " +
            "correlation matrix";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) => FirstOutside(values, shape, v =>
        {
            if (v.Length != Dimension * Dimension)
            {
                return false;
            }
            for (int i = 0; i < Dimension; i++)
            {
                double square = 0;
                for (int j = 0; j < Dimension; j++)
                {
                    double element = v[i * Dimension + j];
                    square += element * element;
                    if (!double.IsFinite(element) || (j > i && element != 0) || (i == j && element <= 0))
                    {
                        return false;
                    }
                }
                if (Math.Abs(square - 1) > Tolerance)
                {
                    return false;
                }
            }
            return true;
        });
    }
}
