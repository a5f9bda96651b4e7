using System.Collections.Immutable;
using Reparam.Diagnostics;

namespace Reparam;

/// <summary>The calibration of one reported number: where the truth lies in the posteriors of simulated data.</summary>
public sealed class CalibratedParameter
{
    internal CalibratedParameter(string name, double[] probabilities)
    {
        Name = name;
        Probabilities = [.. probabilities];
        SymmetryProbability = CalibrationTest.Symmetry(probabilities);
        UniformityProbability = CalibrationTest.Uniformity(probabilities);
        Mean = probabilities.Average();
        Spread = 12 * probabilities.Sum(p => (p - Mean) * (p - Mean)) / Math.Max(1, probabilities.Length - 1);
    }

    /// <summary>Its name in <see cref="Posterior.Summaries"/>.</summary>
    public string Name { get; }

    /// <summary>P(θ &lt; θ₀ | y) for each simulation, θ₀ being the value that the data y were simulated with. Uniform
    /// on (0, 1) where the posteriors are exact.</summary>
    public ImmutableArray<double> Probabilities { get; }

    /// <summary>The average probability: above one half where posteriors lie too low, below it where they lie too
    /// high.</summary>
    public double Mean { get; }

    /// <summary>Twelve times their variance: 1 where posteriors are as wide as they should be, above 1 where they are
    /// too narrow, below 1 where too wide.</summary>
    public double Spread { get; }

    /// <summary>The p-value of the test that the probabilities are symmetric about one half: a small one says that
    /// posteriors are shifted. Exact.</summary>
    public double SymmetryProbability { get; }

    /// <summary>The p-value of the test that they are uniform: a small one says that posteriors are shifted, too narrow
    /// or too wide.</summary>
    public double UniformityProbability { get; }

    /// <summary>How many probabilities fall into each of equal bins.</summary>
    /// <param name="bins">The number of bins, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 bins.</exception>
    public int[] Histogram(int bins = 10)
    {
        if (bins < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bins), bins, "Histogram: the number of bins must be at least 1.");
        }
        var counts = new int[bins];
        foreach (double p in Probabilities)
        {
            counts[Math.Min((int)(p * bins), bins - 1)]++;
        }
        return counts;
    }
}
