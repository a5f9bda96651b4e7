using System.Text;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>A file of text that a user asked for, with LF and UTF-8 on every machine.</summary>
internal static class TextFile
{
    /// <exception cref="UserInputException">It cannot be written.</exception>
    public static void Write(string path, Action<TextWriter> write)
    {
        try
        {
            using var writer = new StreamWriter(
                path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            write(writer);
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserInputException(
                $"{path} cannot be written: {failure.Message.TrimEnd('.')}. Check the path and its permissions.",
                failure);
        }
    }
}
