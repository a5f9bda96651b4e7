namespace Reparam.Bijectors;

/// <summary>yᵢ = μᵢ + xᵢ exp sᵢ for vectors, where the shift μᵢ and the log-scale sᵢ are functions of the elements of y
/// before place i; log |det| = Σᵢ sᵢ.</summary>
/// <remarks>
/// Papamakarios, Pavlakou and Murray (2017), "Masked Autoregressive Flow for Density Estimation", eq. 2-5. Fast
/// backward: one evaluation of the conditioner gives the density of data. Forward takes n of them, one after another,
/// in one scan; <see cref="InverseAutoregressive"/> is fast the other way. Two layers are equal when their conditioner
/// is the same object.
/// </remarks>
public sealed record MaskedAutoregressive : Bijector
{
    /// <summary>Makes the layer.</summary>
    /// <param name="conditioner">From tensors of shape [..., n] to tensors of shape [..., 2 n]: first the shifts, then
    /// the log-scales. Those of place i must depend on elements before i only, as with <see cref="MaskedDense"/>: this
    /// is not checked, and the map would be another one.</param>
    public MaskedAutoregressive(Func<Tensor, Tensor> conditioner)
    {
        ArgumentNullException.ThrowIfNull(conditioner);
        Conditioner = conditioner;
    }

    /// <summary>What gives the shifts and log-scales.</summary>
    public Func<Tensor, Tensor> Conditioner { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Autoregression.Solve(x, (value, known) =>
    {
        var (shift, logScale) = Condition(known, nameof(x));
        return shift + value * Tensor.Exp(logScale);
    });

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => InverseAndLogDet(y).Value;

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => Tensor.Sum(Condition(y, nameof(y)).LogScale, -1);

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogDet) InverseAndLogDet(Tensor y)
    {
        var (shift, logScale) = Condition(y, nameof(y));
        return ((y - shift) * Tensor.Exp(-logScale), -Tensor.Sum(logScale, -1));
    }

    private (Tensor Shift, Tensor LogScale) Condition(Tensor value, string name)
    {
        Events.Require(nameof(MaskedAutoregressive), value, 1, name);
        return Events.ShiftAndLogScale(nameof(MaskedAutoregressive), Conditioner, value, value.Shape[^1]);
    }
}
