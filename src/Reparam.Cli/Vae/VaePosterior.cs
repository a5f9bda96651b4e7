using System.Text.Json;
using Reparam.Neural;
using Reparam.Variational;

namespace Reparam.Cli;

/// <summary>The family of the posterior of a variational auto-encoder.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Steps">Of flows; 0 for others.</param>
/// <param name="Classes">Of each categorical variable; 0 for others.</param>
/// <param name="Temperature">Of relaxed variables; 0 for others.</param>
internal sealed record VaePosterior(string Name, int Steps = 0, int Classes = 0, double Temperature = 0)
{
    public const string Diagonal = "diagonal", RankOne = "rank_one", Autoregressive = "autoregressive",
        Coupling = "coupling", Planar = "planar", Binary = "binary", Categorical = "categorical";

    public const int DefaultClasses = 10;

    public const double DefaultTemperature = 0.5;

    public static readonly string[] Names =
        [Diagonal, RankOne, Autoregressive, Coupling, Planar, Binary, Categorical];

    public static bool IsFlow(string name) => name is Autoregressive or Coupling or Planar;

    public static bool IsRelaxed(string name) => name is Binary or Categorical;

    /// <summary>The steps of a flow, unless others are asked for.</summary>
    public static int DefaultSteps(string name) => name == Autoregressive ? 2 : 4;

    /// <summary>The family.</summary>
    /// <param name="latent">The number of latent variables.</param>
    public LatentFamily Of(int latent) => Name switch
    {
        Diagonal => new DiagonalNormalFamily(latent),
        RankOne => new RankOnePrecisionFamily(latent),
        Autoregressive => new InverseAutoregressiveFamily(latent, Steps),
        Coupling => new CouplingFamily(latent, Steps),
        Planar => new PlanarFamily(latent, Steps),
        Binary => new RelaxedBernoulliFamily(latent, new ConstantStepSize(Temperature)),
        _ => new ConcreteFamily(latent, Classes, new ConstantStepSize(Temperature)),
    };

    /// <summary>", planar posterior of 4 steps"; nothing for the one that goes without saying.</summary>
    public string Describe() => Name == Diagonal ? ""
        : IsFlow(Name) ? FormattableString.Invariant($", {Name} posterior of {Steps} step{(Steps == 1 ? "" : "s")}")
        : Name == Categorical ? FormattableString.Invariant($", variables of {Classes} classes")
        : Name == Binary ? ", binary variables"
        : $", {Name} posterior";

    /// <summary>Writes the fields that have a meaning.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("posterior", Name);
        if (IsFlow(Name))
        {
            json.WriteNumber("flow_steps", Steps);
        }
        if (Name == Categorical)
        {
            json.WriteNumber("classes", Classes);
        }
        if (IsRelaxed(Name))
        {
            json.WriteNumber("temperature", Temperature);
        }
    }

    /// <summary>Reads the fields of a file that has them.</summary>
    public static VaePosterior Read(JsonElement root, string name) => new(name,
        IsFlow(name) ? root.GetProperty("flow_steps").GetInt32() : 0,
        name == Categorical ? root.GetProperty("classes").GetInt32() : 0,
        IsRelaxed(name) ? root.GetProperty("temperature").GetDouble() : 0);
}
