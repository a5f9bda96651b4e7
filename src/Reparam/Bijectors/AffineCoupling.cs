namespace Reparam.Bijectors;

/// <summary>y = (a, μ(a) + b exp s(a)) for vectors x = (a, b), of which the first elements a are left untouched and
/// give the shift μ and the log-scale s of the others; log |det| = Σ s(a).</summary>
/// <remarks>
/// The layer of real NVP (Dinh, Sohl-Dickstein and Bengio 2017, "Density Estimation Using Real NVP", eq. 4-8); forward
/// and inverse cost the same. A <see cref="Permutation"/> between two layers lets the other elements have their turn.
/// Two layers are equal when their conditioner is the same object.
/// </remarks>
public sealed record AffineCoupling : Bijector
{
    /// <summary>Makes the layer.</summary>
    /// <param name="untouched">The number of elements of a, at least 0.</param>
    /// <param name="conditioner">From tensors of shape [..., untouched] to tensors of shape [..., 2 m] for the m
    /// elements of b: first the shifts, then the log-scales. Any expression will do, such as a neural network.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public AffineCoupling(int untouched, Func<Tensor, Tensor> conditioner)
    {
        ArgumentNullException.ThrowIfNull(conditioner);
        Untouched = untouched >= 0 ? untouched : throw new ArgumentOutOfRangeException(nameof(untouched),
            $"AffineCoupling: untouched must be at least 0, but is {untouched}. It is a number of elements.");
        Conditioner = conditioner;
    }

    /// <summary>The number of elements that are left untouched.</summary>
    public int Untouched { get; }

    /// <summary>What gives the shifts and log-scales.</summary>
    public Func<Tensor, Tensor> Conditioner { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => ForwardAndLogDet(x).Value;

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => InverseAndLogDet(y).Value;

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        var (a, b) = Events.Split(nameof(AffineCoupling), x, Untouched, nameof(x));
        return Tensor.Sum(Condition(a, b).LogScale, -1);
    }

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogDet) ForwardAndLogDet(Tensor x)
    {
        var (a, b) = Events.Split(nameof(AffineCoupling), x, Untouched, nameof(x));
        var (shift, logScale) = Condition(a, b);
        return (Tensor.Concatenate([a, shift + b * Tensor.Exp(logScale)], -1), Tensor.Sum(logScale, -1));
    }

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogDet) InverseAndLogDet(Tensor y)
    {
        var (a, b) = Events.Split(nameof(AffineCoupling), y, Untouched, nameof(y));
        var (shift, logScale) = Condition(a, b);
        return (Tensor.Concatenate([a, (b - shift) * Tensor.Exp(-logScale)], -1), -Tensor.Sum(logScale, -1));
    }

    private (Tensor Shift, Tensor LogScale) Condition(Tensor a, Tensor b) =>
        Events.ShiftAndLogScale(nameof(AffineCoupling), Conditioner, a, b.Shape[^1]);
}
