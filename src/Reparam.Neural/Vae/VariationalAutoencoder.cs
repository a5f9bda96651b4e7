using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A variational auto-encoder: z ~ N(0, I), x ~ p(x | decoder(z)), with q(z | encoder(x)) for the posterior
/// (Kingma and Welling 2013; Rezende, Mohamed and Wierstra 2014).</summary>
public sealed class VariationalAutoencoder : LatentVariableModel
{
    private readonly Layer _encoder, _decoder;

    /// <summary>Makes the network.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="encoder">From an example to the parameters of q.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="decoder">From z to the parameters of p(x | z).</param>
    /// <param name="likelihood">The family of p(x | z).</param>
    public VariationalAutoencoder(
        Shape example, Layer encoder, LatentFamily family, Layer decoder, Likelihood likelihood)
        : base(example, likelihood)
    {
        _encoder = Add("encoder", encoder);
        Family = Add("family", family);
        _decoder = Add("decoder", decoder);
    }

    /// <summary>The family of q.</summary>
    public LatentFamily Family { get; }

    /// <summary>A network of linear layers, with the same hidden sizes in encoder and decoder.</summary>
    /// <param name="example">The shape of an example, such as [1, 28, 28]; it is laid out as a vector.</param>
    /// <param name="hidden">The sizes of the hidden layers, from the example to z.</param>
    /// <param name="latent">The number of latent variables.</param>
    /// <param name="likelihood">The family of p(x | z); null for Bernoulli.</param>
    /// <param name="activation">Between the layers; null for tanh.</param>
    public static VariationalAutoencoder Perceptron(Shape example, IReadOnlyList<int> hidden, int latent,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        likelihood ??= Likelihood.Bernoulli;
        activation ??= Tanh;
        var family = new DiagonalNormalFamily(latent);
        int elements = example.Size;
        return new VariationalAutoencoder(example,
            new Sequential(new FunctionLayer(static x => Reshape(x, [x.Size])),
                Sequential.Perceptron(activation, [elements, .. hidden, family.ParameterCount])), family,
            Sequential.Perceptron(activation,
                [latent, .. hidden.Reverse(), elements * likelihood.ParametersPerElement]),
            likelihood);
    }

    /// <summary>A network of convolutions for images: each layer of the encoder halves rows and columns, each of the
    /// decoder doubles them.</summary>
    /// <param name="example">The shape of an example, [channels, rows, columns].</param>
    /// <param name="channels">The channels of the hidden layers, from the image on; rows and columns must be divisible
    /// by 2 as often as there are layers.</param>
    /// <param name="latent">The number of latent variables.</param>
    /// <param name="likelihood">The family of p(x | z); null for Bernoulli.</param>
    /// <param name="activation">Between the layers; null for rectifiers.</param>
    /// <exception cref="ArgumentException">The example is no image of such a size.</exception>
    public static VariationalAutoencoder Convolutional(Shape example, IReadOnlyList<int> channels, int latent,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        int factor = 1 << channels.Count;
        if (channels.Count == 0 || example.Rank != 3 || example[1] % factor != 0 || example[2] % factor != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"VariationalAutoencoder.Convolutional: the shape of an example is {example}, but {channels.Count} layers ") +
                FormattableString.Invariant($"need [channels, rows, columns] with rows and columns divisible by {factor}, ") +
                "and at least one layer. Use fewer layers, or pad the images.", nameof(example));
        }
        likelihood ??= Likelihood.Bernoulli;
        activation ??= Activation.Relu;
        var family = new DiagonalNormalFamily(latent);
        int[] all = [example[0], .. channels];
        Shape inner = [all[^1], example[1] / factor, example[2] / factor];
        List<Layer> encoder = [], decoder =
            [new Linear(latent, inner.Size), activation, new FunctionLayer(x => Reshape(x, inner))];
        for (int i = 1; i < all.Length; i++)
        {
            encoder.AddRange([new Conv2d(all[i - 1], all[i], size: 3, stride: 2, padding: 1), activation]);
        }
        for (int i = all.Length - 1; i > 0; i--)
        {
            int outputs = i == 1 ? all[0] * likelihood.ParametersPerElement : all[i - 1];
            decoder.Add(new ConvTranspose2d(all[i], outputs, size: 3, stride: 2, padding: 1, outputPadding: 1));
            if (i > 1)
            {
                decoder.Add(activation);
            }
        }
        encoder.AddRange(
            [new FunctionLayer(static x => Reshape(x, [x.Size])), new Linear(inner.Size, family.ParameterCount)]);
        return new VariationalAutoencoder(
            example, new Sequential(encoder), family, new Sequential(decoder), likelihood);
    }

    /// <summary>The parameters of q(z | x).</summary>
    /// <param name="x">An example.</param>
    public Tensor Encode(Tensor x) => _encoder.Apply(x);

    /// <summary>The parameters of p(x | z).</summary>
    /// <param name="z">[latent], or [latent, draws] for a decoder of vectors.</param>
    public Tensor Decode(Tensor z) => _decoder.Apply(z);

    private protected override IReadOnlyList<string> DivergenceNames => ["divergence"];

    private protected override LatentDraw[] Draw(NetworkInputs inputs, Tensor x, int samples) =>
        [Family.Draw("latent", Encode(x), inputs, samples)];

    private protected override Tensor Parameters(IReadOnlyList<Tensor> latent) => Decode(latent[0]);
}
