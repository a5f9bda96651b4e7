using Reparam.Bijectors;

namespace Reparam.Distributions;

public abstract partial record Support
{
    /// <summary>The vectors of increasing positive numbers.</summary>
    public static Support PositiveOrdered { get; } = new PositiveOrderedSupport();

    /// <summary>The vectors that sum to 0 (within 10⁻⁶ of their greatest element for observed values). Densities on
    /// them are by the volume of that hyperplane.</summary>
    public static Support SumToZero { get; } = new SumToZeroSupport();

    /// <summary>The vectors of length 1 (within 10⁻⁶ for observed values). Densities on them are by the surface of the
    /// sphere.</summary>
    public static Support UnitVector { get; } = new UnitVectorSupport();

    private sealed record PositiveOrderedSupport : Support
    {
        public override int EventRank => 1;

        public override Bijector FromUnconstrained { get; } = new PositiveOrdered();

        public override string Description => "a vector of increasing finite numbers above 0";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v =>
        {
            double last = 0;
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

    private sealed record SumToZeroSupport : Support
    {
        public override int EventRank => 1;

        public override Bijector FromUnconstrained { get; } = new SumToZero();

        public override string Description => "a vector of finite numbers that sum to 0";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v =>
        {
            double sum = 0, greatest = 0;
            foreach (double element in v)
            {
                sum += element;
                greatest = Math.Max(greatest, Math.Abs(element));
            }
            return double.IsFinite(greatest) && Math.Abs(sum) <= Tolerance * greatest;
        });
    }

    private sealed record UnitVectorSupport : Support
    {
        public override int EventRank => 1;

        public override Bijector FromUnconstrained { get; } = new UnitVector();

        public override string Description => "a vector of length 1";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v =>
        {
            double square = 0;
            foreach (double element in v)
            {
                square += element * element;
            }
            return Math.Abs(square - 1) <= Tolerance;
        });
    }
}
