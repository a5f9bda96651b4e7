using System.Text.Json;
using Reparam.Benchmarks.Posteriors;
using Reparam.Formulas;

namespace Reparam.Benchmarks.Accuracy;

/// <summary>A model with the means and standard deviations that a long NUTS run found.</summary>
/// <param name="Name">Its name, with its data.</param>
/// <param name="Model">The model.</param>
/// <param name="Parameters">What to compare: group effects are left out, as they are where others publish such
/// errors.</param>
/// <param name="Published">The model with the data of its Stan program; null for a formula.</param>
/// <param name="Stan">Runs of Stan that come with the reference.</param>
internal sealed record ReferencePosterior(
    string Name, Model Model, IReadOnlyDictionary<string, (double Mean, double StandardDeviation)> Parameters,
    PublishedPosterior? Published, IReadOnlyList<StanAccuracy> Stan)
{
    private static readonly string[] Formulas = ["wells", "radon_mn", "kidiq", "quine", "sleepstudy", "cbpp"];

    /// <summary>All that there are: those of posteriordb, and six formulas.</summary>
    /// <param name="wanted">Parts of names, of which one must occur; all where there are none.</param>
    /// <exception cref="FileNotFoundException">A file of data is absent.</exception>
    public static IEnumerable<ReferencePosterior> All(params string[] wanted)
    {
        JsonElement published = Json("posteriordb", "references.json");
        foreach (string name in PublishedPosteriors.Names.Where(IsWanted))
        {
            PublishedPosterior posterior = PublishedPosteriors.Find(name)
                ?? throw new FileNotFoundException($"The data of {name} are absent.");
            yield return new ReferencePosterior(
                name, posterior.Model, Read(published.GetProperty(name)), posterior, []);
        }
        foreach (string name in Formulas.Where(IsWanted))
        {
            JsonElement reference = Json("references", $"{name}.json");
            yield return new ReferencePosterior(
                name, OfFormula(reference), Read(reference), null, [.. StanAccuracy.OfReference(name, reference)]);
        }
        bool IsWanted(string name) =>
            wanted.Length == 0 || wanted.Any(part => name.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>The model of one name; null where there is none.</summary>
    /// <param name="name">As in <see cref="Name"/>.</param>
    /// <exception cref="FileNotFoundException">A file of data is absent.</exception>
    public static Model? ModelOf(string name) =>
        Formulas.Contains(name) ? OfFormula(Json("references", $"{name}.json"))
        : !PublishedPosteriors.Names.Contains(name) ? null
        : PublishedPosteriors.Find(name)?.Model
            ?? throw new FileNotFoundException($"The data of {name} are absent.");

    private static Model OfFormula(JsonElement reference) => FormulaModel.Create(
        Formula.Parse(reference.GetProperty("formula").GetString()!),
        Family.Parse(reference.GetProperty("family").GetString()!),
        DataTable.ReadCsv(PathOf("references", reference.GetProperty("data").GetString()!)),
        [.. reference.GetProperty("priors").EnumerateArray()
            .Select(p => PriorSpecification.Parse(p.GetString()!))]).Model;

    private static Dictionary<string, (double Mean, double StandardDeviation)> Read(JsonElement reference) =>
        reference.GetProperty("parameters").EnumerateObject()
            .Where(p => !p.Name.StartsWith("r_", StringComparison.Ordinal))
            .ToDictionary(p => p.Name, p =>
                (p.Value.GetProperty("mean").GetDouble(), p.Value.GetProperty("sd").GetDouble()));

    private static JsonElement Json(string folder, string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(PathOf(folder, file)));
        return document.RootElement.Clone();
    }

    private static string PathOf(string folder, string file)
    {
        string path = Path.Combine(ReferenceData.Folder ?? "", folder, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no {path}.", path);
    }
}
