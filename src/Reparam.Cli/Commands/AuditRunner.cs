using Reparam.Formulas;
using Reparam.Gradients;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam audit</c>.</summary>
internal sealed class AuditRunner(Streams streams)
{
    public int Run(ModelRequest request, ulong seed, CancellationToken cancellationToken)
    {
        FitProblem problem = FitProblem.Read(request);
        ModelView.Show(problem, new LabelledLines(streams.Out));
        return Show(Audit(problem.Model, seed, cancellationToken));
    }

    /// <summary>Prints a report, and says by the exit code whether its gradient may be trusted.</summary>
    public int Show(AuditReport report)
    {
        streams.Out.WriteLine();
        foreach (string line in report.ToString().Split('\n'))
        {
            streams.Out.WriteLine(line);
        }
        return report.Agrees ? ExitCode.Fitted : ExitCode.Disagreement;
    }

    /// <summary>Around the middle of unconstrained space, as near to it as the model's numbers stay finite.</summary>
    private static AuditReport Audit(Model model, ulong seed, CancellationToken cancellationToken)
    {
        var options = new AuditOptions { Seed = seed, ThrowOnDisagreement = false };
        for (double logScale = 0; ; logScale -= 2)
        {
            try
            {
                return model.Audit(
                    logScale: [.. Enumerable.Repeat(logScale, model.LogDensity.Dimension)], options: options,
                    cancellationToken: cancellationToken);
            }
            catch (ArgumentException) when (logScale > -6)
            {
                // The log joint is not finite at one of the draws: try nearer to the middle.
            }
            catch (ArgumentException e)
            {
                throw new UserInputException($"The model cannot be audited: {e.Message}", e);
            }
        }
    }
}
