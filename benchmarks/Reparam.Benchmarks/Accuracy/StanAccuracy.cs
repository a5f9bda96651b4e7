using System.Globalization;
using System.Text.Json;

namespace Reparam.Benchmarks.Accuracy;

/// <summary>One run of Stan, as <c>benchmarks/baselines/accuracy.R</c> writes it.</summary>
/// <param name="Posterior">The posterior.</param>
/// <param name="Algorithm">meanfield, fullrank or nuts.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Mean">The worst error of a mean, in reference standard deviations; NaN where there was no
/// result.</param>
/// <param name="Deviation">The worst relative error of a standard deviation, likewise.</param>
/// <param name="Wall">Elapsed seconds, without compiling the program; NaN where they were not taken.</param>
/// <param name="Processor">Seconds of processor time.</param>
/// <param name="Said">What Stan said of itself, in a word or two.</param>
internal sealed record StanAccuracy(string Posterior, string Algorithm, int Seed, double Mean, double Deviation,
    double Wall, double Processor, string Said)
{
    /// <summary>The comment lines of the file, which say where it was made, and its rows; none where the file is
    /// absent.</summary>
    public static (IReadOnlyList<string> Provenance, IReadOnlyList<StanAccuracy> Runs) Read(string path)
    {
        if (!File.Exists(path))
        {
            return ([], []);
        }
        string[] lines = File.ReadAllLines(path);
        return (
            [.. lines.Where(l => l.StartsWith("# ", StringComparison.Ordinal)).Select(l => l[2..])],
            [.. lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).Select(f => new StanAccuracy(
                f[0], f[1], int.Parse(f[2], CultureInfo.InvariantCulture), Number(f[3]), Number(f[4]), Number(f[5]),
                Number(f[6]), f[7]))]);
    }

    /// <summary>The runs that stand in the file of a reference: three seeds of ADVI, and the NUTS run that is the
    /// reference itself.</summary>
    public static IEnumerable<StanAccuracy> OfReference(string posterior, JsonElement reference)
    {
        foreach (string algorithm in new[] { "meanfield", "fullrank" })
        {
            foreach (JsonElement run in reference.GetProperty("advi").GetProperty(algorithm).GetProperty("runs")
                .EnumerateArray())
            {
                double seconds = run.GetProperty("vb_seconds").GetDouble();
                int seed = run.GetProperty("seed").GetInt32();
                yield return run.TryGetProperty("max_error", out JsonElement error)
                    ? new StanAccuracy(posterior, algorithm, seed, error.GetDouble(), Math.Max(
                        1 - run.GetProperty("sd_ratio_min").GetDouble(),
                        run.GetProperty("sd_ratio_max").GetDouble() - 1), double.NaN, seconds, "")
                    : new StanAccuracy(
                        posterior, algorithm, seed, double.NaN, double.NaN, double.NaN, seconds, "no result");
            }
        }
        yield return new StanAccuracy(posterior, "nuts", 0, double.NaN, double.NaN, double.NaN,
            reference.GetProperty("seconds").GetDouble(), "the reference");
    }

    private static double Number(string text) =>
        text is "NA" or "NaN" or "Inf" ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
}
