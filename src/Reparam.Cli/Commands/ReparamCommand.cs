using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>The root of the command line.</summary>
internal static class ReparamCommand
{
    public static int Run(string[] args, Streams streams, CancellationToken cancellationToken)
    {
        int Fit(FitRequest request) => new FitRunner(streams).Run(request, cancellationToken);
        int Explain(ModelRequest request, bool evaluation)
        {
            new ExplanationView(streams.Out).Show(FitProblem.Read(request), evaluation);
            return ExitCode.Fitted;
        }

        // Not a RootCommand, whose name would be the assembly's.
        var version = new VersionOption { Description = "Print the version.", Action = new VersionAction(streams.Out) };
        var root = new Command("reparam",
            "Variational inference: posteriors of Bayesian models, with a verdict on their quality.")
        {
            new FitCommand(Fit),
            new ExplainCommand(Explain),
            new AuditCommand((request, seed) => new AuditRunner(streams).Run(request, seed, cancellationToken)),
            new PredictCommand(request => new PredictRunner(streams).Run(request, cancellationToken)),
            new CheckCommand(request => new CheckRunner(streams).Run(request, cancellationToken)),
            new LeaveOneOutCommand(request => new LeaveOneOutRunner(streams).Run(request, cancellationToken)),
            new CompareCommand(requests => new CompareRunner(streams).Run(requests, cancellationToken)),
            new CalibrateCommand(request => new CalibrateRunner(streams).Run(request, cancellationToken)),
            new ConvertCommand(request => new ConvertRunner(streams).Run(request, cancellationToken)),
            new VaeCommand(streams, cancellationToken),
            new DlgmCommand(streams, cancellationToken),
            new DiffusionCommand(streams, cancellationToken),
            new HelpOption { Description = "Print this help; 'reparam fit --help' has examples.", Recursive = true },
            version,
        };
        // Formulas and priors are passed as they are: no @files, no bundles of short options.
        ParseResult result =
            root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = streams.Out,
            Error = streams.Error,
        };
        if (result.Action is ParseErrorAction)
        {
            ReportErrors(result, streams.Error);
            return ExitCode.WrongInput;
        }
        if (result.Action is HelpAction)
        {
            // Of lists the help would write the default as no one can type it, beside that of the description.
            foreach (Option<int[]> list in result.CommandResult.Command.Options.OfType<Option<int[]>>())
            {
                list.DefaultValueFactory = null;
            }
        }
        int code = result.Invoke(configuration);
        if (result.Action is HelpAction && result.CommandResult.Command is IHasNotes command)
        {
            streams.Out.WriteLine(command.Notes);
        }
        return code;
    }

    private static void ReportErrors(ParseResult result, TextWriter error)
    {
        Command command = result.CommandResult.Command;
        foreach (string message in Messages(result, command).Distinct())
        {
            error.WriteLine($"error: {message}");
        }
        error.WriteLine($"Options and examples: {Path(result.CommandResult)} --help");
    }

    /// <summary>A command with those that it is one of: "reparam vae train".</summary>
    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : result.Command.Name;

    private static IEnumerable<string> Messages(ParseResult result, Command command)
    {
        if (result.UnmatchedTokens is not [var token, ..])
        {
            return command.Subcommands.Count == 0
                ? result.Errors.Select(e => e.Message)
                : [command is NetworkCommand group ? group.Missing
                    : "There is no command. 'reparam fit' fits a model: try 'reparam fit --example eight-schools'."];
        }
        // Whatever follows the first word that was not understood may be its value.
        bool isOption = token.StartsWith('-');
        string[] known = [.. isOption ? command.Options.Select(o => o.Name) : command.Subcommands.Select(c => c.Name)];
        return
        [
            isOption ? $"Unknown option '{token}'. {NearestNames.Suggest(token, known, "options")}"
            : known.Length > 0 ? $"Unknown command '{token}'. {NearestNames.Suggest(token, known, "commands")}"
            : $"'{token}' belongs to no option. Put a value that has spaces in quotes.",
        ];
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
