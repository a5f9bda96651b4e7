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
        IAnsiConsole console = OfErrors();
        using CancellationTokenRegistration told =
            cancellationToken.Register(() => console.WriteLine(interruption));
        return Show(console, fit, Describe, "fitting");
    }

    /// <summary>Runs long work.</summary>
    /// <param name="isShown">Whether it is shown on standard error where it stands; otherwise no progress is asked
    /// for.</param>
    /// <param name="work">The work.</param>
    /// <param name="describe">Its progress in words.</param>
    /// <param name="beginning">What is shown before it tells of any.</param>
    public static T Run<TProgress, T>(
        bool isShown, Func<IProgress<TProgress>?, T> work, Func<TProgress, string> describe, string beginning) =>
        isShown ? Show(OfErrors(), work, describe, beginning) : work(null);

    /// <summary>The same of work that tells how much of it is done.</summary>
    public static T Run<T>(bool isShown, Func<IProgress<double>?, T> work, string verb) => Run(isShown, work,
        share => string.Create(CultureInfo.InvariantCulture, $"{verb}: {100 * share:F0} %"), verb);

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

    private static IAnsiConsole OfErrors() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    private static T Show<TProgress, T>(
        IAnsiConsole console, Func<IProgress<TProgress>, T> work, Func<TProgress, string> describe, string beginning)
    {
        T? result = default;
        console.Status().Start(beginning, context => result =
            work(new Told<TProgress>(value => context.Status(Markup.Escape(describe(value))))));
        return result!;
    }

    // Not System.Progress, which posts to another thread and so may report late.
    private sealed class Told<TProgress>(Action<TProgress> tell) : IProgress<TProgress>
    {
        public void Report(TProgress value) => tell(value);
    }
}
