namespace Reparam;

/// <summary>What came of summing unknowns out.</summary>
/// <param name="Steps">The sums, in order.</param>
/// <param name="Addends">What is left.</param>
/// <param name="Places">Where the elements of each observation are.</param>
internal sealed record EnumerationRun(
    Elimination[] Steps, IReadOnlyList<Addend> Addends, IReadOnlyDictionary<string, AddendPlace[]> Places);
