using System.Globalization;

namespace Reparam.Cli;

/// <summary>Prints what a model is made of.</summary>
internal sealed class ExplanationView(TextWriter output)
{
    private readonly LabelledLines _lines = new(output);

    public void Show(FitProblem problem)
    {
        ModelView.Show(problem, _lines);
        Model model = problem.Model;
        int dimension = model.LogDensity.Dimension;
        _lines.Write("Unknowns",
        [
            string.Create(CultureInfo.InvariantCulture, $"{dimension}, without their constraints, in {Sites(model)}"),
            .. model.Sites.Select(site => string.Create(CultureInfo.InvariantCulture,
                $"{site.Name}: {site.Prior.GetType().Name}, shape {site.Shape}; {site.UnconstrainedShape.Size} unconstrained")),
        ]);
        IReadOnlyList<string> reductions = model.LogDensity.Reductions;
        _lines.Write("Simpler", reductions.Count > 0
            ? [.. reductions.SelectMany(LabelledLines.Wrap)]
            : ["nothing: every row is visited at each evaluation"]);
    }

    private static string Sites(Model model) => model.Sites.Count == 1
        ? "one site"
        : string.Create(CultureInfo.InvariantCulture, $"{model.Sites.Count} sites");
}
