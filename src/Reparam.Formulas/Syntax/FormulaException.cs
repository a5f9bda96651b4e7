namespace Reparam.Formulas;

/// <summary>A formula cannot be read, or does not fit the table or the family. The message quotes the formula and
/// points at the place.</summary>
public sealed class FormulaException : UserInputException
{
    internal FormulaException(string problem, string formula, SourceSpan place, string remedy)
        : base(CaretMessage.Compose(problem, formula, place, remedy))
    {
        Formula = formula;
        Place = place;
    }

    /// <summary>The formula as it was given.</summary>
    public string Formula { get; }

    /// <summary>Where in the formula.</summary>
    public SourceSpan Place { get; }
}
