using System.Globalization;

namespace Reparam.Formulas;

/// <summary>A number, not negative (a sign is a <see cref="Negation"/>).</summary>
/// <param name="Value">Its value, finite.</param>
public sealed record NumberLiteral(double Value) : Expression
{
    internal override int Precedence => 5;

    internal override IEnumerable<ColumnReference> Columns => [];

    internal override string Print() => Value.ToString("R", CultureInfo.InvariantCulture);
}
