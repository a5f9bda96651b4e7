using System.Globalization;
using Reparam.Bijectors;

namespace Reparam.Distributions;

/// <summary>A set of values. A continuous one names the bijector that reaches it from unconstrained space.</summary>
public abstract record Support
{
    /// <summary>All real numbers.</summary>
    public static Support Real { get; } = new RealSupport();

    /// <summary>The numbers above 0.</summary>
    public static Support Positive { get; } = new PositiveSupport();

    /// <summary>The number of innermost axes of one value: 0 for numbers, 1 for vectors, 2 for matrices.</summary>
    public virtual int EventRank => 0;

    /// <summary>The map from unconstrained space onto this set.</summary>
    /// <exception cref="NotSupportedException">The set is discrete: nothing smooth reaches it.</exception>
    public abstract Bijector FromUnconstrained { get; }

    /// <summary>What a value must be, in words that complete "must be ...".</summary>
    public abstract string Description { get; }

    /// <summary>Whether a value lies in the set.</summary>
    /// <param name="value">One event, in row-major order.</param>
    public abstract bool Contains(ReadOnlySpan<double> value);

    /// <summary>Stand-in.</summary>
    public virtual string? Violation(ReadOnlySpan<double> values, Shape shape) => null;

    /// <inheritdoc/>
    public sealed override string ToString() => Description;

    private protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed record RealSupport : Support
    {
        public override Bijector FromUnconstrained { get; } = new Identity();

        public override string Description => "a finite number";

        public override bool Contains(ReadOnlySpan<double> value) => double.IsFinite(value[0]);
    }

    private sealed record PositiveSupport : Support
    {
        public override Bijector FromUnconstrained { get; } = new Exp();

        public override string Description => "a finite number above 0";

        public override bool Contains(ReadOnlySpan<double> value) => value[0] > 0 && double.IsFinite(value[0]);
    }
}
