namespace Reparam.Formulas;

/// <summary>A stretch of a text: <paramref name="Length"/> UTF-16 units from <paramref name="Start"/>.</summary>
/// <param name="Start">Index of the first unit, from 0.</param>
/// <param name="Length">Number of units; 0 is a place between two units, or the end of the text.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>Index one past the last unit.</summary>
    public int End => Start + Length;

    /// <summary>The smallest stretch that covers both.</summary>
    public SourceSpan To(SourceSpan last) => new(Start, last.End - Start);
}
