namespace Reparam.Cli;

/// <summary>Prints a model: what it says, its priors, and what is odd about its data.</summary>
internal static class ModelView
{
    public static void Show(FitProblem problem, LabelledLines lines)
    {
        lines.Write("Model", problem.Description);
        bool anyDefault = problem.Priors.Any(q => q.IsDefault), allDefault = problem.Priors.All(q => q.IsDefault);
        lines.Write("Priors",
        [
            .. problem.Priors.Select(q =>
                $"{q.Parameter} ~ {q.Short}{(q.IsDefault && !allDefault ? "  (default)" : "")}"),
            .. anyDefault && allDefault ? ["(all of them defaults; state others with --prior)"] : (string[])[],
        ]);
        foreach (string warning in problem.Warnings)
        {
            lines.Write("Warning", LabelledLines.Wrap(warning));
        }
    }
}
