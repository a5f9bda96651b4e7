using Reparam.Bijectors;

namespace Reparam.Distributions;

public abstract partial record Support
{
    /// <summary>The image of a set under a bijector. A set that has a name, such as the positive numbers as
    /// exponentials of the real ones, is given by it.</summary>
    /// <param name="source">The set that is mapped.</param>
    /// <param name="bijector">The map.</param>
    /// <exception cref="NotSupportedException">The set is discrete.</exception>
    public static Support Image(Support source, Bijector bijector)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bijector);
        if (bijector is Identity || (source == Real && bijector is Affine))
        {
            return source;
        }
        Bijector whole = source == Real ? bijector : new Chain(source.FromUnconstrained, bijector);
        Support[] named = [Positive, UnitInterval, Simplex, Ordered, PositiveOrdered, SumToZero, UnitVector];
        return Array.Find(named, set => set.FromUnconstrained == whole) ?? whole switch
        {
            Interval interval => Interval(interval.Lower, interval.Upper),
            CorrelationCholesky map => CorrelationCholesky(map.Dimension),
            CorrelationMatrix map => CorrelationMatrix(map.Dimension),
            CovarianceCholesky map when map.Rows == map.Columns => CovarianceCholesky(map.Rows),
            CovarianceMatrix map => CovarianceMatrix(map.Dimension),
            IsometricLogRatio => Simplex,
            _ => new ImageSupport(source, bijector, whole),
        };
    }

    private sealed record ImageSupport(Support Source, Bijector Map, Bijector FromReal) : Support
    {
        public override int EventRank =>
            Math.Max(Source.EventRank, Map.EventRank) + Map.ForwardEventRank - Map.EventRank;

        public override Bijector FromUnconstrained => FromReal;

        public override string Description => $"the image under {Map.GetType().Name} of {Source.Description}";

        // Only the inverse knows the image. Where there is no inverse it gives NaN or infinity, which no set contains.
        public override string? Violation(ReadOnlySpan<double> values, Shape shape)
        {
            string? infinite = FirstOutside(values, shape,
                static v => !v.ContainsAnyExceptInRange(double.MinValue, double.MaxValue));
            if (infinite is not null)
            {
                return infinite;
            }
            int batchRank = Math.Max(0, shape.Rank - EventRank), size = shape[batchRank..].Size;
            Tensor inverse = Map.Inverse(Tensor.From(values, shape));
            double[] preimages = inverse.ToArray();
            int preimageSize = inverse.Shape[batchRank..].Size;
            for (int i = 0; i * size < values.Length; i++)
            {
                ReadOnlySpan<double> preimage = preimages.AsSpan(i * preimageSize, preimageSize);
                if (Source.Violation(preimage, inverse.Shape[batchRank..]) is not null)
                {
                    return Outside(values.Slice(i * size, size), shape[..batchRank], i, Description);
                }
            }
            return null;
        }
    }
}
