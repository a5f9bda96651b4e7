namespace Reparam.Cli;

/// <summary>Where a command writes, and what may be written there.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress and errors.</param>
internal sealed record Streams(TextWriter Out, TextWriter Error)
{
    /// <summary>Whether <see cref="Out"/> is a terminal that may be coloured.</summary>
    public bool HasColours { get; private init; }

    /// <summary>Whether <see cref="Error"/> is a terminal on which progress can be drawn.</summary>
    public bool ShowsProgress { get; private init; }

    /// <summary>Those of the process. Redirected output is plain text; NO_COLOR (no-color.org) is respected.</summary>
    public static Streams OfConsole() => new(Console.Out, Console.Error)
    {
        HasColours = !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        ShowsProgress = !Console.IsErrorRedirected,
    };
}
