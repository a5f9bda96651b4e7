using System.Runtime.InteropServices;
using Reparam.Diagnostics;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>Draws from a proposal distribution q, weighted by the posterior.</summary>
/// <param name="Weights">Pareto-smoothed weights and their shape.</param>
/// <param name="LogRatios">log g - log q at each draw, in nats.</param>
/// <param name="LogDensities">log g at each draw.</param>
/// <param name="Points">The draws: [element · draws + draw]. The array may be longer.</param>
internal sealed record Proposals(
    ParetoSmoothedImportanceSampling Weights, double[] LogRatios, double[] LogDensities, double[] Points)
{
    private double[]? _points = Points;

    /// <summary>Weights up to this many times their average are bounded in effect, whatever the shape of their
    /// tail.</summary>
    private const double EvenWeight = 2;

    /// <summary>A share of the posterior that moves no standard deviation by more than some hundredths.</summary>
    private const double NegligibleShare = 0.003;

    /// <summary>k-hat, and effective draws a draw, with which proposals need not be better.</summary>
    private const double GoodShape = 0.5, GoodEfficiency = 0.4;

    /// <summary>Numbers of proposals are multiples of this.</summary>
    private const int Step = 512;

    /// <summary>The draws: [element · draws + draw]. The array may be longer.</summary>
    /// <exception cref="InvalidOperationException">They were released.</exception>
    public double[] Points => _points ?? throw new InvalidOperationException("The draws were released.");

    /// <summary>The number of draws.</summary>
    public int Count => LogRatios.Length;

    /// <summary>k-hat.</summary>
    public double Shape => Weights.ParetoShape;

    /// <summary>How many independent draws from the posterior they are worth.</summary>
    public double EffectiveSize => Weights.EffectiveSampleSize;

    /// <summary>The greatest weight over the average weight.</summary>
    public double GreatestWeight { get; } =
        ImmutableCollectionsMarshal.AsArray(Weights.Weights)!.Max() * LogRatios.Length;

    /// <summary>About the share of the posterior beyond the greatest weight, if the tail goes on as it seems
    /// to.</summary>
    /// <remarks>A generalised Pareto tail of shape k has a mean excess that grows like k / (1 - k) of the place: beyond
    /// the greatest of S weights w there is a mass of about w / (S (1 - k)).</remarks>
    public double UnseenShare => GreatestWeight / (Count * Math.Max(1 - Shape, 0.01));

    /// <summary>Whether the extreme tail, which is all that k-hat sees, carries nothing: all weights are nearly equal,
    /// or next to nothing is beyond the greatest.</summary>
    public bool AreEven => AreAlike || UnseenShare < NegligibleShare;

    /// <summary>Whether no weight is more than twice the average.</summary>
    public bool AreAlike => GreatestWeight < EvenWeight;

    /// <summary>Whether the weights may be used: k-hat below 0.7 (Vehtari et al. 2024), or nearly equal
    /// weights.</summary>
    public bool AreReliable => Shape < 0.7 || AreEven;

    /// <summary>Whether better proposals would be hardly worth their cost.</summary>
    public bool AreGood => (Shape < GoodShape || AreEven) && EffectiveSize > GoodEfficiency * Count;

    /// <summary>Lets others use the memory of the points, which nothing is to read any more.</summary>
    public void Release()
    {
        if (_points is { } points)
        {
            _points = null;
            LargeArrays.Return(points);
        }
    }

    /// <summary>How many proposals are worth a number of draws, with some to spare; more than there are.</summary>
    /// <param name="effective">The draws that they shall be worth.</param>
    /// <param name="efficiency">What one of those so far is worth.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="most">The most there may be.</param>
    public static int CountFor(double effective, double efficiency, int count, int most)
    {
        double wanted = Math.Ceiling(1.05 * effective / efficiency / Step) * Step;
        return (int)Math.Min(Math.Max(wanted, count + Step), most);
    }
}
