using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Standard deviations by linear response.</summary>
internal sealed class LinearResponses(Streams streams)
{
    /// <summary>Refuses a fit that has none, before it is made.</summary>
    /// <exception cref="UserInputException">The algorithm has no optimum over fixed draws.</exception>
    public static void Check(FitRequest request, FitOptions options)
    {
        if (request.HasLinearResponse && options.Algorithm is not FixedDraws)
        {
            throw new UserInputException(
                $"--linear-response needs an optimum, but --approximation {request.Approximation} has none. Take "
                    + "another approximation, such as mean-field, or leave one of the two out.");
        }
    }

    /// <summary>Those of a fit, in the order of its summaries; null where they were not asked for, or there are
    /// none.</summary>
    public IReadOnlyList<double>? Of(Posterior posterior, FitRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasLinearResponse)
        {
            return null;
        }
        if (posterior.IsInterrupted)
        {
            return Without("The fit was interrupted before its optimum");
        }
        try
        {
            IReadOnlyList<LinearResponse> responses = ProgressDisplay.Run(!request.IsQuiet && streams.ShowsProgress,
                _ => posterior.LinearResponse(cancellationToken: cancellationToken), "linear responses");
            var byName = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (LinearResponse response in responses)
            {
                byName.TryAdd(response.Name, response.StandardDeviation);
            }
            return [.. posterior.Summaries.Select(s => byName[s.Name])];
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Without("Interrupted");
        }
        catch (Exception failure) when (failure is FitException or InvalidOperationException)
        {
            return Without(failure.Message.TrimEnd('.'));
        }
    }

    private IReadOnlyList<double>? Without(string why)
    {
        streams.Error.WriteLine($"warning: {why}: there is no sd_lr; the rest is as it would be.");
        return null;
    }
}
