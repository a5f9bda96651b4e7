namespace Reparam.Distributions;

/// <summary>A distribution whose unconstrained form is m + s z, with z of the same family at m = 0 and
/// s = 1.</summary>
internal interface ILocationScale
{
    /// <summary>m, the location of the unconstrained form.</summary>
    Tensor Loc { get; }

    /// <summary>s, the scale of the unconstrained form.</summary>
    Tensor Scale { get; }

    /// <summary>The member of the family elsewhere, with the same further parameters.</summary>
    Distribution With(Tensor loc, Tensor scale);
}
