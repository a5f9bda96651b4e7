namespace Reparam.Formulas;

/// <summary>Arithmetic on columns, as it stands inside a function, in the response or in an offset. Two expressions are
/// equal when they have the same structure, wherever in a text they stand.</summary>
public abstract record Expression
{
    private protected Expression()
    {
    }

    /// <summary>Where it stands in the formula.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>How tightly it holds together, from 1 (a sum) to 5 (a name): what needs parentheses where.</summary>
    internal abstract int Precedence { get; }

    /// <summary>The columns it names, in reading order.</summary>
    internal abstract IEnumerable<ColumnReference> Columns { get; }

    /// <summary>Structural equality; the place is left out.</summary>
    public virtual bool Equals(Expression? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The text in R's spelling and spacing; it reads back as an equal expression.</summary>
    public sealed override string ToString() => Print();

    internal abstract string Print();

    /// <summary>The text, in parentheses where it holds less tightly than its place asks for.</summary>
    internal string PrintAt(int precedence) => Precedence < precedence ? $"({Print()})" : Print();
}
