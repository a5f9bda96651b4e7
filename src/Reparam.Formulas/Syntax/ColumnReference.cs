namespace Reparam.Formulas;

/// <summary>A column of the table, by name.</summary>
/// <param name="Name">The name as in the table's header, without backticks.</param>
public sealed record ColumnReference(string Name) : Expression
{
    internal override int Precedence => 5;

    internal override IEnumerable<ColumnReference> Columns => [this];

    internal override string Print() => Lexer.IsPlainName(Name)
        ? Name
        : $"`{Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
}
