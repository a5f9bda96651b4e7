using Reparam.Variational;

namespace Reparam.Neural;

/// <summary>How the divergence of q(z | x) from the prior enters the evidence lower bound.</summary>
public enum DivergenceForm
{
    /// <summary>KL(q ‖ p) in closed form (Schulz and Aziz 2017, eq. 11) where there is one; otherwise as
    /// <see cref="MonteCarlo"/>.</summary>
    Analytic,

    /// <summary>log q(z) - log p(z) at the draws (Schulz and Aziz 2017, eq. 10).</summary>
    MonteCarlo,

    /// <summary>The same, of which only the draws are differentiated: no variance where q is the posterior (Roeder, Wu
    /// and Duvenaud 2017).</summary>
    PathOnly,
}

/// <summary>What a variational auto-encoder is trained by: the evidence lower bound, or, with importance weights, a
/// tighter one.</summary>
public sealed record BoundObjective
{
    /// <summary>Draws of z for each example, at least 1.</summary>
    public int Samples
    {
        get;
        init => field = Sizes.Positive(nameof(BoundObjective), value, nameof(Samples));
    } = 1;

    /// <summary>Whether the bound is log of the average importance ratio p(x, z) / q(z | x) of the draws (Burda, Grosse
    /// and Salakhutdinov 2015, eq. 8) rather than the average of its logarithm. With at least two draws.</summary>
    public bool IsImportanceWeighted { get; init; }

    /// <summary>Whether the importance-weighted bound is differentiated in the encoder by the doubly reparameterised
    /// gradient (Tucker, Lawson, Gu and Maddison 2018), whose signal-to-noise ratio grows with the draws.</summary>
    public bool IsDoublyReparameterized { get; init; }

    /// <summary>How the divergence enters the evidence lower bound.</summary>
    public DivergenceForm Divergence { get; init; }

    /// <summary>β: what the divergence is multiplied by (Higgins et al. 2017), by step; null for 1. Not with importance
    /// weights.</summary>
    public StepSizeSchedule? DivergenceWeight { get; init; }

    /// <summary>Free nats: a divergence of an example below this does not count (Kingma et al. 2016, for all latent
    /// variables together). Not with importance weights.</summary>
    public double FreeNats
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(FreeNats), value, "BoundObjective: FreeNats must be at least 0 and finite.");
    }

    /// <summary>The share of pixels that is hidden from encoder and likelihood, anew for each example in each step, of
    /// examples that are whole; null where field <see cref="LatentVariableModel.MaskField"/> tells which are
    /// missing. For models that have a mask (<see cref="ModelFields.HasMask"/>), and data without that field.</summary>
    public double? HiddenShare
    {
        get;
        init => field = value is null or (>= 0 and < 1) ? value : throw new ArgumentOutOfRangeException(
            nameof(HiddenShare), value, "BoundObjective: HiddenShare must be at least 0 and below 1, or null.");
    }

    /// <summary>Refuses choices that would be without effect.</summary>
    /// <exception cref="ArgumentException">Two do not go together.</exception>
    internal void Check(LatentVariableModel model)
    {
        if (HiddenShare is not null && !model.Fields.HasMask)
        {
            throw new ArgumentException(
                "BoundObjective: HiddenShare is set, but the model reads no mask, and would take hidden pixels for " +
                "black ones. Make it with ModelFields.HasMask, or leave HiddenShare unset.");
        }
        if (IsImportanceWeighted
            && (DivergenceWeight is not null || FreeNats > 0 || Divergence != DivergenceForm.Analytic))
        {
            throw new ArgumentException(
                "BoundObjective: with importance weights there is no divergence by itself, so DivergenceWeight, " +
                "FreeNats and Divergence would have no effect. Leave them unset, or IsImportanceWeighted.");
        }
        if (IsImportanceWeighted && Samples == 1)
        {
            throw new ArgumentException(
                "BoundObjective: IsImportanceWeighted is set, but Samples is 1, and of one draw the bound is the " +
                "evidence lower bound. Set Samples to at least 2, or leave IsImportanceWeighted unset.");
        }
        if (IsDoublyReparameterized && !IsImportanceWeighted)
        {
            throw new ArgumentException(
                "BoundObjective: the doubly reparameterised gradient is one of importance-weighted bounds. Set " +
                "IsImportanceWeighted, or use DivergenceForm.PathOnly.");
        }
    }
}
