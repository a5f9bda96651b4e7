using Reparam.Bijectors;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Where extreme values lie: the numbers x = μ + σ (e^(ξ y) - 1) / ξ of all y, or of y ≥ 0. They end at
/// μ - σ / ξ: below where ξ is positive, above where it is negative, and nowhere where it is 0.</summary>
internal sealed record ExtremeValueSupport(Tensor Loc, Tensor Scale, Tensor Concentration, bool HasLowerEnd) : Support
{
    public override Bijector FromUnconstrained { get; } = HasLowerEnd
        ? new Chain(new Exp(), new Growth(Concentration), new Affine(Loc, Scale))
        : new Chain(new Growth(Concentration), new Affine(Loc, Scale));

    public override string Description =>
        $"a finite number from {Bounds.Text(Lower)} to {Bounds.Text(Upper)}";

    // At the end that the shape makes the density falls to 0, and the formula is -∞ beyond; at the other one it jumps.
    internal override bool Moves => HasLowerEnd && !Bounds.IsNumber(Loc);

    public override string? Violation(ReadOnlySpan<double> values, Shape shape)
    {
        var (lower, upper) = (Bounds.Of(Lower, shape), Bounds.Of(Upper, shape));
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || values[i] < lower[i] || values[i] > upper[i])
            {
                return Outside(values[i..(i + 1)], shape, i,
                    $"a finite number from {lower.Text(i)} to {upper.Text(i)}");
            }
        }
        return null;
    }

    private Tensor End => Loc - Scale / Concentration;

    private Tensor Lower => HasLowerEnd ? Loc : Select(Concentration > 0, End, double.NegativeInfinity);

    private Tensor Upper => Select(Concentration < 0, End, double.PositiveInfinity);

    /// <summary>z = (e^(ξ y) - 1) / ξ, which is y where ξ = 0; log |dz/dy| = ξ y.</summary>
    private sealed record Growth(Tensor Concentration) : Bijector
    {
        public override Tensor Forward(Tensor x) => x * SmoothFunctions.Expm1Ratio(Concentration * x);

        public override Tensor Inverse(Tensor y) => y * SmoothFunctions.Log1pRatio(Concentration * y);

        public override Tensor LogDetJacobian(Tensor x, Tensor y) => Concentration * x;

        public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Concentration.Shape);

        public override Shape InverseShape(Shape shape) => ForwardShape(shape);
    }
}
