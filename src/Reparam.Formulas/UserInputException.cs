namespace Reparam.Formulas;

/// <summary>What the user gave (a formula, a table, a prior, a family) cannot be used. The message says what was wrong,
/// where, what was expected and how to mend it, and is meant to be shown as it is, without a stack trace.</summary>
public class UserInputException : Exception
{
    /// <summary>Makes the exception.</summary>
    public UserInputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception, with the failure underneath it.</summary>
    public UserInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
