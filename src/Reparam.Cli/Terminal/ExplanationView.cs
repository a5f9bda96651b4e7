using System.Globalization;

namespace Reparam.Cli;

/// <summary>Prints what a model is made of.</summary>
internal sealed class ExplanationView(TextWriter output)
{
    private readonly LabelledLines _lines = new(output);

    public void Show(FitProblem problem, bool evaluation)
    {
        ModelView.Show(problem, _lines);
        Model model = problem.Model;
        _lines.Write("Unknowns",
        [
            string.Create(CultureInfo.InvariantCulture, $"{Numbers(model.LogDensity.Dimension)} in {Sites(model)}"),
            .. model.Sites.Select(site => $"{site.Name}: {Numbers(site.UnconstrainedShape.Size)}"
                + (site.Shape.Size == 1 ? "" : $", shape {site.Shape}") + $", prior {site.Prior.GetType().Name}"),
        ]);
        IReadOnlyList<string> reductions = model.LogDensity.Reductions;
        _lines.Write("Reduced", reductions.Count > 0
            ? [.. reductions.SelectMany(LabelledLines.Wrap)]
            : ["nothing: every row is visited at each evaluation"]);
        if (evaluation)
        {
            output.WriteLine();
            output.Write(model.LogDensity.DescribeEvaluation());
        }
    }

    private static string Numbers(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} unconstrained number{(count == 1 ? "" : "s")}");

    private static string Sites(Model model) => model.Sites.Count == 1
        ? "one site"
        : string.Create(CultureInfo.InvariantCulture, $"{model.Sites.Count} sites");
}
