using System.Globalization;
using Spectre.Console;

namespace Reparam.Cli;

/// <summary>Progress of a fit on one line of the terminal, erased when it ends.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs a fit and shows on standard error where it stands.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="interruption">What is said above the progress when the fit is cancelled.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    public static T Run<T>(
        Func<IProgress<FitProgress>, T> fit, string interruption, CancellationToken cancellationToken)
    {
        IAnsiConsole console =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        T? result = default;
        using CancellationTokenRegistration told =
            cancellationToken.Register(() => console.WriteLine(interruption));
        console.Status().Start("fitting", context =>
            result = fit(new Reports(text => context.Status(Markup.Escape(text)))));
        return result!;
    }

    /// <summary>Runs long work and shows on standard error where it stands.</summary>
    /// <param name="work">The work.</param>
    /// <param name="describe">Its progress in words.</param>
    /// <param name="beginning">What is shown before it tells of any.</param>
    public static T Run<TProgress, T>(
        Func<IProgress<TProgress>, T> work, Func<TProgress, string> describe, string beginning)
    {
        IAnsiConsole console =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        T? result = default;
        console.Status().Start(beginning, context => result =
            work(new Told<TProgress>(value => context.Status(Markup.Escape(describe(value))))));
        return result!;
    }

    /// <summary>Runs long work and shows on standard error how much of it is done.</summary>
    public static T Run<T>(Func<IProgress<double>, T> work, string verb = "converting")
    {
        IAnsiConsole console =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        T? result = default;
        console.Status().Start(verb, context => result = work(new Shares(share =>
            context.Status(string.Create(CultureInfo.InvariantCulture, $"{verb}: {100 * share:F0} %")))));
        return result!;
    }

    /// <summary>"full-rank, 256 draws: 1,408 evaluations, ELBO -31.2".</summary>
    internal static string Describe(FitProgress progress)
    {
        string phase = progress.Phase switch
        {
            "mode" => "finding the mode",
            "weights" => "weighting draws",
            var other => other,
        };
        string evaluations = progress.Evaluations > 0
            ? string.Create(CultureInfo.InvariantCulture, $": {progress.Evaluations:N0} evaluations")
            : "";
        string bound = double.IsFinite(progress.Elbo)
            ? string.Create(CultureInfo.InvariantCulture, $", ELBO {progress.Elbo:F1}")
            : "";
        return phase + evaluations + bound;
    }

    private sealed class Told<TProgress>(Action<TProgress> tell) : IProgress<TProgress>
    {
        public void Report(TProgress value) => tell(value);
    }

    private sealed class Shares(Action<double> show) : IProgress<double>
    {
        public void Report(double value) => show(value);
    }

    // Not System.Progress, which posts to another thread and so may report late.
    private sealed class Reports(Action<string> show) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => show(Describe(value));
    }
}
