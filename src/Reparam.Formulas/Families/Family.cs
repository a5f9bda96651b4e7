using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>The distribution of the response given its linear predictor. Names, links and further parameters are those
/// of R's brms.</summary>
public sealed record Family
{
    private Family(string name, LinkFunction link, Func<LikelihoodArguments, Distribution> likelihood)
    {
        Name = name;
        Link = link;
        Likelihood = likelihood;
    }

    /// <summary>Normal(predictor, sigma).</summary>
    public static Family Gaussian { get; } = new("gaussian", LinkFunction.Identity,
        a => new Normal(a.Predictor, a.Sigma)) { HasSigma = true };

    /// <summary>Bernoulli(logistic(predictor)), a response of 0 and 1.</summary>
    public static Family Bernoulli { get; } = new("bernoulli", LinkFunction.Logit,
        a => Distributions.Bernoulli.FromLogits(a.Predictor));

    /// <summary>Binomial(trials, logistic(predictor)).</summary>
    public static Family Binomial { get; } = new("binomial", LinkFunction.Logit,
        a => Distributions.Binomial.FromLogits(a.Trials, a.Predictor)) { HasTrials = true };

    /// <summary>Poisson(exp(predictor)).</summary>
    public static Family Poisson { get; } = new("poisson", LinkFunction.Log,
        a => Distributions.Poisson.FromLogRate(a.Predictor)) { IsCount = true };

    /// <summary>Negative binomial with mean m = exp(predictor) and variance m + m² / shape.</summary>
    public static Family NegativeBinomial { get; } = new("negbinomial", LinkFunction.Log,
        a => Distributions.NegativeBinomial.FromLogMean(a.Predictor, a.Shape)) { IsCount = true, HasShape = true };

    /// <summary>Student's t with nu degrees of freedom, location the predictor, scale sigma.</summary>
    public static Family Student { get; } = new("student", LinkFunction.Identity,
        a => new StudentT(a.Nu, a.Predictor, a.Sigma)) { HasSigma = true, HasNu = true };

    /// <summary>Every family.</summary>
    public static IReadOnlyList<Family> All { get; } =
        [Gaussian, Bernoulli, Binomial, Poisson, NegativeBinomial, Student];

    /// <summary>The name in R's brms.</summary>
    public string Name { get; }

    /// <summary>The link function.</summary>
    public LinkFunction Link { get; }

    /// <summary>The distribution of the response.</summary>
    internal Func<LikelihoodArguments, Distribution> Likelihood { get; }

    /// <summary>Whether there is a residual scale, sigma.</summary>
    public bool HasSigma { get; private init; }

    /// <summary>Whether there is a shape (the inverse of the overdispersion).</summary>
    public bool HasShape { get; private init; }

    /// <summary>Whether there are degrees of freedom, nu.</summary>
    public bool HasNu { get; private init; }

    /// <summary>Whether the response is a count out of a number of trials.</summary>
    public bool HasTrials { get; private init; }

    /// <summary>Whether the response is an unbounded count.</summary>
    public bool IsCount { get; private init; }

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
