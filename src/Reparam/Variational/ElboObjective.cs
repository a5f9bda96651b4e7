using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>How the entropy of q enters the evidence lower bound.</summary>
public enum EntropyForm
{
    /// <summary>By its closed form, which every affine family has.</summary>
    Analytic,

    /// <summary>As the mean of -log q over the draws (Schulz and Aziz 2017, eq. 10).</summary>
    MonteCarlo,

    /// <summary>As the mean of -log q over the draws, differentiated along the path of the draw only: unbiased, and
    /// without variance where q is exact (Roeder, Wu and Duvenaud 2017, "Sticking the landing").</summary>
    PathOnly,
}

/// <summary>
/// The evidence lower bound E_q[log g(x) - log q(x)] in nats, estimated over draws x = T_λ(ε) (Schulz and Aziz 2017,
/// eq. 2 and 10). It is at most log ∫ g, with equality where q is the posterior.
/// </summary>
/// <param name="Entropy">How the entropy of q enters.</param>
public sealed record ElboObjective(EntropyForm Entropy = EntropyForm.Analytic)
{
    /// <summary>Whether its gradient is the gradient of its value on fixed draws, as minimisers need.</summary>
    internal bool IsConservative => Entropy != EntropyForm.PathOnly;

    /// <summary>The bound as an expression: a mean over the draws of the noise.</summary>
    /// <param name="target">log g.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="coordinates">The map from the coordinates in which q is a member of the family.</param>
    /// <param name="parameters">λ.</param>
    /// <param name="noise">ε, by draw.</param>
    internal Tensor Estimate(LogDensity target, VariationalFamily family, Bijector coordinates, Tensor parameters,
        Tensor noise)
    {
        int n = target.Dimension;
        Bijector map = family.Bijector(parameters, n);
        var (u, logDet) = map.ForwardAndLogDet(noise);
        var (x, coordinatesLogDet) = coordinates.ForwardAndLogDet(u);
        Tensor logJoint = Tensor.DrawMean(target.LogProb(x));
        return Entropy switch
        {
            EntropyForm.Analytic => logJoint + family.Entropy(parameters, n) + coordinatesLogDet,
            EntropyForm.MonteCarlo => logJoint - Tensor.DrawMean(LogNoise(noise) - logDet) + coordinatesLogDet,
            EntropyForm.PathOnly => logJoint - Tensor.DrawMean(Detached(family, parameters, n, u)) + coordinatesLogDet,
            _ => throw new InvalidOperationException($"Unknown entropy form {Entropy}."),
        };
    }

    /// <summary>log φ(ε), the standard normal density of a vector.</summary>
    internal static Tensor LogNoise(Tensor noise) =>
        -0.5 * Tensor.Sum(Tensor.Square(noise)) - noise.Size * HalfLogTwoPi;

    /// <summary>log q(u) with its own parameters held constant: only the draw moves.</summary>
    private static Tensor Detached(VariationalFamily family, Tensor parameters, int dimension, Tensor u)
    {
        var (noise, logDet) = family.Bijector(Tensor.StopGradient(parameters), dimension).InverseAndLogDet(u);
        return LogNoise(noise) + logDet;
    }
}
