namespace Reparam.Formulas;

/// <summary>The operand with its sign changed; as in R it binds less tightly than a power: -x^2 is -(x^2).</summary>
/// <param name="Operand">What is negated.</param>
public sealed record Negation(Expression Operand) : Expression
{
    internal override int Precedence => 3;

    internal override IEnumerable<ColumnReference> Columns => Operand.Columns;

    internal override string Print() => $"-{Operand.PrintAt(3)}";
}
