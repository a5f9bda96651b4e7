using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>A draw x = T_λ(ε) of one component of an approximation, written out: what objectives are made of.</summary>
/// <remarks>What is not asked for is not written.</remarks>
public sealed class ApproximationDraw
{
    private readonly ObjectiveTerms _terms;
    private readonly Lazy<Tensor> _logJoint, _logDensity, _pathLogDensity, _scoreLogDensity;

    internal ApproximationDraw(ObjectiveTerms terms, int component, Tensor noise)
    {
        _terms = terms;
        FamilyComponent own = terms.Components[component];
        LogWeight = own.LogWeight;
        (Tensor u, Tensor logDet) = own.Map.ForwardAndLogDet(noise);
        (Value, Tensor outer) = terms.Coordinates.ForwardAndLogDet(u);
        _logJoint = new(() => terms.Target.LogProb(Value));
        _logDensity = new(() => (terms.Components.Count == 1 ? LogNoise(noise) - logDet : Mixture(terms.Components, u))
            - outer);
        _pathLogDensity = new(() => Mixture(terms.Held, u) - outer);
        // The coordinates do not depend on λ.
        _scoreLogDensity = new(() => Mixture(terms.Components, Tensor.StopGradient(u)) - Tensor.StopGradient(outer));
    }

    /// <summary>x, a vector.</summary>
    public Tensor Value { get; }

    /// <summary>log g(x), in nats.</summary>
    public Tensor LogJoint => _logJoint.Value;

    /// <summary>log q_λ(x) in nats, whose derivative in λ is the total one.</summary>
    public Tensor LogDensity => _logDensity.Value;

    /// <summary>log q_λ(x) with the λ of q held constant: only the draw moves (Roeder, Wu and Duvenaud 2017).</summary>
    public Tensor PathLogDensity => _pathLogDensity.Value;

    /// <summary>log q_λ(x) with the draw held constant: only the λ of q moves. Its derivative is the score; with that of
    /// <see cref="PathLogDensity"/> it makes the total one.</summary>
    public Tensor ScoreLogDensity => _scoreLogDensity.Value;

    /// <summary>The logarithm of the importance ratio g(x) / q(x).</summary>
    public Tensor LogRatio => LogJoint - LogDensity;

    /// <summary>The logarithm of the component's weight.</summary>
    internal Tensor LogWeight { get; }

    /// <summary>The sum of some terms of log g(x).</summary>
    internal Tensor LogJointOf(Func<Term, bool> isIncluded) => _terms.Target.Terms(Value).Where(isIncluded)
        .Select(term => term.Value).Aggregate((Tensor)0, (sum, term) => sum + term);

    /// <summary>log φ(ε), the standard normal density of a vector.</summary>
    internal static Tensor LogNoise(Tensor noise) =>
        -0.5 * Tensor.Sum(Tensor.Square(noise)) - noise.Size * HalfLogTwoPi;

    /// <summary>log q of a mixture, at a point in the family's coordinates.</summary>
    internal static Tensor Mixture(IReadOnlyList<FamilyComponent> components, Tensor u)
    {
        Tensor[] densities = [.. components.Select(component =>
        {
            (Tensor noise, Tensor logDet) = component.Map.InverseAndLogDet(u);
            return component.LogWeight + LogNoise(noise) + logDet;
        })];
        return densities.Length == 1 ? densities[0] : Tensor.LogSumExp(Tensor.Stack(densities));
    }
}
