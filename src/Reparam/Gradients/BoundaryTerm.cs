namespace Reparam.Gradients;

/// <summary>What the boundaries of an integrand add to the derivative along the path.</summary>
/// <param name="Value">A scalar of value 0 or not, whose derivative in θ is the estimate for one draw.</param>
/// <param name="Boundary">Which boundary the draw took.</param>
/// <param name="Noise">All noise that it is made from.</param>
internal sealed record BoundaryTerm(Tensor Value, Tensor Boundary, IReadOnlyList<NoiseInput> Noise);
