namespace Reparam.Gradients;

/// <summary>How the noise of different draws is related.</summary>
/// <remarks>Each draw by itself has the same distribution under all of them, so an estimator that is unbiased for one
/// is so for all. Standard errors come from what is independent: draws, pairs, point sets.</remarks>
public abstract record NoiseScheme
{
    private protected NoiseScheme()
    {
    }

    /// <summary>Draws are independent.</summary>
    public static NoiseScheme Independent { get; } = new IndependentNoise();

    /// <summary>Draws come in pairs of opposite noise: ε and -ε, or u and 1 - u. A gradient that is odd in the noise
    /// cancels; one that is even gains nothing and costs twice as much.</summary>
    /// <remarks>Source: Hammersley and Morton (1956).</remarks>
    public static NoiseScheme Antithetic { get; } = new AntitheticNoise();

    /// <summary>Draws are scrambled Sobol' points, in several sets that are scrambled independently.</summary>
    /// <remarks>The number of draws is rounded up so that each set holds a power of 2. Source: Owen (1997).</remarks>
    /// <param name="randomizations">The number of sets, at least 2: standard errors are those of the means of the sets,
    /// and are themselves known to about 1 / √(2 · randomizations).</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 sets.</exception>
    public static NoiseScheme QuasiMonteCarlo(int randomizations = 16) => randomizations >= 2
        ? new QuasiMonteCarloNoise(randomizations)
        : throw new ArgumentOutOfRangeException(nameof(randomizations), randomizations,
            "NoiseScheme.QuasiMonteCarlo: a standard error needs at least 2 randomizations. Pass more, such as 16.");

    /// <summary>How many draws depend on each other, and how many replicates of <paramref name="group"/> such blocks
    /// there are.</summary>
    /// <param name="draws">The draws asked for.</param>
    /// <param name="group">Blocks that one term of an estimate is made of.</param>
    internal abstract (int Block, int Replicates) Divide(int draws, int group);

    /// <summary>Whole numbers of replicates, at least 2.</summary>
    private protected static int Replicates(int draws, int size) => Math.Max(2, (draws + size - 1) / size);
}

/// <summary>See <see cref="NoiseScheme.Independent"/>.</summary>
internal sealed record IndependentNoise : NoiseScheme
{
    internal override (int Block, int Replicates) Divide(int draws, int group) => (1, Replicates(draws, group));

    /// <inheritdoc/>
    public override string ToString() => "independent";
}

/// <summary>See <see cref="NoiseScheme.Antithetic"/>.</summary>
internal sealed record AntitheticNoise : NoiseScheme
{
    internal override (int Block, int Replicates) Divide(int draws, int group) => (2, Replicates(draws, 2 * group));

    /// <inheritdoc/>
    public override string ToString() => "antithetic";
}

/// <summary>See <see cref="NoiseScheme.QuasiMonteCarlo"/>.</summary>
/// <param name="Randomizations">The number of replicates.</param>
internal sealed record QuasiMonteCarloNoise(int Randomizations) : NoiseScheme
{
    internal override (int Block, int Replicates) Divide(int draws, int group)
    {
        int least = (draws + Randomizations * group - 1) / (Randomizations * group), block = 1;
        while (block < least)
        {
            block *= 2;
        }
        return (block, Randomizations);
    }

    /// <inheritdoc/>
    public override string ToString() => "quasi-Monte Carlo";
}
