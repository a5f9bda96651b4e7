using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A model of examples x with latent variables ξ in one or more layers, x ~ p(x | ξ), and an approximate
/// posterior q(ξ | x): what bounds and estimates of log p(x) are made of. Priors are N(0, I) unless a family has
/// another.</summary>
/// <remarks>
/// <para>Examples are fields named <see cref="Field"/>. Several draws of ξ are an axis beside its features, for
/// which a network that is written for one draw stands in an <see cref="EachPosition"/>.</para>
/// <para>With a condition c (<see cref="ModelFields"/>) all of this is given c. With a mask p(x | ξ) is the product
/// over the pixels that were seen: as pixels are independent given ξ, that is the density of what was seen.</para>
/// </remarks>
public abstract class LatentVariableModel : Module
{
    /// <summary>The field of an example that is modelled.</summary>
    public const string Field = "image";

    /// <summary>The field that is 1 where a pixel was seen and 0 where it is missing.</summary>
    public const string MaskField = "seen";

    // e⁻⁴⁰ is 4e-18.
    private const double LeastLogShare = -40;

    private protected LatentVariableModel(Shape example, Likelihood likelihood, ModelFields? fields)
    {
        ArgumentNullException.ThrowIfNull(likelihood);
        (Example, Likelihood, Fields) = (example, likelihood, fields ?? new ModelFields());
        if (Fields.Condition is { } condition)
        {
            Add("condition", condition);
        }
    }

    /// <summary>The shape of an example.</summary>
    public Shape Example { get; }

    /// <summary>The family of p(x | ξ).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>What is read of an example besides x.</summary>
    public ModelFields Fields { get; }

    /// <summary>The names of the divergences of the layers in losses.</summary>
    private protected abstract IReadOnlyList<string> DivergenceNames { get; }

    /// <summary>The loss of a bound: terms "reconstruction" and a divergence for each layer, with the metric "bound";
    /// or "negative bound" with importance weights.</summary>
    /// <param name="objective">The bound; null for the evidence lower bound by one draw. Free nats are those of each
    /// layer by itself.</param>
    public Loss Loss(BoundObjective? objective = null) => LossOf(objective ?? new BoundObjective(), null);

    /// <summary>Draws from q(ξ | x), a layer each.</summary>
    /// <param name="inputs">Makes the noise.</param>
    /// <param name="x">An example.</param>
    /// <param name="samples">The number of draws; 0 for one without an axis for draws.</param>
    /// <param name="isEvaluation">Whether draws are those of the model itself, where training has a relaxation of
    /// it.</param>
    internal abstract LatentDraw[] Draw(NetworkInputs inputs, LatentExample x, int samples, bool isEvaluation);

    /// <summary>Draws of what the decoder reads of each layer, from the prior.</summary>
    internal abstract IReadOnlyList<Tensor> PriorDraw(NetworkInputs inputs);

    /// <summary>The parameters of p(x | ξ).</summary>
    /// <param name="latent">What the decoder reads of each layer's draw.</param>
    /// <param name="condition">c, or null.</param>
    internal abstract Tensor Parameters(IReadOnlyList<Tensor> latent, Tensor? condition);

    /// <summary>The fields of an example.</summary>
    /// <param name="inputs">Makes them.</param>
    /// <param name="isGiven">Whether all draws have the same example.</param>
    /// <param name="hiddenShare">The share of pixels that is hidden by chance, of examples that are whole; null for
    /// those that the mask marks.</param>
    internal LatentExample Read(NetworkInputs inputs, bool isGiven = false, double? hiddenShare = null)
    {
        Tensor Make(string name, Shape shape) => isGiven ? inputs.Given(name, shape) : inputs.Field(name, shape);
        Tensor x = Make(Field, Example);
        Tensor? isSeen = !Fields.HasMask ? null
            : hiddenShare is { } share
                ? Select(inputs.Noise("hidden pixels", Example, NoiseKind.Uniform) < share, 0, 1)
                : Make(MaskField, Example);
        return new LatentExample(isSeen is null ? x : Select(isSeen, x, 0), isSeen,
            Fields.Condition is { } condition ? condition.Of(Make(condition.Field, condition.Shape)) : null);
    }

    /// <summary>The loss of a bound whose log likelihood may be written otherwise, to be differentiated
    /// otherwise.</summary>
    private protected Loss LossOf(BoundObjective objective, Func<LatentExample, Tensor[], Tensor>? logLikelihood)
    {
        objective.Check(this);
        return Neural.Loss.Define(this, builder =>
        {
            LatentExample x = Read(builder, hiddenShare: objective.HiddenShare);
            if (!builder.All.Any(static input => input.Name == MaskField))
            {
                builder.Exclude(MaskField,
                    $"The data mark missing pixels in the field '{MaskField}', which the loss does not read: they " +
                    "would be trained on as if they were seen. " + (Fields.HasMask
                        ? "Leave BoundObjective.HiddenShare unset, or give data without that field."
                        : "Make the model with ModelFields.HasMask, or give data without that field."));
            }
            LatentDraw[] draws = Draw(builder, x, objective.Samples == 1 ? 0 : objective.Samples, isEvaluation: false);
            Tensor[] latent = Values(draws), decoded = Decoded(draws);
            if (objective.IsImportanceWeighted)
            {
                builder.Term("negative bound", -ImportanceWeighted(x, draws, objective));
                return;
            }
            Tensor reconstruction = -Mean(logLikelihood?.Invoke(x, decoded) ?? LogLikelihood(x, decoded));
            Tensor bound = -reconstruction;
            builder.Term("reconstruction", reconstruction);
            Tensor? weight =
                objective.DivergenceWeight is { } schedule ? builder.Scheduled("divergence weight", schedule) : null;
            for (int l = 0; l < draws.Length; l++)
            {
                Tensor divergence = objective.Divergence switch
                {
                    DivergenceForm.Analytic when draws[l].Divergence is { } known => known,
                    // The draws of layers above move with the weights too.
                    DivergenceForm.PathOnly => Mean(
                        HeldConstant.But(draws[l].LogDensityOfValue, latent) - draws[l].LogPrior),
                    _ => Mean(draws[l].LogDensity - draws[l].LogPrior),
                };
                bound -= divergence;
                builder.Term(DivergenceNames[l],
                    objective.FreeNats > 0 ? Maximum(divergence, objective.FreeNats) : divergence, weight);
            }
            builder.Metric("bound", bound);
        });
    }

    /// <summary>log p(x | ξ) at one draw, and the divergence of each layer, in closed form where there is
    /// one.</summary>
    internal (Tensor LogLikelihood, Tensor[] Divergences) BoundParts(NetworkInputs inputs, LatentExample x)
    {
        LatentDraw[] draws = Draw(inputs, x, 0, isEvaluation: true);
        return (LogLikelihood(x, Decoded(draws)), [.. draws.Select(static draw =>
            draw.Divergence ?? draw.LogDensity - draw.LogPrior)]);
    }

    /// <summary>log p(x, ξ) - log q(ξ | x) at draws of all layers: [draws], or a scalar for 0.</summary>
    internal Tensor LogWeights(LatentExample x, IReadOnlyList<LatentDraw> draws) =>
        LogLikelihood(x, Decoded(draws)) + OfAll(draws, static draw => draw.LogPrior)
            - OfAll(draws, static draw => draw.LogDensity);

    /// <summary>log p(x | ξ): a scalar, or [draws].</summary>
    private protected Tensor LogLikelihood(LatentExample x, IReadOnlyList<Tensor> latent)
    {
        Tensor parameters = Parameters(latent, x.Condition);
        int elements = Example.Size, count = elements * Likelihood.ParametersPerElement;
        // A layer may have one draw for all of those of another.
        bool isOne = latent[0].Rank == 1;
        Shape shape = isOne ? [elements] : [elements, 1];
        Tensor byElement = Likelihood.LogProb(
            Reshape(parameters, isOne ? [count] : [count, parameters.Size / count]), Reshape(x.Image, shape));
        return Sum(x.IsSeen is null ? byElement : Select(Reshape(x.IsSeen, shape), byElement, 0), 0);
    }

    private static Tensor[] Values(IReadOnlyList<LatentDraw> draws) => [.. draws.Select(static draw => draw.Value)];

    /// <summary>Features with those of the condition after them, beside draws where there are any.</summary>
    private protected static Tensor Joined(Tensor features, Tensor? condition) => condition is null ? features
        : Concatenate([features, BroadcastTo(Sizes.Column(condition, features),
            Sizes.WithFeatures(features.Shape, condition.Size))]);

    /// <summary>What the decoder reads of draws.</summary>
    internal static Tensor[] Decoded(IReadOnlyList<LatentDraw> draws) => [.. draws.Select(static draw => draw.Decoded)];

    private static Tensor OfAll(IReadOnlyList<LatentDraw> draws, Func<LatentDraw, Tensor> term) =>
        draws.Select(term).Aggregate(static (sum, next) => sum + next);

    private Tensor ImportanceWeighted(LatentExample x, LatentDraw[] draws, BoundObjective objective)
    {
        Tensor logWeights = LogWeights(x, draws);
        Tensor total = LogSumExp(logWeights), bound = total - Math.Log(objective.Samples);
        // A share that no float would notice is 0: the products of a denormal number take a hundred times as long.
        Tensor logShares = logWeights - total;
        Tensor weights = StopGradient(Select(logShares < LeastLogShare, 0, Exp(logShares)));
        Tensor surrogate = objective.IsDoublyReparameterized
            ? Doubly(x, draws, weights)
            : Sum(weights * logWeights);
        return StopGradient(bound - surrogate) + surrogate;
    }

    /// <summary>What has the doubly reparameterised gradient for its derivative.</summary>
    /// <remarks>What the model's weights do in log p(x, ξ) is weighted by w, what moves the draws by w²: partial
    /// derivatives in the draws of each layer, though one layer's draw moves those below and their densities. Backward
    /// passes are linear in what they begin with, draw by draw: one pass with w, whose value at the draws is multiplied
    /// by w once more, serves both.</remarks>
    private Tensor Doubly(LatentExample x, LatentDraw[] draws, Tensor weights)
    {
        Tensor[] latent = Values(draws), at = [.. latent.Select(StopGradient)];
        Tensor[] moved = Graph.Substitute(
            [.. Decoded(draws), OfAll(draws, static draw => draw.LogPrior),
                OfAll(draws, static draw => draw.LogDensityOfValue)],
            latent.Zip(at).ToDictionary(static p => p.First, static p => p.Second));
        Tensor held = LogLikelihood(x, moved[..^2]) + moved[^2], density = moved[^1];
        Tensor[] byDraw = Differentiate.Gradient(Sum(weights * (held - density)), at);
        return Sum(weights * held) + latent.Zip(byDraw)
            .Select(p => Sum(StopGradient(weights * p.Second) * p.First)).Aggregate(static (sum, term) => sum + term);
    }
}
