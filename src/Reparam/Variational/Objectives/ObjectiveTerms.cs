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
    public Tensor Mean(Func<ApproximationDraw, Tensor> integrand) => Mean(integrand, static logWeight => logWeight);

    /// <summary>The same with the weights of a mixture held constant, as where the draws themselves are.</summary>
    internal Tensor HeldMean(Func<ApproximationDraw, Tensor> integrand) => Mean(integrand, Tensor.StopGradient);

    /// <summary>(1 / p) log E_q[wᵖ] of the importance ratios w, with its gradient ((1 - p) / p) E[wᵖ ∂ log q/∂λ] / E[wᵖ],
    /// in which the draws are held.</summary>
    /// <remarks>That is so because E[∂(wᵖ)/∂x ∂x/∂λ] = E[wᵖ ∂ log q/∂λ]. For p &gt; 1 a step downhill makes q greater at
    /// the draws of most weight. The gradient of the estimate itself also leads downhill by moving all draws away from g,
    /// which makes the estimate, but not the bound, as small as one likes.</remarks>
    /// <param name="power">p.</param>
    internal Tensor LogMomentOfRatios(double power)
    {
        Tensor log = Tensor.StopGradient(LogMeanExp(draw => power * draw.LogRatio));
        return log / power + (1 - power) / power * HeldMean(draw =>
        {
            Tensor score = draw.ScoreLogDensity, ratio = Tensor.StopGradient(draw.LogRatio);
            return Tensor.Exp(power * ratio - log) * (score - Tensor.StopGradient(score));
        });
    }

    /// <summary>log E_q[exp f(x)], estimated: the logarithm of the mean over the draws, computed without overflow. Biased
    /// downwards, less the more draws there are. Over fixed draws it has no greatest value where f grows with the
    /// importance ratio: q could be wide without bound as long as one draw stays where g is.</summary>
    /// <param name="exponent">f, a scalar expression, finite at the draws.</param>
    public Tensor LogMeanExp(Func<ApproximationDraw, Tensor> exponent)
    {
        ArgumentNullException.ThrowIfNull(exponent);
        Tensor[] parts = [.. Enumerable.Range(0, PointsPerDraw).SelectMany(Strata).Select(draw =>
            draw.LogWeight + DrawLogMeanExp(exponent(draw)))];
        return parts.Length == 1 ? parts[0] : Tensor.LogSumExp(Tensor.Stack(parts)) - Math.Log(PointsPerDraw);
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

    private Tensor Mean(Func<ApproximationDraw, Tensor> integrand, Func<Tensor, Tensor> weight)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        Tensor[] means = [.. Enumerable.Range(0, PointsPerDraw).SelectMany(Strata).Select(draw =>
            Components.Count == 1
                ? Tensor.DrawMean(integrand(draw))
                : Tensor.Exp(weight(draw.LogWeight)) * Tensor.DrawMean(integrand(draw)))];
        Tensor sum = means.Aggregate((total, mean) => total + mean);
        return PointsPerDraw == 1 ? sum : sum / PointsPerDraw;
    }

    /// <summary>The logarithm of the mean of exp x over the draws.</summary>
    /// <remarks>Draws have no greatest element at hand, only sums. But τ log E[exp(x / τ)] lies between the greatest x,
    /// less τ log N, and the greatest: with τ the standard deviation no exponent is above √N, and from there a smaller τ
    /// leads close enough. Deviations up to some thousands do not overflow, and no result underflows.</remarks>
    private static Tensor DrawLogMeanExp(Tensor x)
    {
        if (!x.Varies)
        {
            return x;
        }
        Tensor held = Tensor.StopGradient(x), mean = Tensor.DrawMean(held);
        Tensor deviation = 1 + Tensor.Sqrt(Tensor.DrawMean(Tensor.Square(held - mean)));
        Tensor shift = Closer(Closer(mean, deviation), Tensor.Sqrt(deviation));
        return shift + Tensor.Log(Tensor.DrawMean(Tensor.Exp(x - shift)));

        Tensor Closer(Tensor from, Tensor temperature) =>
            from + temperature * Tensor.Log(Tensor.DrawMean(Tensor.Exp((held - from) / temperature)));
    }
}
