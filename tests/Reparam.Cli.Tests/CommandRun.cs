namespace Reparam.Cli.Tests;

/// <summary>What a command line gave.</summary>
internal sealed record CommandRun(int Code, string Out, string Error)
{
    public static CommandRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static CommandRun Of(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = Cli.Run(args, output, error, cancellation);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Fits a formula to the lines of a table, given with ; between them.</summary>
    public static CommandRun Fit(
        TemporaryFolder folder, string formula, string family, string lines, params string[] more)
    {
        string data = folder.Write("d.csv", lines.Replace(';', '\n') + "\n");
        return Of(["fit", "--formula", formula, "--family", family, "--data", data, .. more]);
    }
}
