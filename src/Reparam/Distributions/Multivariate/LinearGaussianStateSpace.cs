using System.Globalization;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>
/// Observations y₁ ... y_T of a hidden state that moves linearly with Gaussian noise, the states integrated out:
/// x₁ ~ N(m, P), x_t₊₁ = F x_t + N(0, Q), y_t = H x_t + N(0, R).
/// </summary>
/// <remarks>
/// <para>Event shape [T, d], d the length of an observation; the state has length n. The density is computed by the
/// Kalman filter (Kalman 1960; Durbin and Koopman 2012, section 4.3) at a cost of T (n³ + d³).</para>
/// <para>The covariance is updated as P - Wᵀ W, with W = L⁻¹ H P and L the Cholesky factor of H P Hᵀ + R: symmetric by
/// construction. It loses digits where an observation is far more precise than the prediction: about as many as
/// log₁₀ of the ratio of H P Hᵀ to R. Where the covariance of an observation is not positive definite the density is
/// NaN.</para>
/// </remarks>
public sealed record LinearGaussianStateSpace : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="initialMean">m, the mean of the first state, of shape [n].</param>
    /// <param name="initialCovariance">P, its covariance, of shape [n, n].</param>
    /// <param name="transition">F, of shape [n, n].</param>
    /// <param name="processCovariance">Q, of shape [n, n].</param>
    /// <param name="observation">H, of shape [d, n].</param>
    /// <param name="observationCovariance">R, of shape [d, d].</param>
    /// <param name="length">T, the number of observations, at least 1.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    public LinearGaussianStateSpace(Tensor initialMean, Tensor initialCovariance, Tensor transition,
        Tensor processCovariance, Tensor observation, Tensor observationCovariance, int length)
    {
        if (length < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, string.Create(CultureInfo.InvariantCulture,
                $"LinearGaussianStateSpace: length must be at least 1, but is {length}. Pass the number of ") +
                "observations.");
        }
        Length = length;
        Parameter.Axes(nameof(LinearGaussianStateSpace), initialMean, 1, "It holds the mean of one state.");
        Parameter.Axes(nameof(LinearGaussianStateSpace), observation, 2, "Its rows are the parts of an observation.");
        int n = initialMean.Length, d = observation.Length;
        InitialMean = Checked(initialMean, [n], nameof(initialMean));
        InitialCovariance = Checked(initialCovariance, [n, n], nameof(initialCovariance));
        Transition = Checked(transition, [n, n], nameof(transition));
        ProcessCovariance = Checked(processCovariance, [n, n], nameof(processCovariance));
        Observation = Checked(observation, [d, n], nameof(observation));
        ObservationCovariance = Checked(observationCovariance, [d, d], nameof(observationCovariance));
    }

    /// <summary>m, the mean of the first state.</summary>
    public Tensor InitialMean { get; }

    /// <summary>P, the covariance of the first state.</summary>
    public Tensor InitialCovariance { get; }

    /// <summary>F, from a state to the mean of the next.</summary>
    public Tensor Transition { get; }

    /// <summary>Q, the covariance of a state given the one before.</summary>
    public Tensor ProcessCovariance { get; }

    /// <summary>H, from a state to the mean of its observation.</summary>
    public Tensor Observation { get; }

    /// <summary>R, the covariance of an observation given its state.</summary>
    public Tensor ObservationCovariance { get; }

    /// <summary>T, the number of observations.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape => Shape.Scalar;

    /// <inheritdoc/>
    public override Shape EventShape => [Length, Observation.Length];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape != EventShape)
        {
            throw new ArgumentException(
                $"LinearGaussianStateSpace: values of shape {EventShape} are needed, but the shape is {x.Shape}. " +
                "Reshape a single series to [T, 1].", nameof(x));
        }
        var (_, terms) = Scan([InitialMean, InitialCovariance], [x], (carry, seen) =>
        {
            Tensor mean = carry[0], covariance = carry[1];
            Tensor seenWithState = MatMul(Observation, covariance);
            Tensor factor = Cholesky(MatMul(seenWithState, Transpose(Observation)) + ObservationCovariance);
            Tensor innovation = SolveTriangular(factor, seen[0] - MatMul(Observation, mean));
            Tensor gain = SolveTriangular(factor, seenWithState);
            Tensor updated = mean + MatMul(innovation, gain);
            Tensor remaining = covariance - MatMul(Transpose(gain), gain);
            return (
                [
                    MatMul(Transition, updated),
                    MatMul(MatMul(Transition, remaining), Transpose(Transition)) + ProcessCovariance,
                ],
                [innovation, Diagonal(factor)]);
        });
        return -0.5 * Sum(Square(terms[0])) - (Sum(Log(terms[1])) + x.Size * HalfLogTwoPi);
    }

    private static Tensor Checked(Tensor value, Shape shape, string name)
    {
        Parameter.Finite(nameof(LinearGaussianStateSpace), value, name);
        return value.Shape == shape ? value : throw new ArgumentException(
            $"LinearGaussianStateSpace: {name} must have shape {shape} to fit the length of initialMean and the rows " +
            $"of observation, but its shape is {value.Shape}.", name);
    }
}
