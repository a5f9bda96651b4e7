using System.Diagnostics;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam fit</c>.</summary>
internal sealed class FitRunner(Streams streams)
{
    /// <summary>A century: no limit to speak of, and a number that a time span can have.</summary>
    private const double MostSeconds = 3e9;

    public int Run(FitRequest request, CancellationToken cancellationToken)
    {
        FitOptions options = Options(request);
        LinearResponses.Check(request, options);
        var clock = Stopwatch.StartNew();
        FitProblem problem = FitProblem.Read(request.Model);
        TimeSpan modelTime = clock.Elapsed;

        // Opened before the fit: a folder that cannot be written should not cost a fit.
        using ResultFolder? folder = request.Output is null ? null : ResultFolder.Open(request.Output);
        clock.Restart();
        Posterior posterior;
        try
        {
            posterior = Fit(problem, request, options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            string further = File.Exists(request.Checkpoint) ? $" {InterruptionText.Resume(request)}" : "";
            streams.Error.WriteLine($"Interrupted before there was an approximation: nothing was written.{further}");
            return ExitCode.Interrupted;
        }
        var result = new FitResult(request, problem, posterior, MeanShapes.Of(posterior, request.Threads),
            new LinearResponses(streams).Of(posterior, request, cancellationToken),
            new FitTimings(modelTime.TotalSeconds, clock.Elapsed.TotalSeconds));

        if (folder is not null)
        {
            folder.Write("summary.csv", writer => SummaryCsv.Write(writer, result));
            folder.Write("draws.csv", writer => DrawsCsv.Write(writer, result));
            string unconstrained = UnconstrainedCsv.Text(posterior.ModelDraws);
            folder.Write(UnconstrainedCsv.FileName, writer => writer.Write(unconstrained));
            folder.Write(
                "fit.json", writer => FitJson.Write(writer, result, DataHash.OfText(unconstrained)));
            folder.Commit();
        }
        new ResultView(streams).Show(result);
        bool isWhole = !posterior.IsInterrupted && request.HasLinearResponse == (result.Responses is not null);
        return isWhole || !cancellationToken.IsCancellationRequested ? ExitCode.Fitted : ExitCode.Interrupted;
    }

    private Posterior Fit(
        FitProblem problem, FitRequest request, FitOptions options, CancellationToken cancellationToken)
    {
        if (!request.IsQuiet && streams.ShowsProgress)
        {
            return ProgressDisplay.Run(progress => Fit(problem, request, options, progress, cancellationToken),
                InterruptionText.Ending, cancellationToken);
        }
        using CancellationTokenRegistration told = cancellationToken.Register(() =>
        {
            if (!request.IsQuiet)
            {
                streams.Error.WriteLine(InterruptionText.Ending);
            }
        });
        return Fit(problem, request, options, progress: null, cancellationToken);
    }

    private Posterior Fit(FitProblem problem, FitRequest request, FitOptions options,
        IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return Inference.Fit(problem.Model, request.Seed, options, progress, cancellationToken);
        }
        catch (FitException)
        {
            // There will be no report, and they may say why.
            foreach (string warning in problem.Warnings)
            {
                streams.Error.WriteLine($"warning: {warning}");
            }
            throw;
        }
        catch (CheckpointException refused)
        {
            throw new UserInputException(refused.Message, refused);
        }
        catch (Exception failure) when (
            request.Checkpoint is not null && failure is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException(
                $"The checkpoint '{request.Checkpoint}' cannot be written: {failure.Message.TrimEnd('.')}. Give "
                    + "another path.",
                failure);
        }
    }

    private static FitOptions Options(FitRequest request) => new FitOptions
    {
        TargetShape = request.TargetShape ?? new FitOptions().TargetShape,
        MaximumEvaluations = request.Evaluations,
        TimeLimit = request.Seconds is { } seconds
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1e-6, MostSeconds)) : null,
        PosteriorDraws = request.Draws,
        Threads = request.Threads,
        Checkpoint = request.Checkpoint,
        ReturnsWhenCancelled = true,
    }.With(request.Approximation);
}
