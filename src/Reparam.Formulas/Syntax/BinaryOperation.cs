namespace Reparam.Formulas;

/// <summary>Arithmetic of two operands.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Left">The operand before the sign.</param>
/// <param name="Right">The operand after it.</param>
public sealed record BinaryOperation(BinaryOperator Operator, Expression Left, Expression Right) : Expression
{
    internal override int Precedence => Operator switch
    {
        BinaryOperator.Add or BinaryOperator.Subtract => 1,
        BinaryOperator.Multiply or BinaryOperator.Divide => 2,
        _ => 4,
    };

    internal override IEnumerable<ColumnReference> Columns => Left.Columns.Concat(Right.Columns);

    internal override string Print() => Operator switch
    {
        BinaryOperator.Add => $"{Left.PrintAt(1)} + {Right.PrintAt(2)}",
        BinaryOperator.Subtract => $"{Left.PrintAt(1)} - {Right.PrintAt(2)}",
        BinaryOperator.Multiply => $"{Left.PrintAt(2)} * {Right.PrintAt(3)}",
        BinaryOperator.Divide => $"{Left.PrintAt(2)}/{Right.PrintAt(3)}",
        _ => $"{Left.PrintAt(5)}^{Right.PrintAt(3)}",
    };

    internal double Apply(double left, double right) => Operator switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        _ => Math.Pow(left, right),
    };
}
