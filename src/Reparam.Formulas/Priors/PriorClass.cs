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

    /// <summary>The shape of the negative binomial.</summary>
    Shape,

    /// <summary>The degrees of freedom of Student's t.</summary>
    Nu,
}
