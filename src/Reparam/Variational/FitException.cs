namespace Reparam;

/// <summary>A model that cannot be fitted as it stands; the message says why and how to mend it.</summary>
public sealed class FitException : Exception
{
    /// <summary>Makes the exception.</summary>
    public FitException() { }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    public FitException(string message) : base(message) { }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    /// <param name="innerException">The cause.</param>
    public FitException(string message, Exception innerException) : base(message, innerException) { }
}
