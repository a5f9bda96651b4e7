using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The triangular distribution: density 2 / (b - a) times the lesser of (x - a) / (m - a) and
/// (b - x) / (b - m), on a ≤ x ≤ b.</summary>
/// <remarks>
/// The mode may lie at an end; derivatives in it are then those on the inside. At the mode the density has a kink,
/// where derivatives are those on the left. Source: Kotz and van Dorp (2004), Beyond Beta, chapter 1.
/// </remarks>
public sealed record Triangular : Distribution, IPathwise
{
    /// <summary>Stands for a side of no length, where its inverse and the square of that are finite.</summary>
    private const double Least = 1e-100;

    /// <summary>Makes the distribution.</summary>
    /// <param name="low">a, the lower end.</param>
    /// <param name="mode">m, where the density is greatest, from a to b.</param>
    /// <param name="high">b, the upper end, above a.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or they are not in order, or their shapes do not
    /// broadcast.</exception>
    public Triangular(Tensor low, Tensor mode, Tensor high)
    {
        Low = Parameter.Finite(nameof(Triangular), low);
        Mode = Parameter.Finite(nameof(Triangular), mode);
        High = Parameter.Finite(nameof(Triangular), high);
        BatchShape = Parameter.Batch(nameof(Triangular), low, mode, high);
        Parameter.Above(nameof(Triangular), low, high);
        Parameter.Above(nameof(Triangular), low, mode, orEqual: true);
        Parameter.Above(nameof(Triangular), mode, high, orEqual: true);
    }

    /// <summary>a, the lower end.</summary>
    public Tensor Low { get; }

    /// <summary>m, where the density is greatest.</summary>
    public Tensor Mode { get; }

    /// <summary>b, the upper end.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Interval(Low, High);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>a + √(u (b - a) (m - a)) where u is below (m - a) / (b - a), b - √((1 - u) (b - a) (b - m)) above: the
    /// inverse of the distribution function.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        // On the other's side each minimum is 1; at the mode itself the derivative is that of the first.
        Low + (Mode - Low) * Sqrt(Minimum(noise / Maximum(LeftMass, Least), 1))
            + (High - Mode) * (1 - Sqrt(Minimum(1, (1 - noise) / Maximum(RightMass, Least))));

    /// <summary>The formula's, also where x does not lie between a and b, if its logarithm exists.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => Log(Minimum(Rising(x), Falling(x))) + Log(2 / (High - Low));

    /// <summary>(a + m + b) / 3.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => (Low + Mode + High) / 3;

    /// <summary>((b - a)² - (m - a) (b - m)) / 18.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => (Square(High - Low) - (Mode - Low) * (High - Mode)) / 18;

    /// <summary>½ + log((b - a) / 2).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(0.5 + Log(0.5 * (High - Low)), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Tail(Rising(x), LeftMass, Falling(x), RightMass);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Tail(Falling(x), RightMass, Rising(x), LeftMass);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => 
        Low + (Mode - Low) * Sqrt(Minimum((1 - q) / Maximum(LeftMass, Least), 1))
            + (High - Mode) * (1 - Sqrt(Minimum(1, q / Maximum(RightMass, Least))));

    private Tensor LeftMass => (Mode - Low) / (High - Low);

    private Tensor RightMass => (High - Mode) / (High - Low);

    /// <summary>(x - a) / (m - a), at most 1 on the left of the mode and nowhere else.</summary>
    private Tensor Rising(Tensor x) => Ratio(x - Low, Mode - Low);

    /// <summary>(b - x) / (b - m), at most 1 on the right of the mode and nowhere else.</summary>
    private Tensor Falling(Tensor x) => Ratio(High - x, High - Mode);

    private Tensor Ratio(Tensor distance, Tensor side)
    {
        // Of a side of no length 1 + (x - a) / (b - a), which is at least 1 and has derivatives.
        Tensor instead = Select(Equal(side, 0), High - Low, 0);
        return (distance + instead) / (side + instead);
    }

    /// <summary>The probability beyond a point on one side: its mass times the square of the ratio, and from the mode
    /// on that of the other side, too.</summary>
    private static Tensor Tail(Tensor ratio, Tensor mass, Tensor otherRatio, Tensor otherMass) =>
        mass * Square(Minimum(ratio, 1)) + otherMass * (1 - Square(Minimum(1, otherRatio)));
}
