using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A denoiser of images, a small U-Net (Ronneberger, Fischer and Brox 2015; Ho, Jain and Abbeel 2020, appendix
/// B): residual blocks of convolutions on the way down to fewer pixels and more channels, attention at the bottom, and
/// the same way up, beside what was there on the way down.</summary>
/// <remarks>Block: norm, activation, convolution, plus what is told of λ and of the class, norm, activation,
/// convolution; all added to the image. The kernel of the last convolution of each block, and of all, begins at
/// 0.</remarks>
public sealed class ConvolutionalDenoiser : Denoiser
{
    private readonly RatioFeatures _features;
    private readonly LevelPosterior _levels;
    private readonly Conv2d _first, _last;
    private readonly GroupNorm _lastNorm;
    private readonly Block[] _down, _up;
    private readonly Conv2d[] _halve, _widen;
    private readonly Block _middle, _afterAttention;
    private readonly GroupNorm _attentionNorm;
    private readonly Attention _attention;

    /// <summary>Makes it.</summary>
    /// <param name="example">The shape of an image: [channels, rows, columns].</param>
    /// <param name="channels">Channels at full size, twice as many after each halving; a multiple of
    /// <paramref name="groups"/>.</param>
    /// <param name="halvings">How often rows and columns are halved, at least 1; both must be multiples of two to that
    /// power.</param>
    /// <param name="prediction">What it predicts, where there are no levels.</param>
    /// <param name="classes">The number of classes; 0 for none.</param>
    /// <param name="groups">The groups of channels that are normalised together.</param>
    /// <param name="levels">The levels of a discrete decoder: then the network gives each level of each element a
    /// probability, and the example that is predicted is the posterior mean by these and x_t. 0 where it predicts
    /// itself.</param>
    /// <exception cref="ArgumentException">The shape is not that of such an image, or a number does not
    /// fit.</exception>
    public ConvolutionalDenoiser(Shape example, int channels = 32, int halvings = 1,
        Prediction prediction = Prediction.Velocity, int classes = 0, int groups = 8,
        int levels = 0)
        : base(example, LevelPosterior.Kind(prediction, levels), classes)
    {
        Sizes.Positive(nameof(ConvolutionalDenoiser), channels);
        Sizes.Positive(nameof(ConvolutionalDenoiser), halvings);
        if (example.Rank != 3 || halvings > 16
            || example[1] % (1 << halvings) != 0 || example[2] % (1 << halvings) != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ConvolutionalDenoiser: the shape {example} was given with {halvings} halvings, but [channels, " +
                $"rows, columns] was expected, rows and columns multiples of two to that power. Pad the images, or " +
                $"halve less often."), nameof(example));
        }
        int width = 2 * channels;
        _features = Add("ratio", new RatioFeatures(32, width, classes));
        _levels = new LevelPosterior(example, Sizes.NotNegative(nameof(ConvolutionalDenoiser), levels));
        _first = Add("first", new Conv2d(example[0], channels, 3, padding: 1));
        _down = new Block[halvings];
        _up = new Block[halvings];
        _halve = new Conv2d[halvings];
        _widen = new Conv2d[halvings];
        for (int i = 0; i < halvings; i++)
        {
            string at = i.ToString(CultureInfo.InvariantCulture);
            int here = channels << i;
            _down[i] = Add("down" + at, new Block(here, here, width, groups));
            _halve[i] = Add("halve" + at, new Conv2d(here, 2 * here, 3, stride: 2, padding: 1));
            _widen[i] = Add("widen" + at, new Conv2d(2 * here, here, 3, padding: 1));
            _up[i] = Add("up" + at, new Block(2 * here, here, width, groups));
        }
        int bottom = channels << halvings;
        _middle = Add("middle", new Block(bottom, bottom, width, groups));
        _attentionNorm = Add("attentionNorm", new GroupNorm(groups, bottom));
        _attention = Add("attention", new Attention(bottom));
        _afterAttention = Add("afterAttention", new Block(bottom, bottom, width, groups));
        _lastNorm = Add("lastNorm", new GroupNorm(groups, channels));
        _last = Add("last",
            new Conv2d(channels, example[0] * _levels.Factor, 3, padding: 1, initializer: Initializer.Zeros));
    }

    /// <inheritdoc/>
    public override Tensor Predict(Tensor diffused, Tensor logRatio, Tensor? label)
    {
        Tensor told = Activation.Silu(_features.Of(logRatio, label)), image = _first.Apply(diffused);
        var beside = new Tensor[_down.Length];
        for (int i = 0; i < _down.Length; i++)
        {
            beside[i] = _down[i].Apply(image, told);
            image = _halve[i].Apply(beside[i]);
        }
        image = _middle.Apply(image, told);
        image = _afterAttention.Apply(image + _attention.Apply(_attentionNorm.Apply(image)), told);
        for (int i = _up.Length - 1; i >= 0; i--)
        {
            image = _up[i].Apply(Concatenate([_widen[i].Apply(Upsample(image)), beside[i]]), told);
        }
        return _levels.Of(_last.Apply(Activation.Silu(_lastNorm.Apply(image))), diffused, logRatio);
    }

    private sealed class Block : Module
    {
        private readonly GroupNorm _before, _between;
        private readonly Conv2d _in, _out;
        private readonly Linear _told;
        private readonly Linear? _shortcut;

        public Block(int inputs, int outputs, int told, int groups)
        {
            _before = Add("before", new GroupNorm(groups, inputs));
            _in = Add("in", new Conv2d(inputs, outputs, 3, padding: 1));
            _told = Add("told", new Linear(told, outputs, hasBias: false));
            _between = Add("between", new GroupNorm(groups, outputs));
            _out = Add("out", new Conv2d(outputs, outputs, 3, padding: 1, initializer: Initializer.Zeros));
            _shortcut = inputs == outputs ? null : Add("shortcut", new Linear(inputs, outputs));
        }

        public Tensor Apply(Tensor x, Tensor told)
        {
            Tensor y = _in.Apply(Activation.Silu(_before.Apply(x)));
            y += Sizes.Column(_told.Apply(told), y);
            return (_shortcut?.Apply(x) ?? x) + _out.Apply(Activation.Silu(_between.Apply(y)));
        }
    }
}
