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

    /// <summary>All names, the library's choice first.</summary>
    public static IEnumerable<string> Names => Families.Keys.Prepend(Automatic);

    /// <summary>The family of a name; null for the library's choice.</summary>
    /// <exception cref="UserInputException">There is none of this name.</exception>
    public static VariationalFamily? Of(string? name) => name is null or Automatic ? null
        : Families.TryGetValue(name, out VariationalFamily? family) ? family
        : throw new UserInputException(
            $"Unknown approximation '{name}'. {NearestNames.Suggest(name, [.. Names], "approximations")}");
}
