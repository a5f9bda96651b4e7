namespace Reparam.Variational;

/// <summary>
/// The quadratic model gᵀs + ½ sᵀHs of an objective around a point, and its minimiser within a radius.
/// </summary>
internal abstract class TrustRegionModel
{
    /// <summary>Computes second derivatives at a point; false if they are not finite.</summary>
    public abstract bool MoveTo(ReadOnlySpan<double> point);

    /// <summary>Whether the Hessian may have a negative eigenvalue, as far as this model can tell cheaply.</summary>
    public abstract bool MayBeIndefinite();

    /// <summary>Fills the minimiser s of the model over |s| ≤ radius, exact or approximate.</summary>
    /// <returns>False if the radius is infinite and no minimiser exists, or if products with H are not
    /// finite.</returns>
    public abstract bool TryMinimize(ReadOnlySpan<double> gradient, double radius, Span<double> step);

    /// <summary>The decrease −gᵀs − ½ sᵀHs that the model promises for a step.</summary>
    public abstract double Decrease(ReadOnlySpan<double> gradient, ReadOnlySpan<double> step);
}
