namespace Reparam.Formulas;

/// <summary>The kinds of unknowns a prior can be given for, as in brms.</summary>
public enum PriorClass
{
    /// <summary>The intercept at the predictors' means.</summary>
    Intercept,

    /// <summary>A coefficient of a raw predictor column.</summary>
    Coefficient,

    /// <summary>The standard deviation of an effect between groups.</summary>
    StandardDeviation,

    /// <summary>The correlation matrix of the effects of one group.</summary>
    Correlation,

    /// <summary>The residual scale.</summary>
    Sigma,

    /// <summary>The shape of the negative binomial, gamma, Weibull or inverse Gaussian distribution.</summary>
    Shape,

    /// <summary>The degrees of freedom of Student's t.</summary>
    Nu,

    /// <summary>The precision of the beta and beta-binomial distributions.</summary>
    Phi,

    /// <summary>The concentration of the von Mises distribution.</summary>
    Kappa,

    /// <summary>The skewness of the skew-normal distribution.</summary>
    Alpha,

    /// <summary>The probability of which the predictor is the quantile.</summary>
    Quantile,

    /// <summary>The probability that a count is replaced by 0.</summary>
    ZeroInflation,

    /// <summary>The probability of 0 where all zeros are of one kind.</summary>
    Hurdle,
}
