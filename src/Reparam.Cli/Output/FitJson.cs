using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reparam.Cli;

/// <summary>fit.json: the settings of a fit, its bound, its diagnostics, the verdict and timings.</summary>
/// <remarks>
/// Null stands for a number that is not finite (a k-hat of null is infinite where the verdict is failed, and minus
/// infinite, the ratios being equal, where it is not; summary.csv tells k-hats of means apart). All but <c>timings</c>
/// is the same for the same seed.
/// <c>schema_version</c> rises when a field changes its meaning or goes away.
/// </remarks>
internal static class FitJson
{
    public const int SchemaVersion = 1;

    // The text is a file, not a part of a web page: letters and < > stay as they are.
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="result">The fit.</param>
    /// <param name="unconstrainedHash">The hash of unconstrained.csv beside it.</param>
    public static void Write(TextWriter writer, FitResult result, string unconstrainedHash)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version", SchemaVersion);
            json.WriteString("version", ProgramVersion.Text);
            WriteProblem(json, result.Problem, result.Request.Model);
            WritePosterior(json, result.Posterior, result.Shapes);
            json.WriteString("unconstrained_hash", unconstrainedHash);
            json.WriteStartObject("timings");
            json.WriteNumber("model_seconds", Math.Round(result.Timings.Model, 4));
            json.WriteNumber("fit_seconds", Math.Round(result.Timings.Fit, 4));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        writer.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteProblem(Utf8JsonWriter json, FitProblem problem, ModelRequest request)
    {
        json.WriteString("data", request.Data);
        json.WriteString("data_hash", problem.DataHash());
        json.WriteStartObject("model");
        json.WriteString("example", problem.Example);
        json.WriteString("formula", problem.Formula);
        json.WriteString("family", problem.Family);
        json.WriteStartArray("priors");
        foreach (StatedPrior prior in problem.Priors)
        {
            json.WriteStartObject();
            json.WriteString("parameter", prior.Parameter);
            json.WriteString("distribution", prior.Distribution);
            json.WriteBoolean("default", prior.IsDefault);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteTexts(json, "prior_options", request.Priors);
        json.WriteEndObject();
        json.WriteStartObject("rows");
        json.WriteNumber("used", problem.Rows);
        json.WriteNumber("dropped", problem.Dropped.Total);
        json.WriteEndObject();
        WriteTexts(json, "warnings", problem.Warnings);
    }

    private static void WritePosterior(Utf8JsonWriter json, Posterior posterior, MeanShapes shapes)
    {
        json.WriteNumber("seed", posterior.Seed);
        json.WriteString("approximation", posterior.Approximation);
        json.WriteNumber("draws", posterior.LogDensities.Count);
        json.WriteBoolean("corrected", posterior.IsCorrected);
        WriteFinite(json, "elbo", posterior.Elbo);
        WriteFinite(json, "elbo_se", posterior.ElboStandardError);
        WriteFinite(json, "khat", posterior.ParetoShape);
        json.WriteStartObject("khat_of_means");
        foreach (var (name, shape) in shapes.Values)
        {
            WriteFinite(json, name, shape);
        }
        json.WriteEndObject();
        WriteFinite(json, "ess", posterior.EffectiveSampleSize);
        json.WriteNumber("evaluations", posterior.Evaluations);
        json.WriteStartArray("rungs");
        foreach (Rung rung in posterior.Rungs)
        {
            json.WriteStartObject();
            json.WriteString("approximation", rung.Approximation);
            WriteFinite(json, "elbo", rung.Elbo);
            WriteFinite(json, "elbo_se", rung.ElboStandardError);
            WriteFinite(json, "khat", rung.ParetoShape);
            WriteFinite(json, "ess", rung.EffectiveSampleSize);
            json.WriteNumber("evaluations", rung.Evaluations);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("interrupted", posterior.IsInterrupted);
        json.WriteString("verdict", VerdictText.Level(posterior.Verdict));
        WriteTexts(json, "reasons", posterior.Verdict.Reasons);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    private static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
