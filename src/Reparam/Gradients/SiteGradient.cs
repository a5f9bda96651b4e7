namespace Reparam.Gradients;

/// <summary>How the gradient is had at one random site.</summary>
public enum SiteGradient
{
    /// <summary>Through the path of its draws.</summary>
    Path,

    /// <summary>Through the path, with what crosses the jumps of the integrand added: see
    /// <see cref="BoundaryCorrected"/>.</summary>
    Boundary,

    /// <summary>By the derivative of its density, its draws as numbers: see <see cref="ScoreFunction"/>.</summary>
    Score,
}
