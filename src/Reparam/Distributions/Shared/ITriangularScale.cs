namespace Reparam.Distributions;

/// <summary>A distribution of vectors x = m + L z, with L lower triangular.</summary>
internal interface ITriangularScale
{
    /// <summary>m.</summary>
    Tensor Loc { get; }

    /// <summary>L.</summary>
    Tensor ScaleTril { get; }

    /// <summary>The distribution of z.</summary>
    Distribution Standard { get; }
}
