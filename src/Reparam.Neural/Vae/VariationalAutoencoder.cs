using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A variational auto-encoder: z ~ N(0, I), x ~ p(x | decoder(z)), with q(z | encoder(x)) for the posterior
/// (Kingma and Welling 2013; Rezende, Mohamed and Wierstra 2014).</summary>
/// <remarks>Examples are fields named <see cref="Field"/>; where the decoder works on vectors, several draws of z are an axis
/// beside its features.</remarks>
public sealed class VariationalAutoencoder : Module
{
    /// <summary>The field of an example that is encoded and decoded.</summary>
    public const string Field = "image";

    // e⁻⁴⁰ is 4e-18.
    private const double LeastLogShare = -40;

    private readonly Layer _encoder, _decoder;

    /// <summary>Makes the network.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="encoder">From an example to the parameters of q.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="decoder">From z to the parameters of p(x | z).</param>
    /// <param name="likelihood">The family of p(x | z).</param>
    public VariationalAutoencoder(
        Shape example, Layer encoder, LatentFamily family, Layer decoder, Likelihood likelihood)
    {
        ArgumentNullException.ThrowIfNull(likelihood);
        (Example, Likelihood) = (example, likelihood);
        _encoder = Add("encoder", encoder);
        Family = Add("family", family);
        _decoder = Add("decoder", decoder);
    }

    /// <summary>The shape of an example.</summary>
    public Shape Example { get; }

    /// <summary>The family of q.</summary>
    public LatentFamily Family { get; }

    /// <summary>The family of p(x | z).</summary>
    public Likelihood Likelihood { get; }

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

    /// <summary>A network of convolutions for images: each layer of the encoder halves rows and columns, each of the decoder
    /// doubles them.</summary>
    /// <param name="example">The shape of an example, [channels, rows, columns].</param>
    /// <param name="channels">The channels of the hidden layers, from the image on; rows and columns must be divisible by
    /// 2 as often as there are layers.</param>
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

    /// <summary>The loss of a bound.</summary>
    /// <param name="objective">The bound; null for the evidence lower bound by one draw.</param>
    public Loss Loss(VaeObjective? objective = null) => Neural.Loss.Define(this, builder =>
    {
        objective ??= new VaeObjective();
        Terms terms = Draw(builder, builder.Field(Field, Example), objective.Samples == 1 ? 0 : objective.Samples);
        if (objective.IsImportanceWeighted && objective.Samples > 1)
        {
            builder.Term("negative bound", -ImportanceWeighted(terms, objective));
            return;
        }
        Tensor divergence = objective.Divergence switch
        {
            DivergenceForm.Analytic when terms.Draw.Divergence is { } known => known,
            DivergenceForm.PathOnly => Mean(terms.Draw.PathLogDensity - terms.LogPrior),
            _ => Mean(terms.Draw.LogDensity - terms.LogPrior),
        };
        Tensor reconstruction = -Mean(terms.LogLikelihood);
        Tensor counted = objective.FreeNats > 0 ? Maximum(divergence, objective.FreeNats) : divergence;
        builder.Term("reconstruction", reconstruction);
        builder.Term("divergence", counted,
            objective.DivergenceWeight is { } weight ? builder.Scheduled("divergence weight", weight) : null);
        builder.Metric("bound", -(reconstruction + divergence));
    });

    /// <summary>log p(x, z) - log q(z | x) at draws of z: [draws], or a scalar for 0.</summary>
    internal Tensor LogWeights(NetworkInputs inputs, Tensor x, int samples)
    {
        Terms terms = Draw(inputs, x, samples);
        return terms.LogLikelihood + terms.LogPrior - terms.Draw.LogDensity;
    }

    /// <summary>log p(x | z) at a draw of z, and the divergence of q from the prior, in closed form where there is
    /// one.</summary>
    internal (Tensor LogLikelihood, Tensor Divergence) BoundParts(NetworkInputs inputs, Tensor x)
    {
        Terms terms = Draw(inputs, x, 0);
        return (terms.LogLikelihood, terms.Draw.Divergence ?? terms.Draw.LogDensity - terms.LogPrior);
    }

    private Terms Draw(NetworkInputs inputs, Tensor x, int samples)
    {
        LatentDraw draw = Family.Draw("latent", Encode(x), inputs, samples);
        return new(draw, LogLikelihood(x, draw.Value, samples), LogPrior(draw.Value), z => LogLikelihood(x, z, samples));
    }

    private Tensor LogLikelihood(Tensor x, Tensor z, int samples)
    {
        int parameters = x.Size * Likelihood.ParametersPerElement;
        return samples == 0
            ? Sum(Likelihood.LogProb(Reshape(Decode(z), [parameters]), Reshape(x, [x.Size])))
            : Sum(Likelihood.LogProb(Reshape(Decode(z), [parameters, samples]), Reshape(x, [x.Size, 1])), 0);
    }

    private static Tensor LogPrior(Tensor z) =>
        -0.5 * Sum(Square(z), 0) - z.Shape[0] * HalfLogTwoPi;

    private static Tensor ImportanceWeighted(Terms terms, VaeObjective objective)
    {
        Tensor logWeights = terms.LogLikelihood + terms.LogPrior - terms.Draw.LogDensity;
        Tensor total = LogSumExp(logWeights), bound = total - Math.Log(objective.Samples);
        // A share that no float would notice is 0: the products of a denormal number take a hundred times as long.
        Tensor logShares = logWeights - total;
        Tensor weights = StopGradient(Select(logShares < LeastLogShare, 0, Exp(logShares)));
        Tensor surrogate = objective.IsDoublyReparameterized ? Doubly(terms, weights) : Sum(weights * logWeights);
        return StopGradient(bound - surrogate) + surrogate;
    }

    /// <summary>What has the doubly reparameterised gradient for its derivative.</summary>
    /// <remarks>The decoder's gradient is weighted by w, that of the draws by w². Backward passes are linear in what they
    /// begin with, draw by draw: one pass with w, whose value at the draws is multiplied by w once more, serves
    /// both.</remarks>
    private static Tensor Doubly(Terms terms, Tensor weights)
    {
        Tensor z = StopGradient(terms.Draw.Value), held = Sum(weights * (terms.LikelihoodAt(z) + LogPrior(z)));
        Tensor density = Sum(weights * HeldConstant.But(terms.Draw.LogDensity, terms.Draw.Value));
        Tensor atDraws = Differentiate.Gradient(held, z)[0]
            - Differentiate.Gradient(density, terms.Draw.Value)[0];
        return held + Sum(StopGradient(weights * atDraws) * terms.Draw.Value);
    }

    private sealed record Terms(
        LatentDraw Draw, Tensor LogLikelihood, Tensor LogPrior, Func<Tensor, Tensor> LikelihoodAt);
}
