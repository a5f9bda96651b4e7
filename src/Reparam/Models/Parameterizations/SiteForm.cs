namespace Reparam;

/// <summary>The form of a site.</summary>
/// <param name="Centredness">c of each element, or of all: see <see cref="SiteParameterization"/>.</param>
/// <param name="Anchor">a, of the same shape.</param>
internal sealed record SiteForm(Tensor Centredness, Tensor Anchor)
{
    /// <summary>As it was written.</summary>
    public static SiteForm Centred { get; } = new(1, 1);

    /// <summary>In standard form.</summary>
    public static SiteForm NonCentred { get; } = new(0, 1);

    /// <summary>Whether all elements are as they were written.</summary>
    public bool IsCentred { get; } = Centredness.ToArray().All(static c => c == 1);

    /// <summary>Whether all elements are in standard form.</summary>
    public bool IsNonCentred { get; } = Centredness.ToArray().All(static c => c == 0);
}
