using Reparam.Formulas;
using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae train</c>.</summary>
internal sealed class VaeTrainRunner(Streams streams)
{
    /// <summary>Of a cosine, the last step size as a part of the first; of stages that of Burda, Grosse and
    /// Salakhutdinov (2015).</summary>
    private const double CosineEnd = 0.01, StagedEnd = 0.1;

    private const int MostValidation = 10_000;

    public int Run(VaeTrainRequest request, CancellationToken cancellationToken)
    {
        VaeData data = VaeData.Read(request.Data, isTest: false);
        var model = new VaeModel
        {
            Image = data.Set[VaeData.Image].Shape,
            Shades = data.Shades,
            Hidden = request.Hidden,
            Latent = request.Latent,
            Likelihood = request.Likelihood,
            IsBinarised = request.IsBinarised ?? request.Likelihood == VaeLikelihoods.Bernoulli,
            Example = request.Data.Example,
        };
        (ExampleSet training, ExampleSet? validation) = Split(data.For(model.Likelihood), request);
        if (request.Batch > training.Count)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"--batch is {request.Batch}, but {training.Count} images are left for training. Make it smaller."));
        }
        VariationalAutoencoder network = model.Create();
        TrainingRun run = VaeFailures.AsUserInput(() => new TrainingRun(
            network.Loss(Objective(request, training.Count)), training, Options(request, model, training, validation)));
        var view = new VaeTrainView(streams, request, model, data, training.Count, validation?.Count ?? 0);
        WriteModel(request, model);
        view.Begin();
        TrainingOutcome outcome = VaeFailures.AsUserInput(() => Train(run, request, cancellationToken));
        if (outcome.End == TrainingEnd.Cancelled)
        {
            streams.Error.WriteLine(request.Output is null
                ? "Interrupted: nothing was kept, as there is no --output."
                : FormattableString.Invariant($"Interrupted after {outcome.Epochs} epochs, at step {outcome.Steps}: ") +
                    $"saved in {request.Output}. The same command with --resume goes on.");
            return ExitCode.Interrupted;
        }
        view.End(outcome, network);
        return ExitCode.Fitted;
    }

    private TrainingOutcome Train(TrainingRun run, VaeTrainRequest request, CancellationToken cancellationToken)
    {
        if (request.IsQuiet || !streams.ShowsProgress)
        {
            return run.Run(progress: null, cancellationToken);
        }
        return ProgressDisplay.Run<TrainingProgress, TrainingOutcome>(
            progress => run.Run(progress, cancellationToken), VaeTrainView.Describe, "preparing");
    }

    /// <summary>What is kept for validation is chosen by chance, since files may be in an order.</summary>
    private static (ExampleSet Training, ExampleSet? Validation) Split(ExampleSet all, VaeTrainRequest request)
    {
        int held = request.Validation ?? Math.Min(all.Count / 10, MostValidation);
        if (held >= all.Count)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"--validation is {held}, but there are {all.Count} images, and some must be left for training."));
        }
        return held == 0 ? (all, null) : all.Split(all.Count - held, request.Seed);
    }

    private static BoundObjective Objective(VaeTrainRequest request, int count)
    {
        long warmUp = Steps(request, count, request.BetaWarmUp);
        StepSizeSchedule? beta = request.Beta is null && warmUp == 0 ? null : new ConstantStepSize(request.Beta ?? 1);
        return new BoundObjective
        {
            Samples = request.Samples ?? (request.IsImportanceWeighted ? 5 : 1),
            IsImportanceWeighted = request.IsImportanceWeighted,
            IsDoublyReparameterized = request.IsDoubly,
            DivergenceWeight = warmUp > 0 ? new WarmUp(beta!, warmUp) : beta,
            FreeNats = request.FreeNats ?? 0,
        };
    }

    private static TrainingRunOptions Options(
        VaeTrainRequest request, VaeModel model, ExampleSet training, ExampleSet? validation)
    {
        long steps = Steps(request, training.Count, request.Epochs),
            warmUp = Steps(request, training.Count, request.WarmUp);
        double size = request.StepSize;
        StepSizeSchedule schedule = request.Schedule switch
        {
            VaeTrainCommand.Cosine => new CosineDecay(size, CosineEnd * size, steps),
            VaeTrainCommand.Staged => new StagedDecay(size, StagedEnd * size, steps),
            _ => new ConstantStepSize(size),
        };
        return new TrainingRunOptions
        {
            BatchSize = request.Batch,
            Epochs = request.Epochs,
            Noise = new Dictionary<string, PixelNoise> { [VaeData.Image] = model.Noise },
            Validation = validation,
            Patience = request.Patience,
            Folder = request.Output,
            Resumes = request.IsResumed,
            SaveInterval = TimeSpan.FromSeconds(request.SaveInterval),
            Training = new TrainingOptions
            {
                Optimizer = new AdamOptimizer(warmUp > 0 ? new WarmUp(schedule, warmUp) : schedule),
                ClipNorm = request.Clip,
                AverageDecay = request.Average,
                Seed = request.Seed,
                Threads = request.Threads,
            },
        };
    }

    private static long Steps(VaeTrainRequest request, int count, int epochs) =>
        ((long)epochs * count + request.Batch - 1) / request.Batch;

    /// <summary>Says what will be trained, unless there is a training already, which it might contradict.</summary>
    private static void WriteModel(VaeTrainRequest request, VaeModel model)
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
        VaeFailures.AsUserInput(() => File.Exists(folder)
            ? throw new UserInputException($"--output {folder} is a file, but a folder is needed. Name another.")
            : Directory.CreateDirectory(folder));
        model.Write(Path.Combine(folder, VaeModel.FileName));
    }
}
