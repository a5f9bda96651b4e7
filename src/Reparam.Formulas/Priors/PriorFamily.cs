namespace Reparam.Formulas;

/// <summary>The distributions a prior can have; parameters are those of Stan, in Stan's order.</summary>
public enum PriorFamily
{
    /// <summary>normal(location, scale).</summary>
    Normal,

    /// <summary>student_t(degrees of freedom, location, scale).</summary>
    StudentT,

    /// <summary>cauchy(location, scale).</summary>
    Cauchy,

    /// <summary>double_exponential(location, scale).</summary>
    DoubleExponential,

    /// <summary>logistic(location, scale).</summary>
    Logistic,

    /// <summary>gumbel(location, scale).</summary>
    Gumbel,

    /// <summary>exponential(rate).</summary>
    Exponential,

    /// <summary>gamma(shape, rate).</summary>
    Gamma,

    /// <summary>inv_gamma(shape, scale).</summary>
    InverseGamma,

    /// <summary>lognormal(location, scale), both of the logarithm.</summary>
    LogNormal,

    /// <summary>weibull(shape, scale).</summary>
    Weibull,

    /// <summary>pareto(minimum, shape).</summary>
    Pareto,

    /// <summary>beta(a, b).</summary>
    Beta,

    /// <summary>uniform(lower, upper).</summary>
    Uniform,

    /// <summary>lkj(shape), on correlation matrices.</summary>
    Lkj,
}
