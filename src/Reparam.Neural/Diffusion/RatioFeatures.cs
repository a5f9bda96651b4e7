using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>What denoisers are told of λ and of the class: sines and cosines of λ at frequencies from 0.05 to 2 in
/// geometric progression, through a linear layer, plus a vector learned for each class and one for none.</summary>
/// <remarks>The features of Ho, Jain and Abbeel (2020), but of λ in the place of the number of the step, so that one
/// network serves any schedule and any number of steps.</remarks>
internal sealed class RatioFeatures : Module
{
    private const double Slowest = 0.05, Fastest = 2;

    private readonly Linear _mixed;
    private readonly Embedding? _classes;
    private readonly Tensor _frequencies;
    private readonly int _none;

    public RatioFeatures(int features, int width, int classes)
    {
        int half = Math.Max(2, Sizes.Positive(nameof(RatioFeatures), features) / 2);
        _frequencies = Tensor.From([.. Enumerable.Range(0, half)
            .Select(i => Slowest * Math.Pow(Fastest / Slowest, i / (half - 1.0)))], [half]);
        _mixed = Add("mixed", new Linear(2 * half, width));
        _none = classes;
        _classes = classes == 0 ? null
            : Add("classes", new Embedding(classes + 1, width, Initializer.Normal(0.5)));
    }

    /// <summary>A vector of the width.</summary>
    public Tensor Of(Tensor logRatio, Tensor? label)
    {
        Tensor angles = logRatio * _frequencies;
        Tensor mixed = _mixed.Apply(Concatenate([Sin(angles), Cos(angles)]));
        return _classes is null ? mixed : mixed + _classes.Apply(label ?? _none);
    }
}
