namespace Reparam.Cli;

/// <summary>A fit and what it was made of.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Problem">The model.</param>
/// <param name="Posterior">The answer.</param>
/// <param name="Shapes">k-hat number by number.</param>
/// <param name="Responses">Linear-response standard deviations in the order of the summaries; null where they were not
/// asked for, or there are none.</param>
/// <param name="Timings">How long it took.</param>
internal sealed record FitResult(FitRequest Request, FitProblem Problem, Posterior Posterior, MeanShapes Shapes,
    IReadOnlyList<double>? Responses, FitTimings Timings);

/// <summary>Wall-clock times in seconds.</summary>
/// <param name="Model">Reading the data and writing the model down.</param>
/// <param name="Fit">Fitting it.</param>
internal sealed record FitTimings(double Model, double Fit)
{
    public double Total => Model + Fit;
}
