using Reparam.Distributions;

namespace Reparam.Gradients;

/// <summary>A random site of a problem.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Law">Its distribution, given θ and the draws of sites before.</param>
/// <param name="Draw">Its draw.</param>
internal sealed record RandomSite(string Name, Distribution Law, Tensor Draw)
{
    /// <summary>log p(draw | θ, draws before).</summary>
    public Tensor LogDensity => field ??= Tensor.Sum(Law.LogProb(Draw));
}
