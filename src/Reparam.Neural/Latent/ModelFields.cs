namespace Reparam.Neural;

/// <summary>What a <see cref="LatentVariableModel"/> reads of an example besides what it models.</summary>
public sealed record ModelFields
{
    /// <summary>c, of which encoder and decoder are told; null for none.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Whether pixels may be missing: then field <see cref="LatentVariableModel.MaskField"/> is 1 where one
    /// was seen and 0 where it was not, likelihoods are those of the seen ones, and what stands in missing places does
    /// not matter.</summary>
    public bool HasMask { get; init; }

    /// <summary>What the encoder is given of an example; null for x as it is, or, where there is more,
    /// <see cref="LatentExample.AsVector"/>.</summary>
    public Func<LatentExample, Tensor>? Encoder { get; init; }

    /// <summary>The length of the condition; 0 for none.</summary>
    internal int ConditionSize => Condition?.Features ?? 0;

    /// <summary>What the encoder is given.</summary>
    internal Tensor Read(LatentExample example) => Encoder is not null ? Encoder(example)
        : HasMask || Condition is not null ? example.AsVector() : example.Image;

    /// <summary>The length of <see cref="LatentExample.AsVector"/>.</summary>
    internal int VectorSize(Shape example) => example.Size * (HasMask ? 2 : 1) + ConditionSize;
}
