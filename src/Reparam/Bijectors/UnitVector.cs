using static Reparam.Numerics.MathConstants;

namespace Reparam.Bijectors;

/// <summary>
/// y = x / |x|, from vectors of K ≥ 1 numbers to the sphere of vectors of length 1; its "log |det|" is
/// -½ |x|² - log(2^(K/2 - 1) Γ(K/2)).
/// </summary>
/// <remarks>
/// <para>Stan's <c>unit_vector</c> (Stan Reference Manual, "Unit vector"; Muller 1959). Not one to one: a whole ray
/// goes to each y, so there is no Jacobian determinant. What stands in its place gives x the length of a standard
/// normal vector: a density p(y) over the surface of the sphere becomes the density p(x / |x|) exp(-½ |x|²) / ∫₀^∞
/// r^(K-1) exp(-½ r²) dr over ℝᴷ, of the same integral. Stan leaves out the constant denominator; with it the evidence
/// and its bounds are those of p.</para>
/// <para><see cref="Inverse"/> gives one x that is mapped to y, y itself. A density of y does not follow from a density
/// of x, so <see cref="InverseAndLogDet"/> is refused. y is NaN at x = 0 and from |x| = 1.3e154 on, where |x|²
/// overflows.</para>
/// </remarks>
public sealed record UnitVector : Bijector
{
    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Require(x, nameof(x));
        return x / Tensor.Reshape(Tensor.Sqrt(SquaredLength(x)), Events.WithLast(x.Shape, 1));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Require(y, nameof(y));

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) =>
        -0.5 * SquaredLength(Require(x, nameof(x))) - LogRadialIntegral(x.Shape[^1]);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: the length of x is lost in y.</exception>
    public override (Tensor Value, Tensor LogDet) InverseAndLogDet(Tensor y) => throw new NotSupportedException(
        "UnitVector: the length of x is lost in y = x / |x|, so a density of y does not follow from one of x. Sample " +
        "a distribution on the sphere as an unknown of a model, or use its own density.");

    private static Tensor SquaredLength(Tensor x) => Tensor.Sum(x * x, -1);

    /// <summary>log ∫₀^∞ r^(K-1) exp(-½ r²) dr.</summary>
    private static Tensor LogRadialIntegral(int dimension) =>
        (0.5 * dimension - 1) * LogTwo + Tensor.LogGamma(0.5 * dimension);

    private static Tensor Require(Tensor value, string name)
    {
        Events.Require(nameof(UnitVector), value, 1, name);
        return value.Shape[^1] > 0
            ? value
            : throw new ArgumentException(
                $"UnitVector: {name} has shape {value.Shape}, but a vector of length 1 has at least one element.",
                name);
    }
}
