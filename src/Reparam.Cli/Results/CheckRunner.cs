using System.Globalization;
using Reparam.Diagnostics;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam check</c>.</summary>
internal sealed class CheckRunner(Streams streams)
{
    public int Run(ResultRequest request, CancellationToken cancellationToken)
    {
        SavedFit fit = SavedFit.Load(request);
        IReadOnlyList<PredictiveCheck> checks = Check(fit, cancellationToken);
        fit.Warn(streams);
        streams.Out.WriteLine(
            $"{"statistic",-15} {"observed",10} {"5%",10} {"50%",10} {"95%",10} {"P(greater)",10}");
        foreach (PredictiveCheck check in checks)
        {
            double[] values = [check.Observed, check.Quantile05, check.Median, check.Quantile95, check.TailProbability];
            IEnumerable<string> cells =
                values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture).PadLeft(10));
            string remark = check.IsExtreme ? "  the model hardly gives this" : "";
            streams.Out.WriteLine($"{check.Statistic,-15} {string.Join(' ', cells)}{remark}");
        }
        return ExitCode.Fitted;
    }

    private static IReadOnlyList<PredictiveCheck> Check(SavedFit fit, CancellationToken cancellationToken)
    {
        try
        {
            return fit.Draws.Check(cancellationToken: cancellationToken);
        }
        catch (ArgumentException failure)
        {
            // Data without bounds.
            throw new UserInputException(failure.Message, failure);
        }
    }
}
