using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A denoiser of vectors: residual blocks of two linear layers, each told of λ and of the class.</summary>
/// <remarks>Block: h ← h + B s(A s(h) + C s(e)), s the activation x σ(x) and e the features of λ. The matrix of the
/// last layer of each block, and of all, begins at 0, so that at first all that is predicted is the last
/// bias.</remarks>
public sealed class PerceptronDenoiser : Denoiser
{
    private readonly RatioFeatures _features;
    private readonly LevelPosterior _levels;
    private readonly Linear _first, _last;
    private readonly (Linear In, Linear Told, Linear Out)[] _blocks;

    /// <summary>Makes it.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="width">Numbers that a layer passes on, at least 1.</param>
    /// <param name="blocks">Residual blocks, at least 1.</param>
    /// <param name="prediction">What it predicts, where there are no levels.</param>
    /// <param name="classes">The number of classes; 0 for none.</param>
    /// <param name="features">Sines and cosines of λ, at least 4.</param>
    /// <param name="levels">The levels of a discrete decoder: then the network gives each level of each element a
    /// probability, and the example that is predicted is the posterior mean by these and x_t. 0 where it predicts
    /// itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than that.</exception>
    public PerceptronDenoiser(Shape example, int width = 128, int blocks = 2,
        Prediction prediction = Prediction.Velocity, int classes = 0, int features = 32, int levels = 0)
        : base(example, LevelPosterior.Kind(prediction, levels), classes)
    {
        Sizes.Positive(nameof(PerceptronDenoiser), width);
        Sizes.Positive(nameof(PerceptronDenoiser), blocks);
        _features = Add("ratio", new RatioFeatures(features, width, classes));
        _levels = new LevelPosterior(example, Sizes.NotNegative(nameof(PerceptronDenoiser), levels));
        _first = Add("first", new Linear(example.Size, width));
        _blocks = [.. Enumerable.Range(0, blocks).Select(i =>
        {
            string name = "block" + i.ToString(CultureInfo.InvariantCulture);
            return (Add(name + "in", new Linear(width, width)),
                Add(name + "told", new Linear(width, width, hasBias: false)),
                Add(name + "out", new Linear(width, width, initializer: Initializer.Zeros)));
        })];
        _last = Add("last", new Linear(width, example.Size * _levels.Factor, initializer: Initializer.Zeros));
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor diffused, Tensor logRatio, Tensor? label)
    {
        Tensor told = Activation.Silu(_features.Of(logRatio, label));
        Tensor hidden = _first.Apply(Reshape(diffused, [Example.Size]));
        foreach ((Linear into, Linear of, Linear @out) in _blocks)
        {
            hidden += @out.Apply(Activation.Silu(into.Apply(Activation.Silu(hidden)) + of.Apply(told)));
        }
        return _levels.Of(_last.Apply(Activation.Silu(hidden)), diffused, logRatio);
    }
}
