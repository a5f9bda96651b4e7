using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A variational auto-encoder: z ~ N(0, I), x ~ p(x | decoder(z)), with q(z | encoder(x)) for the posterior
/// (Kingma and Welling 2013; Rezende, Mohamed and Wierstra 2014); with a condition c that encoder and decoder are told
/// of, the conditional one (Sohn, Lee and Yan 2015).</summary>
/// <remarks>Where the prior is told of c too, z = μ(c) + σ(c) ε, and q is one of ε: divergences from N(0, I) are then
/// those of z from N(μ(c), σ(c)²).</remarks>
public sealed class VariationalAutoencoder : LatentVariableModel
{
    private readonly Layer _encoder, _decoder;
    private readonly Layer? _prior;

    /// <summary>Makes the network.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="encoder">From an example to the parameters of q.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="decoder">From z to the parameters of p(x | z); with a condition from z and then c. Bounds with
    /// several draws give it [latent, draws], for which <see cref="EachPosition"/> serves where it is written for
    /// one.</param>
    /// <param name="likelihood">The family of p(x | z).</param>
    /// <param name="fields">What is read besides x; null for nothing.</param>
    /// <param name="prior">From c to μ(c) and then log σ(c), twice as many numbers as latent variables; null for a
    /// prior that is the same for all.</param>
    /// <exception cref="ArgumentException">There is a network for the prior, but no condition, or the family's prior is
    /// not normal.</exception>
    public VariationalAutoencoder(Shape example, Layer encoder, LatentFamily family, Layer decoder,
        Likelihood likelihood, ModelFields? fields = null, Layer? prior = null)
        : base(example, likelihood, fields)
    {
        _encoder = Add("encoder", encoder);
        Family = Add("family", family);
        _decoder = Add("decoder", decoder);
        if (prior is not null && (Fields.Condition is null || !family.HasNormalPrior))
        {
            throw new ArgumentException(
                "VariationalAutoencoder: a network for the prior was given, but there is " + (Fields.Condition is null
                    ? "no condition that it could be told of. Set ModelFields.Condition, or leave it out."
                    : $"none for {family.GetType().Name}, whose prior is not normal. Leave it out."), nameof(prior));
        }
        _prior = prior is null ? null : Add("prior", prior);
    }

    /// <summary>The family of q.</summary>
    public LatentFamily Family { get; }

    /// <summary>A network of linear layers, with the same hidden sizes in encoder and decoder.</summary>
    /// <param name="example">The shape of an example, such as [1, 28, 28]; it is laid out as a vector.</param>
    /// <param name="hidden">The sizes of the hidden layers, from the example to z.</param>
    /// <param name="latent">The number of latent variables.</param>
    /// <param name="likelihood">The family of p(x | z); null for Bernoulli.</param>
    /// <param name="activation">Between the layers; null for tanh.</param>
    /// <param name="fields">What is read besides x; null for nothing.</param>
    /// <param name="hasConditionalPrior">Whether the prior is told of the condition, by a network of one hidden layer
    /// of the last of the sizes.</param>
    /// <exception cref="ArgumentException">The prior is to be told of a condition, but there is none.</exception>
    public static VariationalAutoencoder Perceptron(Shape example, IReadOnlyList<int> hidden, int latent,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null, ModelFields? fields = null,
        bool hasConditionalPrior = false) => Perceptron(
            example, hidden, new DiagonalNormalFamily(latent), likelihood, activation, fields, hasConditionalPrior);

    /// <summary>The same, with a posterior of another family.</summary>
    ///
    /// <exception cref="ArgumentException">The prior is to be told of a condition, but there is none, or the family's
    /// is not normal.</exception>
    /// <param name="example">The shape of an example, such as [1, 28, 28]; it is laid out as a vector.</param>
    /// <param name="hidden">The sizes of the hidden layers, from the example to z.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="likelihood">The family of p(x | z); null for Bernoulli.</param>
    /// <param name="activation">Between the layers; null for tanh.</param>
    /// <param name="fields">What is read besides x; null for nothing.</param>
    /// <param name="hasConditionalPrior">Whether the prior is told of the condition, by a network of one hidden layer
    /// of the last of the sizes.</param>
    public static VariationalAutoencoder Perceptron(Shape example, IReadOnlyList<int> hidden, LatentFamily family,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null, ModelFields? fields = null,
        bool hasConditionalPrior = false)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(family);
        likelihood ??= Likelihood.Bernoulli;
        activation ??= Tanh;
        fields ??= new ModelFields();
        int condition = fields.ConditionSize;
        return new VariationalAutoencoder(example,
            new Sequential(new FunctionLayer(static x => Reshape(x, [x.Size])),
                Sequential.Perceptron(
                    activation, [fields.VectorSize(example), .. hidden, family.ParameterCount])), family,
            Sequential.Perceptron(activation, [family.Latent + condition, .. hidden.Reverse(),
                example.Size * likelihood.ParametersPerElement]),
            likelihood, fields,
            // Without a condition the constructor refuses whatever is given.
            !hasConditionalPrior ? null : condition == 0 ? new Sequential()
                : Sequential.Perceptron(activation, [condition, .. hidden.TakeLast(1), 2 * family.Latent]));
    }

    /// <summary>A network of convolutions for images: each layer of the encoder halves rows and columns, each of the
    /// decoder doubles them.</summary>
    /// <param name="example">The shape of an example, [channels, rows, columns].</param>
    /// <param name="channels">The channels of the hidden layers, from the image on; rows and columns must be divisible
    /// by 2 as often as there are layers.</param>
    /// <param name="latent">The number of latent variables.</param>
    /// <param name="likelihood">The family of p(x | z); null for Bernoulli.</param>
    /// <param name="activation">Between the layers; null for rectifiers.</param>
    /// <param name="fields">What is read besides x, as further channels; null for nothing.</param>
    /// <exception cref="ArgumentException">The example is no image of such a size.</exception>
    public static VariationalAutoencoder Convolutional(Shape example, IReadOnlyList<int> channels, int latent,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null, ModelFields? fields = null) =>
        Convolutional(example, channels, new DiagonalNormalFamily(latent), likelihood, activation, fields);

    /// <summary>The same, with a posterior of another family.</summary>
    /// <param name="example">The shape of an example, [channels, rows, columns].</param>
    /// <param name="channels">The channels of the hidden layers, from the image on; rows and columns must be divisible
    /// by 2 as often as there are layers.</param>
    /// <param name="family">The family of q.</param>
    /// <param name="likelihood">The family of p(x | z); null for Bernoulli.</param>
    /// <param name="activation">Between the layers; null for rectifiers.</param>
    /// <param name="fields">What is read besides x, as further channels; null for nothing.</param>
    /// <exception cref="ArgumentException">The example is no image of such a size.</exception>
    public static VariationalAutoencoder Convolutional(Shape example, IReadOnlyList<int> channels, LatentFamily family,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null, ModelFields? fields = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(family);
        int factor = 1 << channels.Count;
        if (channels.Count == 0 || example.Rank != 3 || example[1] % factor != 0 || example[2] % factor != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"VariationalAutoencoder.Convolutional: the shape of an example is {example}, but {channels.Count} ") +
                FormattableString.Invariant(
                    $"layers need [channels, rows, columns] with rows and columns divisible by {factor}, and at ") +
                "least one layer. Use fewer layers, or pad the images.", nameof(example));
        }
        likelihood ??= Likelihood.Bernoulli;
        activation ??= Activation.Relu;
        fields ??= new ModelFields();
        fields = fields with { Encoder = fields.Encoder ?? (static e => e.AsChannels()) };
        int[] all = [example[0], .. channels];
        Shape inner = [all[^1], example[1] / factor, example[2] / factor];
        List<Layer> encoder = [], decoder =
            [new Linear(family.Latent + fields.ConditionSize, inner.Size), activation,
                new FunctionLayer(x => Reshape(x, inner))];
        for (int i = 1; i < all.Length; i++)
        {
            int from = i > 1 ? all[i - 1] : all[0] * (fields.HasMask ? 2 : 1) + fields.ConditionSize;
            encoder.AddRange([new Conv2d(from, all[i], size: 3, stride: 2, padding: 1), activation]);
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
            example, new Sequential(encoder), family, new EachPosition(new Sequential(decoder)), likelihood, fields);
    }

    /// <summary>The parameters of q(z | x).</summary>
    /// <param name="x">An example of which nothing is read besides.</param>
    public Tensor Encode(Tensor x) => Encode(new LatentExample(x));

    /// <summary>The parameters of q(z | x, c).</summary>
    /// <param name="example">An example.</param>
    public Tensor Encode(LatentExample example) => _encoder.Apply(Fields.Read(example));

    /// <summary>The parameters of p(x | z, c).</summary>
    /// <param name="z">[latent], or [latent, draws]; where a network gives the prior, ε in its place.</param>
    /// <param name="condition">c; null where there is none.</param>
    /// <exception cref="ArgumentException">There is to be a condition, but none was given, or the other way
    /// around.</exception>
    public Tensor Decode(Tensor z, Tensor? condition = null)
    {
        ArgumentNullException.ThrowIfNull(z);
        if ((condition?.Size ?? 0) != Fields.ConditionSize)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"VariationalAutoencoder: a condition of {condition?.Size ?? 0} numbers was given, but the model ") +
                FormattableString.Invariant(
                    $"has one of {Fields.ConditionSize}. Give what Condition.Of makes of the field."),
                nameof(condition));
        }
        if (condition is null)
        {
            return _decoder.Apply(z);
        }
        int n = Family.Latent;
        if (_prior?.Apply(condition) is { } prior)
        {
            Sizes.Features("VariationalAutoencoder (value of the prior)", prior, 2 * n);
            z = Sizes.Column(prior[..n], z) + Exp(Sizes.Column(prior[n..], z)) * z;
        }
        return _decoder.Apply(Joined(z, condition));
    }

    private protected override IReadOnlyList<string> DivergenceNames => ["divergence"];

    internal override LatentDraw[] Draw(NetworkInputs inputs, LatentExample x, int samples, bool isEvaluation) =>
        [isEvaluation ? Family.EvaluationDraw("latent", Encode(x), inputs, samples)
            : Family.Draw("latent", Encode(x), inputs, samples)];

    internal override IReadOnlyList<Tensor> PriorDraw(NetworkInputs inputs) => [Family.PriorDraw("prior", inputs)];

    internal override Tensor Parameters(IReadOnlyList<Tensor> latent, Tensor? condition) =>
        Decode(latent[0], condition);
}
