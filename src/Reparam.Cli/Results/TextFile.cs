using System.Text;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>A file of text that a user asked for, with LF and UTF-8 on every machine.</summary>
internal static class TextFile
{
    private static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <summary>Writes a file: beside its place, then renamed, so that it is whole or as it was.</summary>
    /// <param name="path">Where to; a device, such as /dev/stdout, is written to as it is.</param>
    /// <param name="inputs">What was read, which is not replaced.</param>
    /// <param name="write">Writes the text.</param>
    /// <exception cref="UserInputException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<string?> inputs, Action<TextWriter> write)
    {
        try
        {
            string full = Path.GetFullPath(path);
            if (Array.Exists(Devices, device => full.StartsWith(device, StringComparison.Ordinal)))
            {
                Put(full, write);
                return;
            }
            full = Target(full);
            if (inputs.Any(input => input is not null && Target(Path.GetFullPath(input)) == full))
            {
                throw new UserInputException($"{path} was read, and would be replaced. Name another file.");
            }
            string partial = FormattableString.Invariant($"{full}.partial-{Environment.ProcessId}");
            try
            {
                Put(partial, write);
                File.Move(partial, full, overwrite: true);
            }
            finally
            {
                File.Delete(partial);
            }
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserInputException(
                $"{path} cannot be written: {failure.Message.TrimEnd('.')}. Check the path and its permissions.",
                failure);
        }
    }

    private static void Put(string path, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(
            path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        write(writer);
    }

    /// <summary>What a link leads to.</summary>
    private static string Target(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;
}
