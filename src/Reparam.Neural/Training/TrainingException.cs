namespace Reparam.Neural;

/// <summary>A training that cannot go on; the message says at which step, why, and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TrainingException() { }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    public TrainingException(string message) : base(message) { }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingException(string message, Exception innerException) : base(message, innerException) { }
}
