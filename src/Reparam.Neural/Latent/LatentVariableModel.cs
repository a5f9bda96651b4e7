using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A model of examples x with latent variables in one or more layers, p(ξ) = N(0, I) in each, x ~ p(x | ξ), and an
/// approximate posterior q(ξ | x): what bounds and estimates of log p(x) are made of.</summary>
/// <remarks>Examples are fields named <see cref="Field"/>. Where the networks are of vectors, several draws of ξ are an axis
/// beside its features.</remarks>
public abstract class LatentVariableModel : Module
{
    /// <summary>The field of an example that is modelled.</summary>
    public const string Field = "image";

    // e⁻⁴⁰ is 4e-18.
    private const double LeastLogShare = -40;

    private protected LatentVariableModel(Shape example, Likelihood likelihood)
    {
        ArgumentNullException.ThrowIfNull(likelihood);
        (Example, Likelihood) = (example, likelihood);
    }

    /// <summary>The shape of an example.</summary>
    public Shape Example { get; }

    /// <summary>The family of p(x | ξ).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>The names of the divergences of the layers in losses.</summary>
    private protected abstract IReadOnlyList<string> DivergenceNames { get; }

    /// <summary>The loss of a bound: terms "reconstruction" and a divergence for each layer, with the metric "bound"; or
    /// "negative bound" with importance weights.</summary>
    /// <param name="objective">The bound; null for the evidence lower bound by one draw. Free nats are those of each layer
    /// by itself.</param>
    public Loss Loss(BoundObjective? objective = null) => LossOf(objective ?? new BoundObjective(), null);

    /// <summary>Draws from q(ξ | x), a layer each.</summary>
    /// <param name="inputs">Makes the noise.</param>
    /// <param name="x">An example.</param>
    /// <param name="samples">The number of draws; 0 for one without an axis for draws.</param>
    private protected abstract LatentDraw[] Draw(NetworkInputs inputs, Tensor x, int samples);

    /// <summary>The parameters of p(x | ξ).</summary>
    private protected abstract Tensor Parameters(IReadOnlyList<Tensor> latent);

    /// <summary>The loss of a bound whose log likelihood may be written otherwise, to be differentiated otherwise.</summary>
    private protected Loss LossOf(BoundObjective objective, Func<Tensor, Tensor[], Tensor>? logLikelihood)
    {
        objective.Check();
        return Neural.Loss.Define(this, builder =>
        {
            Tensor x = builder.Field(Field, Example);
            LatentDraw[] draws = Draw(builder, x, objective.Samples == 1 ? 0 : objective.Samples);
            Tensor[] latent = Values(draws);
            if (objective.IsImportanceWeighted && objective.Samples > 1)
            {
                builder.Term("negative bound", -ImportanceWeighted(x, draws, objective));
                return;
            }
            Tensor reconstruction = -Mean(logLikelihood?.Invoke(x, latent) ?? LogLikelihood(x, latent)), bound = -reconstruction;
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
                        HeldConstant.But(draws[l].LogDensity, latent) - LogPrior([latent[l]])),
                    _ => Mean(draws[l].LogDensity - LogPrior([latent[l]])),
                };
                bound -= divergence;
                builder.Term(DivergenceNames[l],
                    objective.FreeNats > 0 ? Maximum(divergence, objective.FreeNats) : divergence, weight);
            }
            builder.Metric("bound", bound);
        });
    }

    /// <summary>log p(x | ξ) at one draw, and the divergence of each layer, in closed form where there is one.</summary>
    internal (Tensor LogLikelihood, Tensor[] Divergences) BoundParts(NetworkInputs inputs, Tensor x)
    {
        LatentDraw[] draws = Draw(inputs, x, 0);
        return (LogLikelihood(x, Values(draws)), [.. draws.Select(static draw =>
            draw.Divergence ?? draw.LogDensity - LogPrior([draw.Value]))]);
    }

    /// <summary>log p(x, ξ) - log q(ξ | x) at draws of all layers: [draws], or a scalar for 0.</summary>
    internal Tensor LogWeights(NetworkInputs inputs, Tensor x, int samples)
    {
        LatentDraw[] draws = Draw(inputs, x, samples);
        Tensor[] latent = Values(draws);
        return LogLikelihood(x, latent) + LogPrior(latent) - LogDensity(draws);
    }

    /// <summary>log p(x | ξ): a scalar, or [draws].</summary>
    private protected Tensor LogLikelihood(Tensor x, IReadOnlyList<Tensor> latent)
    {
        Tensor parameters = Parameters(latent);
        int count = x.Size * Likelihood.ParametersPerElement;
        // A layer may have one draw for all of those of another.
        return latent[0].Rank == 1
            ? Sum(Likelihood.LogProb(Reshape(parameters, [count]), Reshape(x, [x.Size])))
            : Sum(Likelihood.LogProb(
                Reshape(parameters, [count, parameters.Size / count]), Reshape(x, [x.Size, 1])), 0);
    }

    private static Tensor[] Values(LatentDraw[] draws) => [.. draws.Select(static draw => draw.Value)];

    private static Tensor LogPrior(IReadOnlyList<Tensor> latent) => latent
        .Select(static n => -0.5 * Sum(Square(n), 0) - n.Shape[0] * HalfLogTwoPi)
        .Aggregate(static (sum, term) => sum + term);

    private static Tensor LogDensity(IReadOnlyList<LatentDraw> draws) =>
        draws.Select(static draw => draw.LogDensity).Aggregate(static (sum, term) => sum + term);

    private Tensor ImportanceWeighted(Tensor x, LatentDraw[] draws, BoundObjective objective)
    {
        Tensor[] latent = Values(draws);
        Tensor logWeights = LogLikelihood(x, latent) + LogPrior(latent) - LogDensity(draws);
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
    /// <remarks>What the model's weights do in log p(x, ξ) is weighted by w, what moves the draws by w²: partial derivatives in
    /// the draws of each layer, though one layer's draw moves those below and their densities. Backward passes are linear in
    /// what they begin with, draw by draw: one pass with w, whose value at the draws is multiplied by w once more, serves
    /// both.</remarks>
    private Tensor Doubly(Tensor x, LatentDraw[] draws, Tensor weights)
    {
        Tensor[] latent = Values(draws), at = [.. latent.Select(StopGradient)];
        Tensor held = LogLikelihood(x, at) + LogPrior(at);
        Tensor density = Graph.Substitute([LogDensity(draws)], latent.Zip(at).ToDictionary(
            static p => p.First, static p => p.Second))[0];
        Tensor[] byDraw = Differentiate.Gradient(Sum(weights * (held - density)), at);
        return Sum(weights * held) + latent.Zip(byDraw)
            .Select(p => Sum(StopGradient(weights * p.Second) * p.First)).Aggregate(static (sum, term) => sum + term);
    }
}
