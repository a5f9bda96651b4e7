using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>
/// A set of approximations q_λ: a bijector with parameters λ, applied to standard normal noise. x = T_λ(ε).
/// </summary>
/// <remarks>So far the members of all families are normal distributions, and the optimisers rely on it.</remarks>
public abstract record VariationalFamily
{
    private protected VariationalFamily() { }

    /// <summary>The name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The number of parameters.</summary>
    /// <param name="dimension">The number of unknowns n.</param>
    public abstract int ParameterCount(int dimension);

    /// <summary>The parameters that make q the standard normal distribution.</summary>
    /// <param name="dimension">The number of unknowns n.</param>
    public abstract double[] StandardNormal(int dimension);

    /// <summary>T_λ, from noise of length n to unknowns of length n.</summary>
    /// <param name="parameters">λ, a vector.</param>
    /// <param name="dimension">The number of unknowns n.</param>
    public abstract Bijector Bijector(Tensor parameters, int dimension);

    /// <summary>
    /// Whether the family contains, for each of its members, that member under any linear map of the unknowns. If so it
    /// is fitted in coordinates whitened by the whole curvature at the mode; otherwise each unknown is scaled by
    /// itself.
    /// </summary>
    public abstract bool IsClosedUnderLinearMaps { get; }

    /// <summary>The entropy of q_λ in nats, where log |det ∂T/∂ε| is the same for all ε: n/2 log(2πe) + log
    /// |det|.</summary>
    /// <param name="parameters">λ, a vector.</param>
    /// <param name="dimension">The number of unknowns n.</param>
    public Tensor Entropy(Tensor parameters, int dimension) =>
        Bijector(parameters, dimension).ForwardAndLogDet(Tensor.Full(0, [dimension])).LogDet
        + dimension * (0.5 + HalfLogTwoPi);
}
