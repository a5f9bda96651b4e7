using Reparam.Bijectors;
using Reparam.Distributions;
using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>Independent Student t noise through an affine map: x = μ + C t, where tᵢ has νᵢ degrees of freedom; ν, μ and
/// C are parameters. t is made of normal noise, tᵢ = F⁻¹(Φ(εᵢ)) with F the distribution function of t.</summary>
/// <remarks>
/// For posteriors with heavy tails, each direction with a tail of its own: importance weights stay bounded where a normal
/// distribution would have too little mass outside. ν = 1 + e^τ, so that the mean exists, from ν = 31 on: close to the
/// normal distribution.
/// </remarks>
public sealed record StudentTFamily : FlowFamily
{
    /// <summary>τ at the start: 30 more than the least degrees of freedom.</summary>
    private static readonly double StartOfLogarithm = Math.Log(30);

    /// <inheritdoc/>
    public override string Name => "Student t";

    /// <inheritdoc/>
    protected override int FlowParameterCount(int dimension) => dimension;

    /// <inheritdoc/>
    protected override double[] FlowStart(int dimension, RandomKey key) =>
        [.. Enumerable.Repeat(StartOfLogarithm, dimension)];

    /// <inheritdoc/>
    protected override Bijector Flow(Tensor parameters, int dimension)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new StudentTMap(1 + Tensor.Exp(parameters));
    }
}

/// <summary>y = F⁻¹(Φ(x)), element by element of a vector, with F the distribution function of Student's t with ν
/// degrees of freedom: log |det ∂y/∂x| = Σ log φ(xᵢ) - log f(yᵢ).</summary>
/// <param name="DegreesOfFreedom">ν, a vector.</param>
internal sealed record StudentTMap(Tensor DegreesOfFreedom) : Bijector
{
    public override int EventRank => 1;

    public override Tensor Forward(Tensor x) => Tensor.StudentTQuantile(DegreesOfFreedom, x);

    public override Tensor Inverse(Tensor y)
    {
        // By the tail in which y lies: a probability near 1 would round.
        Tensor magnitude = Tensor.NormalQuantile(Tensor.StudentTCdf(DegreesOfFreedom, -Tensor.Abs(y)));
        return Tensor.Select(y < 0, magnitude, -magnitude);
    }

    public override Tensor LogDetJacobian(Tensor x, Tensor y) => Tensor.Sum(
        -0.5 * Tensor.Square(x) - HalfLogTwoPi - new StudentT(DegreesOfFreedom, 0, 1).LogProb(y), -1);
}
