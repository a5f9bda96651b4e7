using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>The distribution of the response given its linear predictor. Names, links and further parameters are those
/// of R's brms; the only place that knows them.</summary>
public sealed partial record Family
{
    private Family(
        string name, LinkFunction link, ResponseKind response, PriorClass[] parameters,
        Func<LikelihoodArguments, Distribution> likelihood)
    {
        (Name, Link, Response, Parameters) = (name, link, response, parameters);
        Likelihood = likelihood;
    }

    /// <summary>The name in R's brms.</summary>
    public string Name { get; }

    /// <summary>The link function.</summary>
    public LinkFunction Link { get; }

    /// <summary>The parameters beside the predictor, such as sigma.</summary>
    public IReadOnlyList<PriorClass> Parameters { get; }

    /// <summary>Whether the response is a count out of a number of trials.</summary>
    public bool HasTrials => Response == ResponseKind.Successes;

    /// <summary>Whether the response has ordered categories, with a threshold between each and the next in the place
    /// of the intercept.</summary>
    public bool HasThresholds => Response == ResponseKind.Ordinal;

    /// <summary>Whether the response has categories in no order, each but the first with a linear predictor of its
    /// own: the logarithm of its probability over that of the first.</summary>
    public bool IsCategorical => Response == ResponseKind.Nominal;

    /// <summary>Which values the response can have.</summary>
    internal ResponseKind Response { get; }

    /// <summary>The distribution of the response.</summary>
    internal Func<LikelihoodArguments, Distribution> Likelihood { get; }

    /// <summary>A response on the scale of the predictor, or null where the default priors do not look at it.</summary>
    internal Func<double, double>? OnScaleOfPredictor => Link switch
    {
        _ when IsOfLogarithm => static y => Math.Log(y == 0 ? 0.1 : y),
        LinkFunction.Identity => static y => y,
        LinkFunction.Log when Response == ResponseKind.Count => static y => Math.Log(y + 0.1),
        LinkFunction.Log => static y => Math.Log(y == 0 ? 0.1 : y),
        _ => null,
    };

    /// <summary>Whether the predictor is the mean of the logarithm of the response.</summary>
    private bool IsOfLogarithm { get; init; }

    /// <summary>The family of this name.</summary>
    /// <exception cref="UserInputException">There is none of this name.</exception>
    public static Family Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(family => family.Name == name) ?? throw new UserInputException(
            $"Unknown family '{name}'. "
                + NearestNames.Suggest(name, [.. All.Select(family => family.Name)], "families"));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
