using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>A mixture: component k with probability wₖ, then a draw of it; density Σ wₖ pₖ(x).</summary>
/// <remarks>
/// Components are either the innermost axis of one distribution's batch, or distributions of different families. A draw
/// chooses a component by one number of its noise and makes it by the others. Where the components are of numbers and
/// continuous, with distribution functions, the draw has a path: the one on which the mixture's distribution function
/// F = Σ wₖ Fₖ stays as it is, ∂x/∂θ = -∂F/∂θ / p(x), which moves it smoothly also in the weights (Figurnov, Mohamed and
/// Mnih 2018, section 3.2). Where they are vectors the same is done for each element given those before it, if the
/// components tell such conditional distributions: independent elements and multivariate normal vectors do.
/// </remarks>
public sealed partial record Mixture : Distribution, IPathwise
{
    // Leave 1e-9 of the bracket for Newton's steps, which then double the digits.
    private const int Bisections = 30;

    private readonly Distribution[] _components;
    private readonly bool _isBatch;

    private Mixture(Tensor logWeights, bool isBatch, Distribution[] components)
    {
        Tensor normalizer = LogSumExp(logWeights, -1);
        LogWeights = logWeights - Reshape(normalizer, normalizer.Shape.Append([1]));
        (_isBatch, _components) = (isBatch, components);
        EventShape = components[0].EventShape;
        Support = Support.Common(components.Select(static c => c.Support), isBatch)
            ?? throw new ArgumentException(
                "Mixture: components must have the same support, as a density is not 0 outside its own, but they are " +
                $"{string.Join(" and ", components.Select(static c => c.Support.Description).Distinct())}" +
                (isBatch ? " with ends that differ from component to component" : "") +
                ". Truncate or transform components to one support.", nameof(components));
        Shape batch = isBatch ? components[0].BatchShape[..^1] : components[0].BatchShape;
        BatchShape = components.Skip(1).Aggregate(
            Shape.Broadcast(batch, logWeights.Shape[..^1]), static (s, c) => Shape.Broadcast(s, c.BatchShape));
    }

    /// <summary>Makes a mixture of components of one family.</summary>
    /// <param name="weights">w: batch axes, then K numbers of at least 0 that sum to 1.</param>
    /// <param name="components">The components: the innermost of its batch axes has length K.</param>
    /// <exception cref="ArgumentException">The weights are no probabilities, or their number is not that of the
    /// components.</exception>
    public Mixture(Tensor weights, Distribution components)
        : this(Log(Categories.Checked(nameof(Mixture), weights)), isBatch: true, [Batch(weights, components)])
    {
    }

    /// <summary>Makes a mixture of components of any families.</summary>
    /// <param name="weights">w: batch axes, then a number for each component, at least 0; they sum to 1.</param>
    /// <param name="components">The components, of the same event shape, all discrete or all continuous.</param>
    /// <exception cref="ArgumentException">The weights are no probabilities, or their number is not that of the
    /// components, or the components' events or supports differ.</exception>
    public Mixture(Tensor weights, params IReadOnlyList<Distribution> components)
        : this(Log(Categories.Checked(nameof(Mixture), weights)), isBatch: false, Checked(weights, components))
    {
    }

    /// <summary>Makes a mixture of components of one family from the logits of its weights.</summary>
    /// <param name="logits">Batch axes, then K finite numbers: logarithms of the weights, up to a constant.</param>
    /// <param name="components">The components: the innermost of its batch axes has length K.</param>
    /// <exception cref="ArgumentException">A logit is not finite, or the number of weights is not that of the components.</exception>
    public static Mixture FromLogits(Tensor logits, Distribution components)
    {
        return new(Categories.CheckedLogits(nameof(Mixture), logits), isBatch: true, [Batch(logits, components)]);
    }

    /// <summary>log w, normalised.</summary>
    public Tensor LogWeights { get; }

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape { get; }

    /// <summary>That of every component.</summary>
    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => LogSumExp(LogWeights + ByComponent(x, static (c, v) => c.LogProb(v)), -1);

    /// <inheritdoc/>
    public override Tensor Mean => Average(Each(static c => c.Mean));

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor means = Each(static c => c.Mean), mean = Average(means);
            return Average(Each(static c => c.Variance) + Square(means - Expanded(mean)));
        }
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogSumExp(LogWeights + ByComponent(x, static (c, v) => c.LogCdf(v)), -1);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) =>
        LogSumExp(LogWeights + ByComponent(x, static (c, v) => c.LogSurvival(v)), -1);

    /// <summary>Found by bisection between the least and the greatest quantile of the components.</summary>
    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Quantile(p, isUpper: false);

    /// <summary>Found by bisection between the least and the greatest quantile of the components.</summary>
    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Quantile(q, isUpper: true);

    private Tensor Quantile(Tensor p, bool isUpper)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (Support.IsDiscrete)
        {
            throw Lacks("a quantile function");
        }
        Tensor LogTail(Tensor x) => isUpper ? LogSurvival(x) : LogCdf(x);
        Tensor each = StopGradient(ByComponent(p, isUpper
            ? static (c, v) => c.InverseSurvival(v)
            : static (c, v) => c.InverseCdf(v)));
        Tensor bracket = Stack(-Max(-each, -1), Max(each, -1)), log = Log(p), level = StopGradient(log);
        bracket = Scan(bracket, Bisections, ends =>
        {
            Tensor middle = 0.5 * (ends[0] + ends[1]), tail = LogTail(middle);
            Tensor isBelow = isUpper ? level < tail : tail < level;
            return Stack(Select(isBelow, middle, ends[0]), Select(isBelow, ends[1], middle));
        })[Bisections - 1];
        // Newton's steps polish it, and carry the derivatives in p and in the parameters.
        Tensor x = StopGradient(0.5 * (bracket[0] + bracket[1]));
        for (int step = 0; step < 3; step++)
        {
            Tensor tail = LogTail(x), move = (tail - log) * Exp(tail - LogProb(x));
            x = isUpper ? x + move : x - move;
        }
        return x;
    }

    /// <summary>All noise is normal: one number that chooses the component, then the component's own.</summary>
    public override Shape NoiseShape =>
        BatchShape.Append([1 + _components.Max(c => _isBatch ? c.NoiseShape.Size / c.BatchShape.Size : OwnNoise(c))]);

    /// <summary>A draw of the chosen component.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Tensor choice = NormalCdf(Slice(noise, -1, 0, 1));
        Tensor upTo = CumulativeWeights();
        // One where the number lies between the weights summed before the component and those up to it.
        Tensor chosen = LessOrEqual(upTo - Exp(LogWeights), choice) * Less(choice, upTo);
        Tensor own = Slice(noise, -1, 1, noise.Shape[^1]);
        Tensor draws = _isBatch
            ? _components[0].FromNoise(_components[0].Noise.FromNormal(ForComponents(own, _components[0])))
            : Expanded(_components.Select(c => c.FromNoise(c.Noise.FromNormal(ForOne(own, c)))));
        Tensor mask = Reshape(chosen, chosen.Shape.Append(Ones(EventShape.Rank)));
        // The others are selected away, not multiplied by 0: they may be infinite.
        Tensor x = Sum(Select(mask, draws, 0), -1 - EventShape.Rank);
        return Path is not null ? AttachPath(x) : Sampling.WithoutPath(nameof(Mixture), x);
    }

    /// <summary>Weights summed up to each component; exactly 1 at the last, so that one is always chosen.</summary>
    private Tensor CumulativeWeights()
    {
        int count = LogWeights.Shape[^1];
        Tensor rows = Reshape(Exp(LogWeights), [LogWeights.Shape[..^1].Size, count]);
        Tensor sums = Reshape(CumulativeSum(rows), LogWeights.Shape);
        return Concatenate([Slice(sums, -1, 0, count - 1), Full(1, sums.Shape[..^1].Append([1]))], -1);
    }

    /// <summary>Noise of one draw, the same for every component: batch, K, the component's own shape.</summary>
    private static Tensor ForComponents(Tensor own, Distribution component)
    {
        Shape shape = component.NoiseShape[component.BatchShape.Rank..];
        Tensor row = Reshape(own, own.Shape[..^1].Append([1]).Append(shape));
        return BroadcastTo(row, own.Shape[..^1].Append([component.BatchShape[^1]]).Append(shape));
    }

    private static Tensor ForOne(Tensor own, Distribution component) => Reshape(
        Slice(own, -1, 0, OwnNoise(component)),
        own.Shape[..^1].Append(component.NoiseShape[component.BatchShape.Rank..]));

    private static int OwnNoise(Distribution component) => component.NoiseShape[component.BatchShape.Rank..].Size;

    private Tensor Each(Func<Distribution, Tensor> member) =>
        _isBatch ? member(_components[0]) : Expanded(_components.Select(member));

    /// <summary>Numbers of each component, with the components as the last axis, or the last before an event that is
    /// kept.</summary>
    private Tensor ByComponent(Tensor x, Func<Distribution, Tensor, Tensor> function, bool keepsEvent = false)
    {
        int rank = keepsEvent ? EventShape.Rank : 0;
        return _isBatch
            ? function(_components[0], Expanded(x))
            : Joined(_components.Select(c => function(c, x)), rank);
    }

    /// <summary>With an axis of length 1 for the components before the event.</summary>
    private Tensor Expanded(Tensor x)
    {
        int batch = x.Rank - EventShape.Rank;
        return Reshape(x, x.Shape[..batch].Append([1]).Append(x.Shape[batch..]));
    }

    private Tensor Expanded(IEnumerable<Tensor> each) => Joined(each, EventShape.Rank);

    private static Tensor Joined(IEnumerable<Tensor> each, int eventRank)
    {
        Tensor[] parts = [.. each];
        Shape shape = parts.Aggregate(Shape.Scalar, static (s, p) => Shape.Broadcast(s, p.Shape));
        int batch = shape.Rank - eventRank;
        Shape expanded = shape[..batch].Append([1]).Append(shape[batch..]);
        return Concatenate([.. parts.Select(p => Reshape(BroadcastTo(p, shape), expanded))], batch);
    }

    private Tensor Average(Tensor each)
    {
        Tensor weights = Reshape(Exp(LogWeights), LogWeights.Shape.Append(Ones(EventShape.Rank)));
        return BroadcastTo(Sum(weights * each, -1 - EventShape.Rank), BatchShape.Append(EventShape));
    }

    private static Shape Ones(int rank) => Shape.Create([.. Enumerable.Repeat(1, rank)]);

    private static Distribution Batch(Tensor weights, Distribution components)
    {
        ArgumentNullException.ThrowIfNull(components);
        Parameter.Axes(nameof(Mixture), weights, 1, "Its last axis holds one weight for each component.");
        return components.BatchShape.Rank > 0 && components.BatchShape[^1] == weights.Shape[^1]
            ? components
            : throw new ArgumentException(
                $"Mixture: weights of shape {weights.Shape} are for {weights.Shape[^1]} components, but the batch of " +
                $"{components.GetType().Name} has shape {components.BatchShape}. Give its parameters an innermost " +
                "axis with one element for each component.", nameof(components));
    }

    private static Distribution[] Checked(Tensor weights, IReadOnlyList<Distribution> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        Parameter.Axes(nameof(Mixture), weights, 1, "Its last axis holds one weight for each component.");
        if (components.Count != weights.Shape[^1] || components.Count == 0)
        {
            throw new ArgumentException($"Mixture: weights of shape {weights.Shape} are for {weights.Shape[^1]} " +
                $"components, but {components.Count} were given.", nameof(components));
        }
        foreach (Distribution component in components)
        {
            if (component.EventShape != components[0].EventShape
                || component.Support.IsDiscrete != components[0].Support.IsDiscrete)
            {
                throw new ArgumentException(
                    $"Mixture: components must have events of one shape, all discrete or all continuous, but " +
                    $"{component.GetType().Name} and {components[0].GetType().Name} differ.", nameof(components));
            }
        }
        return [.. components];
    }
}
