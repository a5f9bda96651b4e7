using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A layer of latent variables h = T(h above) + G ξ with ξ ~ N(0, I); the topmost is h = G ξ (Rezende, Mohamed
/// and Wierstra 2014, eq. 1-3).</summary>
public sealed class StochasticLayer : Module
{
    private readonly Layer? _transition;
    private readonly Weight? _scale;

    /// <summary>The topmost layer, h = G ξ.</summary>
    /// <param name="latent">The number of its variables, at least 1.</param>
    /// <param name="noise">G.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no variables.</exception>
    /// <exception cref="ArgumentException">G is to depend on a layer above.</exception>
    public static StochasticLayer Top(int latent, LayerNoise noise = LayerNoise.Unit) =>
        noise != LayerNoise.Conditional ? new StochasticLayer(latent, null, noise) : throw new ArgumentException(
            "StochasticLayer: the noise of the topmost layer is Conditional, but there is no layer above that its " +
            "scale could depend on. Choose Unit, Diagonal or Dense, or make the layer by Below.", nameof(noise));

    /// <summary>A layer with another one above it, h = T(h above) + G ξ.</summary>
    /// <param name="latent">The number of its variables, at least 1.</param>
    /// <param name="transition">T, from the variables above to as many numbers as there are variables; with
    /// <see cref="LayerNoise.Conditional"/> to twice as many, means and then logarithms of standard deviations.</param>
    /// <param name="noise">G.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no variables.</exception>
    public static StochasticLayer Below(int latent, Layer transition, LayerNoise noise = LayerNoise.Diagonal)
    {
        ArgumentNullException.ThrowIfNull(transition);
        return new StochasticLayer(latent, transition, noise);
    }

    private StochasticLayer(int latent, Layer? transition, LayerNoise noise)
    {
        Latent = Sizes.Positive(nameof(StochasticLayer), latent);
        Noise = noise;
        _transition = transition is null ? null : Add("transition", transition);
        _scale = noise switch
        {
            LayerNoise.Diagonal => Add("logScale", new Weight([latent], Initializer.Zeros)),
            LayerNoise.Dense => Add("factor", new Weight([latent, latent], new IdentityInitializer())),
            _ => null,
        };
    }

    /// <summary>The number of its variables.</summary>
    public int Latent { get; }

    /// <summary>G.</summary>
    public LayerNoise Noise { get; }

    /// <summary>Whether it is the topmost.</summary>
    internal bool IsTop => _transition is null;

    /// <summary>p(h | h above).</summary>
    /// <param name="above">The variables of the layer above: [variables], or [variables, draws].</param>
    internal LayerPrior Prior(Tensor? above)
    {
        Tensor? mean = above is null || _transition is null ? null : _transition.Apply(above);
        int given = Noise == LayerNoise.Conditional ? 2 * Latent : Latent;
        if (mean is not null)
        {
            Sizes.Features("StochasticLayer (value of the transition)", mean, given);
        }
        return Noise switch
        {
            LayerNoise.Conditional => new(mean![..Latent], mean[Latent..], null),
            LayerNoise.Diagonal => new(mean, _scale!, null),
            LayerNoise.Dense => new(mean, null, _scale!),
            _ => new(mean, null, null),
        };
    }

    private sealed record IdentityInitializer : Initializer
    {
        public override void Fill(Shape shape, RandomKey key, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = i % (shape[1] + 1) == 0 ? 1 : 0;
            }
        }
    }
}

/// <summary>p(h | h above) = N(mean, G Gᵀ).</summary>
/// <param name="Mean">The mean; null for 0.</param>
/// <param name="LogScale">The logarithm of a diagonal G; null for 0 where there is no matrix.</param>
/// <param name="Factor">G as a matrix, or null.</param>
internal sealed record LayerPrior(Tensor? Mean, Tensor? LogScale, Tensor? Factor)
{
    /// <summary>h of ξ: [variables], or [variables, draws].</summary>
    public Tensor Value(Tensor noise)
    {
        Tensor spread = Factor is not null ? MatMul(Factor, noise)
            : LogScale is not null ? Beside(Exp(LogScale), noise) * noise
            : noise;
        return Mean is null ? spread : Beside(Mean, spread) + spread;
    }

    /// <summary>A vector as a column where it stands beside draws.</summary>
    public static Tensor Beside(Tensor x, Tensor like) =>
        x.Rank < like.Rank ? Reshape(x, [x.Size, 1]) : x;
}
