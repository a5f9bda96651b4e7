namespace Reparam.Neural;

/// <summary>q(ξ | x) = ∏ q(ξ_l | x): layers that are independent given the example (Rezende, Mohamed and Wierstra 2014,
/// section 4).</summary>
public sealed class IndependentRecognition : RecognitionModel
{
    private readonly LatentFamily[] _families;

    /// <summary>Makes it.</summary>
    /// <param name="stages">From the example upwards, one for each layer, the one next to the data first.</param>
    /// <param name="heads">From each stage to the parameters of its layer's posterior.</param>
    /// <param name="families">The family of each layer's posterior.</param>
    /// <exception cref="ArgumentException">They are not as many, or none; or the prior of one is not
    /// normal.</exception>
    public IndependentRecognition(
        IReadOnlyList<Layer> stages, IReadOnlyList<Layer> heads, IReadOnlyList<LatentFamily> families)
        : base(stages, heads)
    {
        ArgumentNullException.ThrowIfNull(families);
        if (families.Count != Count)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"IndependentRecognition: there are {families.Count} families and {Count} heads. Give one for each."),
                nameof(families));
        }
        if (families.FirstOrDefault(static family => !family.HasNormalPrior) is { } other)
        {
            throw new ArgumentException(
                $"IndependentRecognition: {other.GetType().Name} was given, but layers are noise, whose prior is " +
                "normal. Give a family that has such, or make a VariationalAutoencoder.", nameof(families));
        }
        _families = [.. families.Select((family, i) => Add(Name("family", i), family))];
    }

    internal override void Check(IReadOnlyList<StochasticLayer> layers)
    {
        CheckCount(layers.Count);
        for (int i = 0; i < Count; i++)
        {
            CheckLayer(i, layers[i].Latent, _families[i].Latent);
        }
    }

    internal override LatentDraw Draw(
        int layer, Tensor parameters, LayerPrior prior, NetworkInputs inputs, int samples) =>
        _families[layer].Draw(Name("latent ", layer), parameters, inputs, samples);

    internal override GaussianForm? Gaussian(int layer, Tensor parameters) => _families[layer].Gaussian(parameters);
}
