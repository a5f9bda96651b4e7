namespace Reparam.Neural;

/// <summary>How samples of a diffusion are drawn.</summary>
public sealed record DiffusionSampling
{
    /// <summary>Steps from noise to sample, equally spaced in time; at least 1. Any model can take any
    /// number.</summary>
    public int Steps { get; init => field = Sizes.Positive(nameof(DiffusionSampling), value, nameof(Steps)); } = 250;

    /// <summary>η in [0, 1]: the share of the noise of each step. 1 is ancestral sampling, 0 is deterministic, DDIM
    /// (Song, Meng and Ermon 2021, eq. 16).</summary>
    public double Eta
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Eta), value,
            "DiffusionSampling: Eta must lie in [0, 1]: 1 for ancestral sampling, 0 for no noise on the way.");
    } = 1;

    /// <summary>w: the prediction is (1 + w) of the one that is told the class, less w of the one that is not (Ho and
    /// Salimans 2022, eq. 6). 0 for samples of the model, above for ones more typical of the class.</summary>
    public double Guidance
    {
        get;
        init => field = double.IsFinite(value) && value > -1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Guidance), value, "DiffusionSampling: Guidance must be finite and above -1, such as 1; 0 for none.");
    }

    /// <summary>The seed of all noise: the same one gives the same samples.</summary>
    public ulong Seed { get; init; } = 1;
}
