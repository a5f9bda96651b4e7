namespace Reparam;

/// <summary>The discrete unknowns that a model keeps: its last unknowns, and integers.</summary>
/// <param name="Sites">They, in the order in which they were written.</param>
/// <param name="Start">The place of the first of them among all unknowns: the number of continuous ones.</param>
/// <param name="Addends">The whole log density.</param>
internal sealed record DrawnUnknowns(
    IReadOnlyList<DrawnSite> Sites, int Start, IReadOnlyList<Addend> Addends)
{
    /// <summary>For those who read it.</summary>
    public IReadOnlyList<DrawnUnknown> Unknowns { get; } = [.. Sites.Select(static s =>
        new DrawnUnknown(s.Unknown.Name, s.Unknown.Distribution, s.Unknown.Shape, s.Reason))];

    /// <summary>The number of integers.</summary>
    public int Count { get; } = Sites.Sum(static s => s.Unknown.Shape.Size);

    /// <summary>The least and the greatest value of each integer, infinite where there is none.</summary>
    public (double[] Lower, double[] Upper) Ends { get; } = (
        [.. Sites.SelectMany(static s => s.Unknown.Ends.Lower)],
        [.. Sites.SelectMany(static s => s.Unknown.Ends.Upper)]);

    /// <summary>The addends that depend on one of them.</summary>
    public IReadOnlyList<Addend> Of(DrawnSite site) => [.. Addends.Where(a => a.DependsOn(site.Index))];
}

/// <summary>A discrete unknown that a model keeps.</summary>
/// <param name="Unknown">The unknown.</param>
/// <param name="Index">Its place among all discrete unknowns, which the owners of addends are listed by.</param>
/// <param name="Start">The place of its first element among all unknowns of the log density.</param>
/// <param name="Reason">Why it was not summed out, in words.</param>
internal sealed record DrawnSite(DiscreteUnknown Unknown, int Index, int Start, string Reason);
