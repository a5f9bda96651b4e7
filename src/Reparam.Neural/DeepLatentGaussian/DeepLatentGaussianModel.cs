using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A deep latent Gaussian model: noise ξ_l ~ N(0, I) in L stochastic layers, h_L = G_L ξ_L, h_l = T_l(h_{l+1})
/// + G_l ξ_l, and x ~ p(x | T₀(h₁)), with deterministic networks T between the layers (Rezende, Mohamed and Wierstra
/// 2014, eq. 1-7), and an approximate posterior q(ξ | x).</summary>
/// <remarks>Layers are numbered from the data upward. In terms of ξ the
/// prior of every layer is N(0, I), and divergences are those of the variables h themselves wherever G is
/// invertible.</remarks>
public sealed class DeepLatentGaussianModel : LatentVariableModel
{
    private readonly StochasticLayer[] _layers;
    private readonly RecognitionModel _recognition;
    private readonly Layer _decoder;

    /// <summary>Makes the model.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="layers">The stochastic layers, the one next to the data first; the last has none above.</param>
    /// <param name="decoder">T₀, from h₁ to the parameters of p(x | h₁).</param>
    /// <param name="likelihood">The family of p(x | h₁).</param>
    /// <param name="recognition">q(ξ | x).</param>
    /// <param name="fields">What is read besides x; null for nothing. A condition is told the recognition model and T₀,
    /// whose argument is h₁ and then c.</param>
    /// <exception cref="ArgumentException">There is no layer; not the last one alone is topmost; or the recognition
    /// model is made for others.</exception>
    public DeepLatentGaussianModel(Shape example, IReadOnlyList<StochasticLayer> layers, Layer decoder,
        Likelihood likelihood, RecognitionModel recognition, ModelFields? fields = null)
        : base(example, likelihood, fields)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(recognition);
        if (layers.Count == 0 || layers.Index().Any(p => p.Item.IsTop != (p.Index == layers.Count - 1)))
        {
            throw new ArgumentException(
                "DeepLatentGaussianModel: the last of the layers, and no other, is to be a StochasticLayer.Top. Give " +
                "the layer next to the data first.", nameof(layers));
        }
        recognition.Check(layers);
        _recognition = recognition;
        _layers = [.. layers.Select((layer, i) => Add(FormattableString.Invariant($"layer{i + 1}"), layer))];
        _decoder = Add("decoder", decoder);
        Add("recognition", recognition);
    }

    /// <summary>The stochastic layers, the one next to the data first.</summary>
    public IReadOnlyList<StochasticLayer> Layers => _layers;

    /// <summary>A model of vectors or of flattened images, whose networks have one hidden layer each.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="hidden">The units of each hidden layer.</param>
    /// <param name="latent">The numbers of variables, the layer next to the data first.</param>
    /// <param name="posterior">The form of q(ξ | x).</param>
    /// <param name="noise">The spread of the layers below the topmost.</param>
    /// <param name="likelihood">The family of p(x | h₁); null for Bernoulli.</param>
    /// <param name="activation">In the hidden layers; null for tanh.</param>
    /// <param name="fields">What is read besides x; null for nothing.</param>
    /// <exception cref="ArgumentException">There is no layer; or the posterior is Ladder and the noise
    /// Dense.</exception>
    public static DeepLatentGaussianModel Perceptron(Shape example, int hidden, IReadOnlyList<int> latent,
        PosteriorForm posterior = PosteriorForm.Diagonal, LayerNoise noise = LayerNoise.Diagonal,
        Likelihood? likelihood = null, Func<Tensor, Tensor>? activation = null, ModelFields? fields = null)
    {
        ArgumentNullException.ThrowIfNull(latent);
        likelihood ??= Likelihood.Bernoulli;
        activation ??= Tanh;
        fields ??= new ModelFields();
        int elements = example.Size, layers = latent.Count, read = fields.VectorSize(example);
        if (layers == 0)
        {
            throw new ArgumentException(
                "DeepLatentGaussianModel.Perceptron: latent is empty, but at least one layer is expected. Give the " +
                "numbers of variables, such as [20, 10], the layer next to the data first.", nameof(latent));
        }
        var stochastic = new StochasticLayer[layers];
        for (int i = 0; i < layers; i++)
        {
            int given = latent[i] * (noise == LayerNoise.Conditional ? 2 : 1);
            stochastic[i] = i == layers - 1 ? StochasticLayer.Top(latent[i])
                : StochasticLayer.Below(
                    latent[i], Sequential.Perceptron(activation, latent[i + 1], hidden, given), noise);
        }
        LatentFamily[] families = [.. latent.Select<int, LatentFamily>(n =>
            posterior == PosteriorForm.RankOnePrecision ? new RankOnePrecisionFamily(n) : new DiagonalNormalFamily(n))];
        Layer flat = (Func<Tensor, Tensor>)(static x => Reshape(x, [x.Size])), active = activation;
        Layer[] stages = [.. latent.Select((_, i) => i == 0
            ? new Sequential(flat, new Linear(read, hidden), active)
            : new Sequential(new Linear(hidden, hidden), active))];
        Layer[] heads = [.. families.Select(family => new Linear(hidden, family.ParameterCount))];
        return new DeepLatentGaussianModel(example, stochastic,
            Sequential.Perceptron(activation,
                latent[0] + fields.ConditionSize, hidden, elements * likelihood.ParametersPerElement),
            likelihood,
            posterior == PosteriorForm.Ladder
                ? new LadderRecognition(stages, heads, latent)
                : new IndependentRecognition(stages, heads, families), fields);
    }

    /// <summary>The parameters of p(x | h₁).</summary>
    /// <param name="noise">ξ₁, …, ξ_L: each [variables], or [variables, draws].</param>
    /// <param name="condition">c; null where there is none.</param>
    /// <exception cref="ArgumentException">There is not one for each layer, or one has another length.</exception>
    public Tensor Decode(IReadOnlyList<Tensor> noise, Tensor? condition = null)
    {
        ArgumentNullException.ThrowIfNull(noise);
        if (noise.Count != _layers.Length)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"DeepLatentGaussianModel: noise was given for {noise.Count} layers, but there are ") +
                FormattableString.Invariant($"{_layers.Length}. ") +
                "Give one tensor for each, the layer next to the data first.", nameof(noise));
        }
        Tensor? above = null;
        for (int l = _layers.Length - 1; l >= 0; l--)
        {
            Sizes.Features(nameof(DeepLatentGaussianModel), noise[l], _layers[l].Latent);
            above = _layers[l].Prior(above).Value(noise[l]);
        }
        return _decoder.Apply(Joined(above!, condition));
    }

    /// <summary>Noise ξ₁, …, ξ_L of the prior, by which <see cref="Decode"/> makes new examples.</summary>
    /// <param name="inputs">Makes the noise.</param>
    public IReadOnlyList<Tensor> PriorNoise(NetworkInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [.. _layers.Select((layer, i) =>
            inputs.Noise(FormattableString.Invariant($"prior {i + 1}"), [layer.Latent]))];
    }

    /// <summary>Noise ξ₁, …, ξ_L of the approximate posterior of an example, by which <see cref="Decode"/> makes others
    /// that are like it.</summary>
    /// <param name="inputs">Makes the noise.</param>
    /// <param name="x">An example of which nothing is read besides.</param>
    public IReadOnlyList<Tensor> PosteriorNoise(NetworkInputs inputs, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Decoded(Draw(inputs, new LatentExample(x), 0, isEvaluation: true));
    }

    /// <summary>The loss of a bound: terms "reconstruction" and "divergence 1", …, "divergence L", or "negative bound"
    /// with importance weights.</summary>
    /// <param name="objective">The bound; null for the evidence lower bound by one draw. Free nats are those of each
    /// layer by itself.</param>
    /// <param name="gradient">How the reconstruction is differentiated in the posterior's parameters.</param>
    /// <exception cref="ArgumentException">The objective or the networks do not allow that form of the
    /// gradient.</exception>
    public Loss Loss(BoundObjective? objective, PosteriorGradient gradient)
    {
        objective ??= new BoundObjective();
        if (gradient == PosteriorGradient.Path)
        {
            return LossOf(objective, null);
        }
        return objective.Samples == 1
            ? LossOf(objective, (x, latent) => GaussianIdentityTerm.Of(
                at => LogLikelihood(x, at), latent, Posteriors(_recognition.Encode(Fields.Read(x)))))
            : throw new ArgumentException(
                "PosteriorGradient.GaussianIdentities is written for the evidence lower bound by one draw, but the " +
                "objective has several. Set Samples to 1, or use PosteriorGradient.Path.", nameof(gradient));
    }

    private protected override IReadOnlyList<string> DivergenceNames =>
        [.. _layers.Select(static (_, l) => FormattableString.Invariant($"divergence {l + 1}"))];

    internal override LatentDraw[] Draw(NetworkInputs inputs, LatentExample x, int samples, bool isEvaluation)
    {
        Tensor[] parameters = _recognition.Encode(Fields.Read(x));
        var draws = new LatentDraw[_layers.Length];
        Tensor? above = null;
        for (int l = _layers.Length - 1; l >= 0; l--)
        {
            LayerPrior prior = _layers[l].Prior(above);
            draws[l] = _recognition.Draw(l, parameters[l], prior, inputs, samples);
            above = prior.Value(draws[l].Value);
        }
        return draws;
    }

    internal override IReadOnlyList<Tensor> PriorDraw(NetworkInputs inputs) => PriorNoise(inputs);

    internal override Tensor Parameters(IReadOnlyList<Tensor> latent, Tensor? condition) => Decode(latent, condition);

    private GaussianForm[] Posteriors(Tensor[] parameters) => [.. parameters.Select((p, l) =>
        _recognition.Gaussian(l, p) ?? throw new ArgumentException(
            "PosteriorGradient.GaussianIdentities needs a normal posterior of each layer that does not depend on the " +
            $"others, which {_recognition.GetType().Name} does not give. Use IndependentRecognition with normal " +
            "families, or PosteriorGradient.Path."))];
}
