namespace Reparam.Distributions;

/// <summary>A distribution of vectors that tells how each element is distributed, given those before it.</summary>
internal interface ISequential
{
    /// <summary>Whether it does: a wrapper only where what it wraps does.</summary>
    bool IsSequential { get; }

    /// <summary>P(Xᵢ ≤ xᵢ | x₁ ... xᵢ₋₁) for each i: the transformation of Rosenblatt (1952).</summary>
    Tensor ConditionalCdf(Tensor x);

    /// <summary>log p(xᵢ | x₁ ... xᵢ₋₁) for each i; they sum to the log density.</summary>
    Tensor ConditionalLogProb(Tensor x);
}
