namespace Reparam.Gradients;

/// <summary>
/// The derivative of the density of one element of a draw in one parameter, as a difference of two densities:
/// ∂p(x)/∂φ = c (p⁺(x) - p⁻(x)), element by element of the batch.
/// </summary>
/// <param name="Parameter">φ, of the distribution.</param>
/// <param name="Constant">c.</param>
/// <param name="Positive">A draw of p⁺, or null where it is the draw itself.</param>
/// <param name="Negative">A draw of p⁻, or null where it is the draw itself.</param>
internal sealed record WeakDerivative(Tensor Parameter, Tensor Constant, Tensor? Positive, Tensor? Negative);

/// <summary>A draw of independent elements with the weak derivatives of its distribution.</summary>
/// <param name="Draw">A draw, whose elements are independent.</param>
/// <param name="Noise">What all of it is made from.</param>
/// <param name="Derivatives">One for each parameter. In each the draws of p⁺ and p⁻ of an element depend on the other
/// elements of the draw in no way.</param>
internal sealed record WeakDerivatives(
    Tensor Draw, IReadOnlyList<NoiseInput> Noise, IReadOnlyList<WeakDerivative> Derivatives);
