using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>What goes wrong with files and trainings, in the words of the library, which say how to mend it.</summary>
internal static class NetworkFailures
{
    /// <summary>Does something and reports such failures as those of the user's input.</summary>
    public static T AsUserInput<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is TrainingException or CheckpointException or InvalidDataException
            or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserInputException(Message(failure), failure);
        }
    }

    /// <summary>Refuses what is wrong, if something is.</summary>
    /// <exception cref="UserInputException">Something is.</exception>
    public static void Refuse(string? wrong)
    {
        if (wrong is not null)
        {
            throw new UserInputException(wrong);
        }
    }

    /// <summary>The message without the name of a parameter, which says nothing on the command line.</summary>
    private static string Message(Exception failure) =>
        failure is ArgumentException { ParamName: { } name }
            ? failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal).Split("\nActual value")[0]
            : failure.Message;
}
