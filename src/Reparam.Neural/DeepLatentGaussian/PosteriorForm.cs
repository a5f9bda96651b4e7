namespace Reparam.Neural;

/// <summary>The form of the approximate posterior of a <see cref="DeepLatentGaussianModel"/>.</summary>
public enum PosteriorForm
{
    /// <summary>Independent normal variables given the example.</summary>
    Diagonal,

    /// <summary>Layers that are independent given the example, each with precision D + u uᵀ
    /// (<see cref="RankOnePrecisionFamily"/>).</summary>
    RankOnePrecision,

    /// <summary>Top-down inference (<see cref="LadderRecognition"/>).</summary>
    Ladder,
}
