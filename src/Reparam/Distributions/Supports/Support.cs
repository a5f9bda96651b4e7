using System.Globalization;
using Reparam.Bijectors;

namespace Reparam.Distributions;

/// <summary>A set of values. A continuous one names the bijector that reaches it from unconstrained space.</summary>
/// <remarks>
/// To write one, give <see cref="FromUnconstrained"/>, <see cref="Description"/> and <see cref="Violation"/>, the last
/// of which is one call of <see cref="FirstOutside"/> for a set that is the same for each event of a batch; a set of
/// vectors or matrices also gives <see cref="EventRank"/>.
/// </remarks>
public abstract partial record Support
{
    /// <summary>Whether one event, in row-major order, lies in a set.</summary>
    /// <param name="value">The event.</param>
    protected delegate bool Condition(ReadOnlySpan<double> value);

    /// <summary>The number of innermost axes of one value: 0 for numbers, 1 for vectors, 2 for matrices.</summary>
    public virtual int EventRank => 0;

    /// <summary>The map from unconstrained space onto this set.</summary>
    /// <exception cref="NotSupportedException">The set is discrete: nothing smooth reaches it.</exception>
    public abstract Bijector FromUnconstrained { get; }

    /// <summary>Whether it is a set of integers, so that densities on it are probabilities.</summary>
    public virtual bool IsDiscrete => false;

    /// <summary>The ends of a set of numbers; null where it has none.</summary>
    private protected virtual (Tensor? Lower, Tensor? Upper) Limits => (null, null);

    /// <summary>The least and the greatest of a set of integers that has both; null for other sets.</summary>
    internal (Tensor Lower, Tensor Upper)? IntegerEnds =>
        IsDiscrete && EventRank == 0 && Limits is ({ } lower, { } upper) ? (lower, upper) : null;

    /// <summary>The least and the greatest of a set of integers, as far as it has them; null for other sets.</summary>
    internal (Tensor? Lower, Tensor? Upper)? IntegerLimits => IsDiscrete && EventRank == 0 ? Limits : null;

    /// <summary>The one support that several are; null where they differ. Ends must be equal numbers, or the same
    /// expression.</summary>
    /// <param name="supports">The supports.</param>
    /// <param name="isBatch">Whether the innermost axis of ends is one of components.</param>
    internal static Support? Common(IEnumerable<Support> supports, bool isBatch)
    {
        Support[] all = [.. supports];
        if (all.Contains(Positive))
        {
            // At 0 alone the two differ, where densities on the positive numbers may be infinite.
            all = [.. all.Select(static s => s == NonNegative ? Positive : s)];
        }
        Support first = all[0];
        (Tensor? Lower, Tensor? Upper) own = first.Limits;
        (Tensor? lower, Tensor? upper) = (Shared(own.Lower, isBatch), Shared(own.Upper, isBatch));
        if ((own.Lower is not null && lower is null) || (own.Upper is not null && upper is null))
        {
            return null;
        }
        foreach (Support other in all[1..])
        {
            bool isSame = other == first || (other.GetType() == first.GetType()
                && (own.Lower is not null || own.Upper is not null)
                && AreEqual(own.Lower, other.Limits.Lower) && AreEqual(own.Upper, other.Limits.Upper));
            if (!isSame)
            {
                return null;
            }
        }
        bool isReduced = !ReferenceEquals(lower, own.Lower) || !ReferenceEquals(upper, own.Upper);
        return !isReduced ? first : (first.IsDiscrete ? NonNegativeInteger : Real).With(lower, upper);
    }

    /// <summary>An end without the axis of components, along which it must not change; null where it does.</summary>
    private static Tensor? Shared(Tensor? end, bool isBatch)
    {
        if (end is null || !isBatch || end.Rank == 0)
        {
            return end;
        }
        if (end.Shape[^1] > 1)
        {
            if (!Bounds.IsNumber(end))
            {
                return null;
            }
            int length = end.Shape[^1];
            double[] values = end.ToArray();
            if (values.Where((value, i) => value != values[i / length * length]).Any())
            {
                return null;
            }
        }
        return Tensor.Reshape(Tensor.Slice(end, -1, 0, 1), end.Shape[..^1]);
    }

    private static bool AreEqual(Tensor? a, Tensor? b) => ReferenceEquals(a, b)
        || (a is not null && b is not null && a.Shape == b.Shape && Bounds.IsNumber(a) && Bounds.IsNumber(b)
            && a.ToArray().AsSpan().SequenceEqual(b.ToArray()));

    private Support With(Tensor? lower, Tensor? upper) => (lower, upper) switch
    {
        _ when IsDiscrete => IntegerInterval(lower ?? double.NegativeInfinity, upper ?? double.PositiveInfinity),
        (null, null) => this,
        (null, _) => LessThan(upper),
        (_, null) => GreaterThan(lower),
        _ => Interval(lower, upper),
    };

    /// <summary>Its numbers from one end to another.</summary>
    internal Support Between(Tensor? lower, Tensor? upper)
    {
        lower = Limits.Lower is null ? lower : lower is null ? Limits.Lower : Tensor.Maximum(Limits.Lower, lower);
        upper = Limits.Upper is null ? upper : upper is null ? Limits.Upper : Tensor.Minimum(Limits.Upper, upper);
        return With(lower, upper);
    }

    /// <summary>Whether its ends are expressions: they move with the unknowns of the model.</summary>
    internal virtual bool Moves => false;

    /// <summary>Whether it holds integers of which 0 is the least.</summary>
    internal virtual bool IsCount => false;

    /// <summary>What a value must be, in words that complete "must be ...".</summary>
    public abstract string Description { get; }

    /// <summary>What is wrong with given values, in words that name the first offender by place and value; null when
    /// all lie in the set.</summary>
    /// <param name="values">A batch of events in row-major order.</param>
    /// <param name="shape">Their shape: batch axes, then the event.</param>
    /// <returns>Such as "element [3] is -0.2, but must be a finite number above 0".</returns>
    public abstract string? Violation(ReadOnlySpan<double> values, Shape shape);

    /// <inheritdoc/>
    public sealed override string ToString() => Description;

    /// <summary>The violation of the first event for which a condition does not hold, or null.</summary>
    /// <param name="values">A batch of events in row-major order.</param>
    /// <param name="shape">Their shape: batch axes, then the event.</param>
    /// <param name="condition">The condition on one event.</param>
    protected string? FirstOutside(ReadOnlySpan<double> values, Shape shape, Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        int batchRank = Math.Max(0, shape.Rank - EventRank), size = shape[batchRank..].Size;
        for (int i = 0; i * size < values.Length; i++)
        {
            ReadOnlySpan<double> value = values.Slice(i * size, size);
            if (!condition(value))
            {
                return Outside(value, shape[..batchRank], i, Description);
            }
        }
        return null;
    }

    private protected string Outside(ReadOnlySpan<double> value, Shape batch, int place, string description)
    {
        string kind = EventRank switch { 0 => "element", 1 => "vector", _ => "matrix" };
        string at = batch.Rank == 0 ? "" : " " + Parameter.Place(batch, place);
        return $"{(batch.Rank == 0 && EventRank == 0 ? "the value" : batch.Rank == 0 ? "the " + kind : kind)}{at} is " +
            $"{Text(value)}, but must be {description}";
    }

    private protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Text(ReadOnlySpan<double> value)
    {
        const int Shown = 9;
        if (EventRank == 0)
        {
            return Text(value[0]);
        }
        IEnumerable<string> numbers = value[..Math.Min(value.Length, Shown)].ToArray().Select(Text);
        return $"[{string.Join(", ", numbers)}{(value.Length > Shown ? ", ..." : "")}]";
    }
}
