using System.Text.Json;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>A fit that was saved by <c>reparam fit --output</c>, with its model made again from its data.</summary>
/// <param name="Folder">The folder, as it was named.</param>
/// <param name="Problem">The model.</param>
/// <param name="Draws">Its posterior draws.</param>
/// <param name="Verdict">"passed", "doubtful" or "failed".</param>
/// <param name="Data">The path of its data; null for an example.</param>
internal sealed record SavedFit(string Folder, FitProblem Problem, ModelDraws Draws, string Verdict, string? Data)
{
    /// <summary>The files that it was loaded from, and what is beside them.</summary>
    public IEnumerable<string?> Files => [Data, .. ResultFolder.OwnFiles.Select(file => Path.Combine(Folder, file))];

    /// <summary>Loads a fit, and refuses one whose files or data are not what they were.</summary>
    /// <exception cref="UserInputException">Something is missing, truncated, changed, or of a version to
    /// come.</exception>
    public static SavedFit Load(ResultRequest request)
    {
        string settings = Path.Combine(request.Folder, "fit.json"),
            points = Path.Combine(request.Folder, UnconstrainedCsv.FileName);
        try
        {
            using JsonDocument json = Parse(settings);
            return Load(request, json.RootElement, points);
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserInputException(
                $"{settings} lacks what a fit has: {failure.Message.TrimEnd('.')}. Fit again with --output.", failure);
        }
    }

    /// <summary>What users should know before they read on; nothing where the verdict is passed.</summary>
    public void Warn(Streams streams)
    {
        if (Verdict != "passed")
        {
            streams.Error.WriteLine(
                $"warning: the verdict of {Folder} is {Verdict}, and what follows is no better: see its fit.json.");
        }
    }

    private static SavedFit Load(ResultRequest request, JsonElement fit, string points)
    {
        int version = fit.GetProperty("schema_version").GetInt32();
        if (version != FitJson.SchemaVersion)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"{request.Folder} has schema version {version}, but this is reparam {ProgramVersion.Text}, which ")
                + FormattableString.Invariant($"reads version {FitJson.SchemaVersion}. Use the version that wrote it, ")
                + FormattableString.Invariant($"{fit.GetProperty("version").GetString()}, or fit again."));
        }
        if (!fit.TryGetProperty("unconstrained_hash", out JsonElement expected))
        {
            throw new UserInputException(
                $"{request.Folder} was written by a version that kept no draws to go on from, "
                    + $"{fit.GetProperty("version").GetString()}. Fit again.");
        }
        ModelRequest model = Model(request, fit);
        string hash = fit.GetProperty("data_hash").GetString()!;
        if (model.Data is { } data && DataHash.OfFile(data) != hash)
        {
            // Before they are read as what they no longer are.
            throw Changed(request, data);
        }
        FitProblem problem = FitProblem.Read(model);
        if (model.Data is null && problem.DataHash() != hash)
        {
            throw Changed(request, $"the example {model.Example}");
        }
        string text = ReadText(points);
        if (DataHash.OfText(text) != expected.GetString())
        {
            throw new UserInputException(
                $"{points} is not what was written: it is truncated or was changed. Copy it again, or fit again.");
        }
        ulong seed = fit.GetProperty("seed").GetUInt64();
        return new SavedFit(request.Folder, problem,
            new ModelDraws(problem.Model, UnconstrainedCsv.Read(text, problem.Model, points), seed),
            fit.GetProperty("verdict").GetString()!, model.Data);
    }

    private static UserInputException Changed(ResultRequest request, string data) => new(
        $"The data of {request.Folder} have changed since it was fitted: {data} has another hash. Give the file as it "
            + "was with --data, or fit again.");

    private static ModelRequest Model(ResultRequest request, JsonElement fit)
    {
        JsonElement model = fit.GetProperty("model");
        string? example = model.GetProperty("example").GetString();
        if (example is not null && request.Data is not null)
        {
            throw new UserInputException(
                $"{request.Folder} is a fit of the example {example}, which brings its own data. Leave --data out.");
        }
        return new ModelRequest(example, model.GetProperty("formula").GetString(),
            model.GetProperty("family").GetString(), example is null ? DataPath(request, fit) : null,
            [.. model.GetProperty("prior_options").EnumerateArray().Select(p => p.GetString()!)]);
    }

    private static string DataPath(ResultRequest request, JsonElement fit)
    {
        string path = request.Data ?? fit.GetProperty("data").GetString() ?? "";
        return File.Exists(path) ? path : throw new UserInputException(
            $"The data of {request.Folder}, {path}, are not there. Give the file with --data.");
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(ReadText(path));
        }
        catch (JsonException failure)
        {
            throw new UserInputException(
                $"{path} is not whole: {failure.Message.TrimEnd('.')}. Copy it again, or fit again.", failure);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException(
                $"{path} cannot be read: {failure.Message.TrimEnd('.')}. Name a folder that reparam fit --output "
                    + "wrote.", failure);
        }
    }
}
