using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam calibrate</c>.</summary>
internal sealed class CalibrateRunner(Streams streams)
{
    public int Run(CalibrateRequest request, CancellationToken cancellationToken)
    {
        FitProblem problem = FitProblem.Read(request.Model);
        ModelView.Show(problem, new LabelledLines(streams.Out));
        CalibrationResult result = Calibrate(problem, request, cancellationToken);
        streams.Out.WriteLine();
        foreach (string line in result.ToString().Split('\n'))
        {
            streams.Out.WriteLine(line);
        }
        return result.IsCalibrated ? ExitCode.Fitted : ExitCode.Disagreement;
    }

    private CalibrationResult Calibrate(
        FitProblem problem, CalibrateRequest request, CancellationToken cancellationToken)
    {
        var options = new CalibrationOptions
        {
            Simulations = request.Simulations,
            Threads = request.Threads,
            Fit = new FitOptions().With(request.Approximation),
        };
        try
        {
            return ProgressDisplay.Run(streams.ShowsProgress, progress => Calibration.Run(problem.Model, request.Seed,
                options, progress is null ? null : new Share(progress), cancellationToken), "calibrating");
        }
        catch (NotSupportedException failure)
        {
            throw new UserInputException($"The model cannot be calibrated: {failure.Message}", failure);
        }
    }

    private sealed class Share(IProgress<double> progress) : IProgress<CalibrationProgress>
    {
        public void Report(CalibrationProgress value) => progress.Report((double)value.Done / value.Total);
    }
}
