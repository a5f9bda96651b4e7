using System.Text.Json;
using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks.Accuracy;

/// <summary>Writes what <c>benchmarks/baselines/accuracy.R</c> reads: for each posterior with reference draws the name
/// of its Stan program, the data of that, and the reference means and standard deviations.</summary>
internal static class PosteriorExport
{
    public static int Write(string folder, TextWriter error)
    {
        try
        {
            Write(folder);
            return 0;
        }
        catch (IOException failure)
        {
            error.WriteLine($"The reference posteriors are not here: {failure.Message}");
            return 2;
        }
    }

    private static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in PublishedPosteriors.Names)
        {
            ReferencePosterior reference = ReferencePosterior.All(name).First(r => r.Name == name);
            PublishedPosterior posterior = PublishedPosteriors.Find(name)!;
            using FileStream file = File.Create(Path.Combine(folder, $"{name}.json"));
            JsonSerializer.Serialize(file, new
            {
                program = posterior.Program,
                data = posterior.Data.ToDictionary(v => v.Name, Value),
                reference = reference.Parameters.ToDictionary(
                    p => p.Key, p => new[] { p.Value.Mean, p.Value.StandardDeviation }),
            });
        }
    }

    private static object Value(StanVariable variable) => variable.Dimensions.Length switch
    {
        0 when variable.IsInteger => (int)variable.Values[0],
        0 => variable.Values[0],
        1 => variable.Values,
        _ => variable.Values.Chunk(variable.Dimensions[1]).ToArray(),
    };
}
