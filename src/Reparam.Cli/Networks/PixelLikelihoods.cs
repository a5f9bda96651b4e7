using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Likelihoods of pixels by their names on the command line.</summary>
internal static class PixelLikelihoods
{
    public const string Bernoulli = "bernoulli", Normal = "normal", StudentT = "student_t", Categorical = "categorical",
        DiscretizedLogistic = "discretized_logistic";

    public static readonly string[] Names = [Bernoulli, Normal, StudentT, Categorical, DiscretizedLogistic];

    /// <summary>Those of networks that read pixels as numbers only.</summary>
    public static readonly string[] WithoutClasses = [Bernoulli, Normal, StudentT, DiscretizedLogistic];

    private const string NumbersNotes = """
    The likelihood of a pixel is bernoulli (from 0, black, to 1,
    white; by --binarise dynamic each becomes 0 or 1 with that probability whenever it is read), normal, student_t
    """;

    /// <summary>Of the help: what they are.</summary>
    public const string Notes = $"""
    {NumbersNotes},
    categorical (a class for each shade) or discretized_logistic (shades). Bounds are in nats an image.
    """;

    /// <summary>Of the help: what <see cref="WithoutClasses"/> are.</summary>
    public const string NotesWithoutClasses = $"""
    {NumbersNotes} or
    discretized_logistic (shades). Bounds are in nats an image.
    """;

    /// <summary>A class for each shade has as many outputs for each pixel.</summary>
    private const int MostClasses = 64;

    /// <summary>The likelihood of a name.</summary>
    /// <exception cref="UserInputException">There is none, or it is not for so many shades.</exception>
    public static Likelihood Of(string name, int shades) => name switch
    {
        Bernoulli => Likelihood.Bernoulli,
        Normal => Likelihood.Normal(),
        StudentT => Likelihood.StudentT(),
        Categorical when shades <= MostClasses => Likelihood.Categorical(shades),
        Categorical => throw new UserInputException(FormattableString.Invariant(
            $"--likelihood {Categorical} has a class for each of the {shades} shades, but at most {MostClasses} ") +
            $"were expected. Use {DiscretizedLogistic}, which is for as many."),
        DiscretizedLogistic => Likelihood.DiscretizedLogistic(shades),
        _ => throw new UserInputException(
            $"Unknown likelihood '{name}'. {NearestNames.Suggest(name, Names, "likelihoods")}"),
    };
}
