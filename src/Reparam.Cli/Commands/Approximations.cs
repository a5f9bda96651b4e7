using Reparam.Formulas;
using Reparam.Variational;

namespace Reparam.Cli;

/// <summary>The approximations that can be asked for by name.</summary>
internal static class Approximations
{
    private const string Automatic = "auto";

    private static readonly Dictionary<string, VariationalFamily> Families = new(StringComparer.Ordinal)
    {
        ["mean-field"] = new MeanFieldGaussian(),
        ["low-rank"] = new LowRankGaussian(),
        ["structured"] = new StructuredGaussian(),
        ["full-rank"] = new FullRankGaussian(),
        ["student-t"] = new StudentTFamily(),
        ["sinh-arcsinh"] = new SinhArcsinhFamily(),
        ["mixture"] = new GaussianMixtureFamily(4),
        ["coupling-flow"] = new CouplingFlow(),
        ["spline-flow"] = new SplineFlow(),
        ["autoregressive-flow"] = new InverseAutoregressiveFlow(),
    };

    /// <summary>Those that come of an algorithm of their own.</summary>
    private static readonly Dictionary<string, FitAlgorithm> Algorithms = new(StringComparer.Ordinal)
    {
        ["laplace"] = new LaplaceApproximation(),
        ["pathfinder"] = new Pathfinder(),
    };

    /// <summary>All names, the library's choice first.</summary>
    public static IEnumerable<string> Names => [Automatic, .. Families.Keys, .. Algorithms.Keys];

    /// <summary>Options with the approximation of a name; as they are for the library's choice.</summary>
    /// <exception cref="UserInputException">There is none of this name.</exception>
    public static FitOptions With(this FitOptions options, string? name) => name is null or Automatic ? options
        : Families.TryGetValue(name, out VariationalFamily? family) ? options with { Family = family }
        : Algorithms.TryGetValue(name, out FitAlgorithm? algorithm) ? options with { Algorithm = algorithm }
        : throw new UserInputException(
            $"Unknown approximation '{name}'. {NearestNames.Suggest(name, [.. Names], "approximations")}");
}
