using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>What an objective is written from: the log density, and draws of an approximation with parameters
/// λ.</summary>
public sealed class ObjectiveTerms
{
    private readonly VariationalFamily _family;
    private readonly IReadOnlyList<Tensor> _noise;
    private readonly Lazy<IReadOnlyList<FamilyComponent>> _held;

    /// <param name="target">log g.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="coordinates">The map from the coordinates in which q is a member of the family.</param>
    /// <param name="parameters">λ.</param>
    /// <param name="noise">ε of each point of a draw.</param>
    internal ObjectiveTerms(LogDensity target, VariationalFamily family, Bijector coordinates, Tensor parameters,
        IReadOnlyList<Tensor> noise)
    {
        (Target, Coordinates, Parameters, _family, _noise) = (target, coordinates, parameters, family, noise);
        Components = family.Components(parameters, target);
        _held = new(() => family.Components(Tensor.StopGradient(parameters), target));
    }

    /// <summary>log g.</summary>
    public LogDensity Target { get; }

    /// <summary>λ.</summary>
    public Tensor Parameters { get; }

    /// <summary>The number of independent points of a draw.</summary>
    public int PointsPerDraw => _noise.Count;

    /// <summary>The entropy of q in nats where it has a closed form: that of normal distributions; otherwise
    /// null.</summary>
    public Tensor? Entropy
    {
        get
        {
            if (!_family.IsAffine || Components.Count > 1)
            {
                return null;
            }
            Tensor zero = Tensor.Full(0, [Target.Dimension]);
            (Tensor u, Tensor logDet) = Components[0].Map.ForwardAndLogDet(zero);
            return logDet + Coordinates.ForwardAndLogDet(u).LogDet
                + Target.Dimension * (0.5 + HalfLogTwoPi);
        }
    }

    /// <summary>The map from the family's coordinates to the unknowns.</summary>
    internal Bijector Coordinates { get; }

    /// <summary>The parts of q.</summary>
    internal IReadOnlyList<FamilyComponent> Components { get; }

    /// <summary>The parts of q with their parameters held constant.</summary>
    internal IReadOnlyList<FamilyComponent> Held => _held.Value;

    /// <summary>E_q[f(x)], estimated: the mean over the draws of a function of one draw. Of a mixture it is the weighted
    /// sum over the components, each with draws of its own.</summary>
    /// <param name="integrand">f, a scalar expression.</param>
    public Tensor Mean(Func<ApproximationDraw, Tensor> integrand)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        Tensor[] means = [.. Enumerable.Range(0, PointsPerDraw).SelectMany(Strata).Select(draw =>
            Components.Count == 1
                ? Tensor.DrawMean(integrand(draw))
                : Tensor.Exp(draw.LogWeight) * Tensor.DrawMean(integrand(draw)))];
        Tensor sum = means.Aggregate((total, mean) => total + mean);
        return PointsPerDraw == 1 ? sum : sum / PointsPerDraw;
    }

    /// <summary>E[f(x₁, ..., x_K)] over independent points of q, estimated: the mean over the draws.</summary>
    /// <param name="integrand">f of the points of one draw, a scalar expression.</param>
    /// <exception cref="NotSupportedException">The family is a mixture.</exception>
    public Tensor MeanOfPoints(Func<IReadOnlyList<ApproximationDraw>, Tensor> integrand)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        return Components.Count == 1
            ? Tensor.DrawMean(integrand([.. Enumerable.Range(0, PointsPerDraw).Select(point => Strata(point)[0])]))
            : throw new NotSupportedException(
                $"{_family.Name}: an objective of several points at once needs a family of one bijector, but this is a " +
                $"mixture of {Components.Count}. Take ElboObjective, or another family.");
    }

    /// <summary>One draw of each component, from the noise of one point.</summary>
    internal IReadOnlyList<ApproximationDraw> Strata(int point) =>
        [.. Enumerable.Range(0, Components.Count).Select(c => new ApproximationDraw(this, c, _noise[point]))];
}
