namespace Reparam.Formulas;

internal enum TokenKind
{
    Name,
    Number,
    Symbol,
    End,
}
