using System.Globalization;

namespace Reparam.Neural;

/// <summary>q(ξ₁, …, ξ_L | x): the approximate posterior of the noise of a
/// <see cref="DeepLatentGaussianModel"/>.</summary>
/// <remarks>Stages lead upwards from the example, d₁ = f₁(x), d₂ = f₂(d₁), …, and a head on each gives the parameters
/// of that layer's posterior, the layer next to the data first.</remarks>
public abstract class RecognitionModel : Module
{
    private readonly Layer[] _stages, _heads;

    private protected RecognitionModel(IReadOnlyList<Layer> stages, IReadOnlyList<Layer> heads)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(heads);
        if (stages.Count != heads.Count || heads.Count == 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: there are {stages.Count} stages and {heads.Count} heads, but one of each for " +
                $"every stochastic layer is expected, and at least one. Give as many; a stage may hand its argument " +
                $"on as it is."), nameof(heads));
        }
        _stages = [.. stages.Select((stage, i) => Add(Name("stage", i), stage))];
        _heads = [.. heads.Select((head, i) => Add(Name("head", i), head))];
    }

    /// <summary>The number of layers.</summary>
    internal int Count => _heads.Length;

    /// <summary>The parameters of each layer's posterior, the one next to the data first.</summary>
    /// <param name="x">An example.</param>
    internal Tensor[] Encode(Tensor x)
    {
        var parameters = new Tensor[Count];
        for (int i = 0; i < Count; i++)
        {
            x = _stages[i].Apply(x);
            parameters[i] = _heads[i].Apply(x);
        }
        return parameters;
    }

    /// <summary>Checks that it is made for given layers.</summary>
    internal abstract void Check(IReadOnlyList<StochasticLayer> layers);

    /// <summary>Draws the noise ξ of a layer.</summary>
    /// <param name="layer">The layer, from 0, which is next to the data.</param>
    /// <param name="parameters">What <see cref="Encode"/> gave for it.</param>
    /// <param name="prior">p(h | h above) at the draws above.</param>
    /// <param name="inputs">Makes noise.</param>
    /// <param name="samples">The number of draws; 0 for one without an axis for draws.</param>
    internal abstract LatentDraw Draw(
        int layer, Tensor parameters, LayerPrior prior, NetworkInputs inputs, int samples);

    /// <summary>q of a layer as a normal distribution, where it does not depend on the layers above.</summary>
    internal virtual GaussianForm? Gaussian(int layer, Tensor parameters) => null;

    private protected static string Name(string what, int layer) =>
        what + (layer + 1).ToString(CultureInfo.InvariantCulture);

    private protected void CheckLayer(int layer, int expected, int actual)
    {
        if (expected != actual)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: it is made for {actual} variables in layer {layer + 1}, but the model has " +
                $"{expected} there. Make both with the same sizes, the layer next to the data first."));
        }
    }

    private protected void CheckCount(int layers)
    {
        if (layers != Count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: it is made for {Count} layers, but the model has {layers}. Give a stage and a " +
                $"head for each."));
        }
    }
}
