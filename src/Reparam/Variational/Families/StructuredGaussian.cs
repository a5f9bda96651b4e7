namespace Reparam.Variational;

/// <summary>A normal distribution with the structure of a hierarchy: the unknowns outside the model's plates have any
/// covariance, and given these, the unknowns of each element of a plate are normal with a mean linear in them,
/// independent of other elements (Tan and Nott 2018, "Gaussian variational approximation with sparse precision
/// matrices", section 4).</summary>
/// <remarks>
/// <para>With g unknowns outside plates and d in an element, g (g + 3) / 2 parameters and d g + d (d + 3) / 2 for each
/// element: the cost grows linearly with the number of elements. A normal posterior in which elements of a plate depend
/// on each other only through what is outside is reached exactly.</para>
/// <para>Several plates, such as those of crossed factors, are independent of each other given the rest; the smaller
/// ones are treated as outside all plates as long as these are few. A plate in a plate belongs to the element around
/// it.</para>
/// </remarks>
public sealed record StructuredGaussian : GaussianFamily
{
    /// <summary>The most unknowns that are treated as outside all plates though they are in small ones.</summary>
    private const int MostGlobals = 100;

    /// <inheritdoc/>
    public override string Name => "structured";

    /// <exception cref="ArgumentException">The target has no plates, and more unknowns than <see
    /// cref="FitOptions.FullRankLimit"/>.</exception>
    internal override FactorPattern Pattern(LogDensity target)
    {
        UnknownStructure structure = target.Structure;
        if (structure.Plates.Count > 0)
        {
            return new ArrowPattern(structure.WithSmallPlatesGlobal(MostGlobals));
        }
        return target.Dimension <= FitOptions.FullRankLimit
            ? new DensePattern(target.Dimension)
            : throw new ArgumentException(FormattableString.Invariant(
                $"StructuredGaussian: the target has {target.Dimension} unknowns and no plates, so that all of them ") +
                "would have one full covariance. Put what is repeated into a Plate, or take FullRankGaussian or " +
                "MeanFieldGaussian.", nameof(target));
    }
}
