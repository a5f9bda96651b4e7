using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Which fit a checkpoint belongs to.</summary>
/// <param name="Version">The library's, since another may compute in another order.</param>
/// <param name="Model">A hash of the names of the unknowns, and of the log density and its gradient at two
/// points.</param>
/// <param name="Options">The options in words, but for those that do not change the result.</param>
/// <param name="Seed">The seed.</param>
internal sealed record CheckpointIdentity(string Version, string Model, string Options, ulong Seed)
{
    /// <summary>Of a fit that is about to begin.</summary>
    public static CheckpointIdentity Of(LogDensity target, FitOptions options, ulong seed) =>
        new(typeof(CheckpointIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion ?? "",
            Hash(target), Text(options), seed);

    /// <summary>What differs from another, in words; null where nothing does.</summary>
    public string? Difference(CheckpointIdentity other) =>
        Version != other.Version ? $"it was written by version {other.Version} of the library, and this is {Version}"
        : Model != other.Model ? "its model has other unknowns, or its log density other values"
        : Options != other.Options ? $"its options are {other.Options}, and these are {Options}"
        : Seed != other.Seed ? FormattableString.Invariant($"its seed is {other.Seed}, and this is {Seed}")
        : null;

    /// <summary>Data that differ give other values of the density: two points, one at the origin and one beside it,
    /// stand for all.</summary>
    private static string Hash(LogDensity target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in target.UnknownNames)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name + "\n"));
        }
        int n = target.Dimension;
        var points = new double[2 * n];
        for (int e = 0; e < n; e++)
        {
            points[2 * e + 1] = Noise.Uniform(RandomKey.FromSeed(0), 0, 0, e) - 0.5;
        }
        if (target.Drawn is { } drawn)
        {
            // Integers, of which there is one in every range.
            for (int e = 0; e < drawn.Count; e++)
            {
                double lower = drawn.Ends.Lower[e], upper = drawn.Ends.Upper[e];
                points[2 * (drawn.Start + e)] = double.IsFinite(lower) ? lower : double.IsFinite(upper) ? upper : 0;
                points[2 * (drawn.Start + e) + 1] = double.IsFinite(upper) ? upper : points[2 * (drawn.Start + e)] + 1;
            }
        }
        // A plan of its own: those of the fit count what they run.
        Tensor x = Tensor.Input("x", [n], varies: true), value = Tensor.Spread(target.LogProb(x));
        foreach (double[] numbers in DensityPlan.Run(
            target, [x], [points], [value, Differentiate.Gradient(value, x)[0]], 2))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(numbers));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Records print their properties, in the culture of the thread.</summary>
    private static string Text(FitOptions options)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return (options with
            {
                Threads = 0,
                Checkpoint = null,
                CheckpointSteps = 1,
                ReturnsWhenCancelled = false,
            }).ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
