using Reparam.Bijectors;

namespace Reparam.Distributions;

public abstract partial record Support
{
    /// <summary>The integers 0, 1, 2, ...</summary>
    public static Support NonNegativeInteger { get; } = new NonNegativeIntegerSupport();

    /// <summary>0 and 1.</summary>
    public static Support Boolean { get; } = new BooleanSupport();

    /// <summary>The integers from <paramref name="lower"/> to <paramref name="upper"/>, element by element.</summary>
    /// <param name="lower">The least; it broadcasts with the values.</param>
    /// <param name="upper">The greatest, such as the number of trials; it broadcasts with the values.</param>
    public static Support IntegerInterval(Tensor lower, Tensor upper) => new IntegerIntervalSupport(lower, upper);

    /// <summary>The vectors of integers of at least 0 that sum to <paramref name="total"/>, row by row.</summary>
    /// <param name="total">The sum, such as the number of trials; it broadcasts with the batch.</param>
    public static Support IntegerSimplex(Tensor total) => new IntegerSimplexSupport(total);

    private abstract record DiscreteSupport : Support
    {
        public override bool IsDiscrete => true;

        public override Bijector FromUnconstrained => throw new NotSupportedException(
            $"A value that must be {Description} has no gradient: no smooth map from unconstrained space reaches it. " +
            "Observe it, or sum it out of the model (marginalise), for instance with LogSumExp over its values.");
    }

    private sealed record NonNegativeIntegerSupport : DiscreteSupport
    {
        internal override bool IsCount => true;

        public override string Description => "an integer of at least 0";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (0, null);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v => v[0] >= 0 && double.IsFinite(v[0]) && v[0] == Math.Floor(v[0]));
    }

    private sealed record BooleanSupport : DiscreteSupport
    {
        internal override bool IsCount => true;

        public override string Description => "0 or 1";

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (0, 1);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, static v => v[0] is 0 or 1);
    }

    private sealed record IntegerIntervalSupport(Tensor Lower, Tensor Upper) : DiscreteSupport
    {
        public override string Description => Text(Bounds.Text(Lower), Bounds.Text(Upper));

        private protected override (Tensor? Lower, Tensor? Upper) Limits => (Lower, Upper);

        internal override bool Moves => !Bounds.IsNumber(Lower) || !Bounds.IsNumber(Upper);

        internal override bool IsCount => Bounds.IsNumber(Lower) && Lower.ToArray().All(static v => v == 0);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape)
        {
            var (lower, upper) = (Bounds.Of(Lower, shape), Bounds.Of(Upper, shape));
            for (int i = 0; i < values.Length; i++)
            {
                double value = values[i];
                if (!double.IsFinite(value) || value != Math.Floor(value) || value < lower[i] || value > upper[i])
                {
                    return Outside(values[i..(i + 1)], shape, i, Text(lower.Text(i), upper.Text(i)));
                }
            }
            return null;
        }

        private static string Text(string lower, string upper) =>
            upper == "Infinity" ? $"an integer of at least {lower}" : $"an integer from {lower} to {upper}";
    }

    private sealed record IntegerSimplexSupport(Tensor Total) : DiscreteSupport
    {
        public override int EventRank => 1;

        public override string Description => $"a vector of integers of at least 0 that sum to {Bounds.Text(Total)}";

        internal override bool Moves => !Bounds.IsNumber(Total);

        public override string? Violation(ReadOnlySpan<double> values, Shape shape)
        {
            Shape batch = shape[..Math.Max(0, shape.Rank - 1)];
            Bounds total = Bounds.Of(Total, batch);
            int size = shape.Rank == 0 ? 1 : shape[^1];
            for (int i = 0; i * size < values.Length; i++)
            {
                ReadOnlySpan<double> value = values.Slice(i * size, size);
                double sum = 0;
                bool isInside = true;
                foreach (double v in value)
                {
                    isInside &= v >= 0 && double.IsFinite(v) && v == Math.Floor(v);
                    sum += v;
                }
                // A total that is not known is NaN, from which nothing differs.
                if (!isInside || sum < total[i] || sum > total[i])
                {
                    return Outside(value, batch, i, $"a vector of integers of at least 0 that sum to {total.Text(i)}");
                }
            }
            return null;
        }
    }
}
