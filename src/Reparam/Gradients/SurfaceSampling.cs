namespace Reparam.Gradients;

/// <summary>How points of a boundary are drawn.</summary>
public enum SurfaceSampling
{
    /// <summary>By the noise given that it lies on the boundary where that is known, which is the projection of normal
    /// noise onto a boundary that is affine in it; else by a coordinate.</summary>
    Conditional,

    /// <summary>By a draw of which one coordinate is moved onto the boundary (Lee, Yu and Yang 2018).</summary>
    Coordinate,
}
