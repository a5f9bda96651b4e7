namespace Reparam.Distributions;

/// <summary>
/// A distribution whose draws are a function of fixed noise that is differentiable in every parameter: x = T_θ(ε). Only
/// such a distribution can be asked for a pathwise gradient; for any other the request does not compile. One that is
/// made of others is pathwise, and has a path where they have.
/// </summary>
public interface IPathwise
{
    /// <summary>How draws depend on the parameters; null where what the distribution is made of has no path.</summary>
    PathMethod? Path { get; }
}

/// <summary>How a sampling path x = T_θ(ε) is differentiable in the parameters θ.</summary>
public enum PathMethod
{
    /// <summary>Noise is moved and stretched: x = μ + σ ε.</summary>
    LocationScale,

    /// <summary>The inverse of the distribution function, in closed form.</summary>
    InverseDistributionFunction,

    /// <summary>The inverse of the distribution function F by numerical solution, and the derivative of its equation:
    /// ∂x/∂θ = -∂F/∂θ / p(x) (Figurnov, Mohamed and Mnih 2018).</summary>
    Implicit,

    /// <summary>A smooth function of draws of other distributions that have paths.</summary>
    Composition,
}
