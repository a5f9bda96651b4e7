namespace Reparam.Formulas;

/// <summary>A function of one expression: log(x), I(x^2), or factor(x), which makes categories of a column.</summary>
/// <param name="Function">Its name: one of <see cref="FormulaFunctions"/>, or factor.</param>
/// <param name="Argument">What it is applied to.</param>
public sealed record FunctionCall(string Function, Expression Argument) : Expression
{
    internal override int Precedence => 5;

    internal override IEnumerable<ColumnReference> Columns => Argument.Columns;

    internal bool IsFactor => Function == FormulaFunctions.Factor;

    internal override string Print() => $"{Function}({Argument.Print()})";
}
