using Reparam.Diagnostics;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam compare</c>.</summary>
internal sealed class CompareRunner(Streams streams)
{
    public int Run(IReadOnlyList<ResultRequest> requests, CancellationToken cancellationToken)
    {
        var estimates = new List<(string Name, LeaveOneOut Estimate)>();
        foreach (ResultRequest request in requests)
        {
            SavedFit fit = SavedFit.Load(request);
            fit.Warn(streams);
            estimates.Add((request.Folder, LeaveOneOutRunner.Estimate(fit, cancellationToken)));
        }
        int width = Math.Max(5, estimates.Max(e => e.Name.Length));
        streams.Out.WriteLine(
            $"{"model".PadRight(width)} {"elpd_loo",10} {"se",8} {"difference",10} {"se",8} {"p_loo",8} "
            + $"{"k-hat > 0.7",11}");
        foreach (LeaveOneOutComparison c in Compare(estimates))
        {
            LeaveOneOut e = c.Estimate;
            streams.Out.WriteLine(FormattableString.Invariant(
                $"{c.Name.PadRight(width)} {e.Elpd,10:F1} {e.StandardError,8:F1} {c.Difference,10:F1} ")
                + FormattableString.Invariant(
                    $"{c.StandardError,8:F1} {e.EffectiveParameters,8:F1} {e.CountAbove(0.7),11}"));
        }
        return ExitCode.Fitted;
    }

    private static IReadOnlyList<LeaveOneOutComparison> Compare(List<(string, LeaveOneOut)> estimates)
    {
        try
        {
            return LeaveOneOut.Compare(estimates);
        }
        catch (ArgumentException failure)
        {
            throw new UserInputException(failure.Message, failure);
        }
    }
}
