using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Reparam.Cli;

/// <summary>The root of the command line.</summary>
internal static class ReparamCommand
{
    public static int Run(string[] args, Streams streams, CancellationToken cancellationToken)
    {
        int Fit(FitRequest request) => new FitRunner(streams).Run(request, cancellationToken);

        // Not a RootCommand, whose name would be the assembly's.
        var version = new VersionOption { Description = "Print the version.", Action = new VersionAction(streams.Out) };
        var root = new Command("reparam", "Variational inference: posteriors of Bayesian models, with a verdict on their quality.")
        {
            new FitCommand(Fit),
            new HelpOption { Description = "Print this help; 'reparam fit --help' has examples.", Recursive = true },
            version,
        };
        // Formulas and priors are passed as they are: no @files, no bundles of short options.
        ParseResult result = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = streams.Out,
            Error = streams.Error,
        };
        if (result.Action is ParseErrorAction)
        {
            foreach (string message in result.Errors.Select(e => e.Message).Distinct())
            {
                streams.Error.WriteLine($"error: {message}");
            }
            streams.Error.WriteLine($"Options and examples: {(result.CommandResult.Command is FitCommand ? "reparam fit" : "reparam")} --help");
            return ExitCode.WrongInput;
        }
        int code = result.Invoke(configuration);
        if (result.Action is HelpAction && result.CommandResult.Command is FitCommand)
        {
            streams.Out.WriteLine(FitCommand.Examples);
        }
        return code;
    }

    private sealed class VersionAction(TextWriter output) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine($"reparam {ProgramVersion.Text}");
            return ExitCode.Fitted;
        }
    }
}
