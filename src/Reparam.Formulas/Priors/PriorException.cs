namespace Reparam.Formulas;

/// <summary>A prior cannot be read, or names something that the model does not have. The message quotes it and points
/// at the place.</summary>
public sealed class PriorException : UserInputException
{
    internal PriorException(string problem, string prior, SourceSpan place, string remedy)
        : base(CaretMessage.Compose(problem, prior, place, remedy))
    {
        Prior = prior;
        Place = place;
    }

    /// <summary>The prior as it was given.</summary>
    public string Prior { get; }

    /// <summary>Where in the prior.</summary>
    public SourceSpan Place { get; }
}
