using System.Globalization;

namespace Reparam.Neural;

/// <summary>Which bound a diffusion is trained by or judged by.</summary>
public sealed record DiffusionObjective
{
    /// <summary>T, the number of steps from time 0 to time 1: the bound is that of a Markov chain of so many Gaussian
    /// steps (Ho, Jain and Abbeel 2020). 0 for the limit, continuous time, whose bound is the tightest (Kingma,
    /// Salimans, Poole and Ho 2021, section 4.2).</summary>
    public int Steps
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Steps), value,
            string.Create(CultureInfo.InvariantCulture,
                $"DiffusionObjective: Steps is {value}, but must be at least 1, or 0 for continuous time."));
    }

    /// <summary>The probability with which a label is left untold in training, as guidance without a classifier needs
    /// (Ho and Salimans 2022).</summary>
    public double DropLabels
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(DropLabels), value,
            "DiffusionObjective: DropLabels is a probability, so it must lie in [0, 1], such as 0.1.");
    }
}
