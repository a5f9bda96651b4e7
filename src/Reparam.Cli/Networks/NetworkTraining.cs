using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Trains a network of any kind, and prints and keeps what comes of it.</summary>
internal sealed class NetworkTraining(Streams streams, CancellationToken cancellationToken)
{
    /// <summary>Trains.</summary>
    /// <param name="request">How.</param>
    /// <param name="planOf">What, by the examples.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserInputException">What was asked for does not fit, the folder holds another training, or the
    /// training diverged.</exception>
    public int Run(TrainingRequest request, Func<ImageData, TrainingPlan> planOf)
    {
        ImageData data = ImageData.Read(request.Data, isTest: false);
        TrainingPlan plan = planOf(data);
        Architecture architecture = plan.Architecture;
        (ExampleSet training, ExampleSet? validation) = Split(architecture.SetOf(data), architecture.Item, request);
        if (request.Batch > training.Count)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"--batch is {request.Batch}, but {training.Count} {architecture.Item}s are left for training. ") +
                "Make it smaller.");
        }
        if (request.IsResumed)
        {
            Architecture.RequireKind(request.Output!, architecture.Kind);
        }
        TrainingRun run = NetworkFailures.AsUserInput(() => new TrainingRun(plan.Loss(training.Count), training,
            request.Options(training.Count, validation, architecture.Noise)));
        var view = new TrainingView(streams, request, plan, data.Source, training.Count, validation?.Count ?? 0);
        Keep(architecture, request);
        view.Begin();
        TrainingOutcome outcome = NetworkFailures.AsUserInput(() => ProgressDisplay.Run(
            !request.IsQuiet && streams.ShowsProgress, progress => run.Run(progress, cancellationToken),
            (TrainingProgress progress) => TrainingView.Describe(progress, architecture.Item), "preparing"));
        if (outcome.End == TrainingEnd.Cancelled)
        {
            streams.Error.WriteLine(request.Output is null
                ? "Interrupted: nothing was kept, as there is no --output."
                : FormattableString.Invariant($"Interrupted after {outcome.Epochs} epochs, at step {outcome.Steps}: ") +
                    $"saved in {request.Output}. The same command with --resume goes on.");
            return ExitCode.Interrupted;
        }
        view.End(outcome);
        return ExitCode.Fitted;
    }

    /// <summary>What is kept for validation is chosen by chance, since files may be in an order.</summary>
    private static (ExampleSet Training, ExampleSet? Validation) Split(
        ExampleSet all, string item, TrainingRequest request)
    {
        int held = request.Held(all.Count);
        if (held >= all.Count)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"--validation is {held}, but there are {all.Count} {item}s, and some must be left for ") +
                "training. Make it smaller.");
        }
        return held == 0 ? (all, null) : all.Split(all.Count - held, request.Seed);
    }

    /// <summary>Says what will be trained, unless there is a training already, which it might contradict.</summary>
    private static void Keep(Architecture architecture, TrainingRequest request)
    {
        if (request.Output is not { } folder)
        {
            return;
        }
        if (File.Exists(Path.Combine(folder, TrainingRun.CheckpointFile)))
        {
            if (!request.IsResumed)
            {
                throw new UserInputException(
                    $"--output {folder} holds a training already. Add --resume, with the options "
                    + "that it was begun with, to go on, or name another folder.");
            }
            return;
        }
        if (File.Exists(Path.Combine(folder, TrainingRun.WeightsFile)))
        {
            throw new UserInputException(
                $"--output {folder} holds a trained network, {TrainingRun.WeightsFile}, without the "
                + $"{TrainingRun.CheckpointFile} that its training could go on from. Name another folder.");
        }
        NetworkFailures.AsUserInput(() => File.Exists(folder)
            ? throw new UserInputException($"--output {folder} is a file, but a folder is needed. Name another.")
            : Directory.CreateDirectory(folder));
        architecture.Write(Path.Combine(folder, Architecture.FileName));
    }
}
