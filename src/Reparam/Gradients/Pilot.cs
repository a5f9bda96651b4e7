using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>Draws that are used up before an estimate, independent of its own: what is fitted on them leaves it
/// unbiased.</summary>
/// <param name="trace">The problem.</param>
/// <param name="key">The key of the estimate.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class Pilot(ProblemTrace trace, RandomKey key, CancellationToken cancellation)
{
    private readonly RandomKey _key = key.Fold("pilot");

    /// <summary>The number of draws used so far.</summary>
    public int Draws { get; private set; }

    /// <summary>Runs expressions of θ and noise over new draws.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="outputs">What is computed.</param>
    /// <param name="draws">How many draws.</param>
    /// <returns>The values of each output, laid out as [element · draws + draw].</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public double[][] Run(IReadOnlyList<NoiseInput> noise, IReadOnlyList<Tensor> outputs, int draws)
    {
        cancellation.ThrowIfCancellationRequested();
        double[][] numbers = [.. noise.Select(n => new double[n.Input.Size * draws])];
        new NoiseSource(noise, _key, NoiseScheme.Independent, 1).Fill(Draws, draws, numbers);
        Draws += draws;
        double[][] values = Evaluation.Run([trace.Theta, .. noise.Select(static n => n.Input)],
            [trace.At, .. numbers], [.. outputs.Select(Tensor.Spread)], draws, threads: 0);
        return values.All(static v => Array.TrueForAll(v, double.IsFinite)) ? values : throw trace.Refuse("integrand",
            $"the integrand or its derivative is not finite at one of {draws} pilot draws, but must be finite " +
            "wherever the distribution draws. Keep logarithms, roots and quotients inside their domain.");
    }
}
