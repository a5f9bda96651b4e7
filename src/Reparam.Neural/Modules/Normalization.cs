using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>What layers that normalise have in common: a gain and a shift for each feature.</summary>
public abstract class Normalization : Layer
{
    private readonly Weight _gain, _shift;

    private protected Normalization(int features, double epsilon)
    {
        Features = Sizes.Positive(GetType().Name, features);
        Epsilon = epsilon > 0 && double.IsFinite(epsilon) ? epsilon : throw new ArgumentOutOfRangeException(
            nameof(epsilon), epsilon, $"{GetType().Name}: epsilon must be positive and finite, such as 1e-5.");
        _gain = Add("weight", new Weight([features], Initializer.Ones));
        _shift = Add("bias", new Weight([features], Initializer.Zeros));
    }

    private protected int Features { get; }

    private protected double Epsilon { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Axis 0 of x has another length.</exception>
    public override Tensor Apply(Tensor x)
    {
        Sizes.Features(GetType().Name, x, Features);
        Tensor y = Normalize(x);
        return y * Sizes.Column(_gain, y) + Sizes.Column(_shift, y);
    }

    private protected abstract Tensor Normalize(Tensor x);

    /// <summary>Less its mean and over its standard deviation, along the axes that are summed over.</summary>
    private protected Tensor Standardize(Tensor x, int axis, Shape kept)
    {
        Tensor centred = x - Reshape(Mean(x, axis), kept);
        return centred / Reshape(Sqrt(Mean(Square(centred), axis) + Epsilon), kept);
    }
}

/// <summary>Each position's features, less their mean, over their standard deviation, times a gain, plus a shift (Ba, Kiros
/// and Hinton 2016).</summary>
/// <param name="features">The length of axis 0.</param>
/// <param name="epsilon">Added to the variance.</param>
public sealed class LayerNorm(int features, double epsilon = 1e-5) : Normalization(features, epsilon)
{
    private protected override Tensor Normalize(Tensor x) =>
        Standardize(x, 0, Sizes.WithFeatures(x.Shape, 1));
}

/// <summary>Features in groups of neighbours: each group, over all its positions, less its mean and over its standard
/// deviation, then a gain and a shift by feature (Wu and He 2018).</summary>
public sealed class GroupNorm : Normalization
{
    private readonly int _groups;

    /// <summary>Makes the layer.</summary>
    /// <param name="groups">The number of groups.</param>
    /// <param name="features">The length of axis 0, a multiple of the groups.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentException">The groups do not divide the features.</exception>
    public GroupNorm(int groups, int features, double epsilon = 1e-5) : base(features, epsilon)
    {
        _groups = Sizes.Positive(nameof(GroupNorm), groups);
        if (features % groups != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"GroupNorm: {groups} groups do not divide {features} features. Take a number that does."),
                nameof(groups));
        }
    }

    private protected override Tensor Normalize(Tensor x) => Reshape(
        Standardize(Reshape(x, [_groups, x.Size / _groups]), 1, [_groups, 1]), x.Shape);
}

/// <summary>Each feature less its mean over the batch and all positions, over its standard deviation there, then a gain and
/// a shift (Ioffe and Szegedy 2015). Outside training the running averages of both take the place of the batch's.</summary>
public sealed class BatchNorm : Normalization
{
    private readonly Weight _mean, _variance;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">The length of axis 0.</param>
    /// <param name="momentum">How much of the running averages is that of the last batch, from 0 to 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum lies outside 0 to 1.</exception>
    public BatchNorm(int features, double momentum = 0.1, double epsilon = 1e-5) : base(features, epsilon)
    {
        Momentum = momentum is >= 0 and <= 1 ? momentum : throw new ArgumentOutOfRangeException(
            nameof(momentum), momentum, "BatchNorm: momentum must lie from 0 to 1, such as 0.1.");
        _mean = Add("running_mean", new Weight([features], Initializer.Zeros, isTrained: false));
        _variance = Add("running_var", new Weight([features], Initializer.Ones, isTrained: false));
    }

    /// <summary>How much of the running averages is that of the last batch.</summary>
    public double Momentum { get; }

    private protected override Tensor Normalize(Tensor x)
    {
        Tensor rows = Reshape(x, [Features, x.Size / Features]);
        Tensor mean = BatchStatistic.Of(DrawMean(Mean(rows, 1)), _mean, Momentum);
        Tensor centred = rows - Reshape(mean, [Features, 1]);
        Tensor variance = DrawMean(Mean(Square(centred), 1));
        // The running one is unbiased, as in PyTorch; the batch is divided by the one that makes its variance 1.
        Tensor count = DrawCount * (x.Size / Features);
        variance = BatchStatistic.Of(variance, _variance, Momentum, count / Maximum(count - 1, 1));
        return Reshape(centred / Reshape(Sqrt(variance + Epsilon), [Features, 1]), x.Shape);
    }
}
