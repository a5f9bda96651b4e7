using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The normal distribution on an interval: density φ((x - μ) / σ) / (σ (Φ(β) - Φ(α))) on a ≤ x ≤ b, with
/// α = (a - μ) / σ and β = (b - μ) / σ.</summary>
/// <remarks>
/// Either end may be infinite: a constant whose numbers all are. Densities are taken relative to the point of the
/// interval nearest to μ, so that they keep their digits however far out in a tail, and however narrow, the interval
/// is. The draw is differentiable in μ, σ and both ends. Source: Johnson, Kotz, Balakrishnan (1994), Continuous
/// Univariate Distributions 1, chapter 13, section 10.1.
/// </remarks>
public sealed record TruncatedNormal : Distribution, IPathwise
{
    /// <summary>The number of panels of the rule for moments: each is then at most 2.2 standard deviations
    /// wide.</summary>
    private const int Panels = 8;

    private readonly bool _hasLow, _hasHigh;

    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mean before truncation.</param>
    /// <param name="scale">σ, the standard deviation before truncation, above 0.</param>
    /// <param name="low">a, the lower end; finite, or a constant that is -∞ throughout.</param>
    /// <param name="high">b, the upper end, above a; finite, or a constant that is ∞ throughout.</param>
    /// <exception cref="ArgumentException">A parameter is not finite where it must be, or σ is not above 0, or b is not
    /// above a, or their shapes do not broadcast.</exception>
    public TruncatedNormal(Tensor loc, Tensor scale, Tensor low, Tensor high)
    {
        Loc = Parameter.Finite(nameof(TruncatedNormal), loc);
        Scale = Parameter.Positive(nameof(TruncatedNormal), scale);
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        (_hasLow, _hasHigh) = (!IsThroughout(low, double.NegativeInfinity), !IsThroughout(high, double.PositiveInfinity));
        Low = _hasLow ? Parameter.Finite(nameof(TruncatedNormal), low) : low;
        High = _hasHigh ? Parameter.Finite(nameof(TruncatedNormal), high) : high;
        _ = Parameter.Batch(nameof(TruncatedNormal), low, high, loc);
        BatchShape = Shape.Broadcast(Shape.Broadcast(low.Shape, high.Shape),
            Parameter.Batch(nameof(TruncatedNormal), loc, scale, low));
        if (_hasLow && _hasHigh)
        {
            Parameter.Above(nameof(TruncatedNormal), low, high);
        }
    }

    /// <summary>μ, the mean before truncation.</summary>
    public Tensor Loc { get; }

    /// <summary>σ, the standard deviation before truncation.</summary>
    public Tensor Scale { get; }

    /// <summary>a, the lower end.</summary>
    public Tensor Low { get; }

    /// <summary>b, the upper end.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Support Support => (_hasLow, _hasHigh) switch
    {
        (true, true) => Support.Interval(Low, High),
        (true, false) => Support.GreaterThan(Low),
        (false, true) => Support.LessThan(High),
        _ => Support.Real,
    };

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <summary>The quantile at Φ(ε): the noise itself, moved and stretched, where nothing is cut off.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => NearestToLoc
        + Direction * Scale * NormalFunctions.TruncatedNormalDraw(Direction * noise, Start, Width);

    /// <summary>The formula's, whether or not x lies in the interval.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => LogDensityRatio(FromNearest(x)) - (Log(Scale) + LogMass);

    /// <inheritdoc/>
    public override Tensor Mean => NearestToLoc + Direction * Scale * Moment(static d => d);

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor mean = Moment(static d => d);
            return BroadcastTo(Square(Scale) * Moment(d => Square(d - mean)), BatchShape);
        }
    }

    /// <inheritdoc/>
    public override Tensor Entropy =>
        BroadcastTo(Log(Scale) + LogMass - Moment(LogDensityRatio), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => Select(IsMirrored, LogAfter(x), LogBefore(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => Select(IsMirrored, LogBefore(x), LogAfter(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    /// <summary>1 where the upper end is the nearer one to μ: the interval is then mirrored, so that it starts at the
    /// end that has more digits.</summary>
    private Tensor IsMirrored => _hasLow && _hasHigh ? High - Loc < Loc - Low : _hasHigh ? 1 : 0;

    private Tensor Direction => 1 - 2 * IsMirrored;

    /// <summary>The end of the interval where it starts after mirroring; where there is none, a number.</summary>
    private Tensor Origin => _hasLow && _hasHigh ? Select(IsMirrored, High, Low) : _hasHigh ? High : _hasLow ? Low : 0;

    /// <summary>Where the interval starts, in standard deviations from μ, after mirroring.</summary>
    private Tensor Start => _hasLow || _hasHigh ? Direction * (Origin - Loc) / Scale
        // Far enough below for its mass to be that of the whole line, and nearer than the end.
        : -1e-10 * NormalFunctions.Unbounded;

    private Tensor Width => _hasLow && _hasHigh ? (High - Low) / Scale : NormalFunctions.Unbounded;

    /// <summary>The point of the interval nearest to μ: decided as the primitives do, so that derivatives of both fit
    /// together where the end is at μ.</summary>
    private Tensor NearestToLoc => _hasLow || _hasHigh ? Select(Start >= 0, Origin, Loc) : Loc;

    private Tensor LogMass => NormalFunctions.LogNormalMass(Start, Width);

    /// <summary>The distance from the point nearest to μ, in standard deviations, after mirroring.</summary>
    private Tensor FromNearest(Tensor x) => Direction * (x - NearestToLoc) / Scale;

    /// <summary>The logarithm of the density over that at the point nearest to μ.</summary>
    private Tensor LogDensityRatio(Tensor d) => -0.5 * d * (d + 2 * NormalFunctions.Nearest(Start, Width));

    /// <summary>The logarithm of the probability of what comes before x, after mirroring.</summary>
    private Tensor LogBefore(Tensor x)
    {
        Tensor d = FromNearest(x), t = d + NormalFunctions.Nearest(Start, Width);
        // Where the interval starts so far off that nothing lies beyond it, the distance from there would lose x: the
        // mirror image of what comes before it.
        Tensor isOpen = (Start < -100) * (t > 0.5 * Start);
        Tensor before = NormalFunctions.LogNormalMass(Select(isOpen, -t, Start),
            Select(isOpen, NormalFunctions.Unbounded, Direction * (x - Origin) / Scale));
        // Of what comes before x the point nearest to μ is x itself where it lies before that of the interval.
        return before - LogMass + LogDensityRatio(Minimum(d, 0));
    }

    private Tensor LogAfter(Tensor x)
    {
        Tensor d = FromNearest(x);
        Tensor after = NormalFunctions.LogNormalMass(d + NormalFunctions.Nearest(Start, Width),
            _hasLow && _hasHigh
                ? Direction * (Select(IsMirrored, Low, High) - x) / Scale
                : NormalFunctions.Unbounded);
        return after - LogMass + LogDensityRatio(Maximum(d, 0));
    }

    /// <summary>The expectation of a function of the distance from the point nearest to μ, by a fixed rule over what of
    /// the interval has a density of more than e^-38 of the greatest.</summary>
    private Tensor Moment(Func<Tensor, Tensor> function)
    {
        Tensor near = NormalFunctions.Nearest(Start, Width);
        Tensor reach = 76 / (Abs(near) + Sqrt(76 + Square(near)));
        Tensor from = -Minimum(reach, NormalFunctions.StartGap(Start, Width));
        Tensor length = Minimum(reach, NormalFunctions.EndGap(Start, Width)) - from;
        (Tensor nodes, Tensor weights) = UnitIntegral.Rule(BatchShape.Rank, Panels);
        Tensor d = from + length * nodes, mass = weights * Exp(LogDensityRatio(d));
        return Sum(function(d) * mass, 0) / Sum(mass, 0);
    }

    private static bool IsThroughout(Tensor end, double infinity) =>
        end.Attributes is ConstantAttributes { Values: var values } && values.All(v => v == infinity);
}
