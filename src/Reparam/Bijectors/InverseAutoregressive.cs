namespace Reparam.Bijectors;

/// <summary>yᵢ = μᵢ + xᵢ exp sᵢ for vectors, where the shift μᵢ and the log-scale sᵢ are functions of the elements of x
/// before place i; log |det| = Σᵢ sᵢ.</summary>
/// <remarks>
/// Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling (2016), "Improved Variational Inference with Inverse
/// Autoregressive Flow", eq. 10. Fast forward: one evaluation of the conditioner gives a draw and its density. The
/// inverse takes n of them, one after another, in one scan; <see cref="MaskedAutoregressive"/> is fast the other way.
/// Two layers are equal when their conditioner is the same object.
/// </remarks>
public sealed record InverseAutoregressive : Bijector
{
    /// <summary>Makes the layer.</summary>
    /// <param name="conditioner">From tensors of shape [..., n] to tensors of shape [..., 2 n]: first the shifts, then
    /// the log-scales. Those of place i must depend on elements before i only, as with <see cref="MaskedDense"/>: this
    /// is not checked, and the map would be another one.</param>
    public InverseAutoregressive(Func<Tensor, Tensor> conditioner)
    {
        ArgumentNullException.ThrowIfNull(conditioner);
        Conditioner = conditioner;
    }

    /// <summary>What gives the shifts and log-scales.</summary>
    public Func<Tensor, Tensor> Conditioner { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => ForwardAndLogDet(x).Value;

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Autoregression.Solve(y, (value, known) =>
    {
        var (shift, logScale) = Condition(known, nameof(y));
        return (value - shift) * Tensor.Exp(-logScale);
    });

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => Tensor.Sum(Condition(x, nameof(x)).LogScale, -1);

    /// <inheritdoc/>
    public override (Tensor Value, Tensor LogDet) ForwardAndLogDet(Tensor x)
    {
        var (shift, logScale) = Condition(x, nameof(x));
        return (shift + x * Tensor.Exp(logScale), Tensor.Sum(logScale, -1));
    }

    private (Tensor Shift, Tensor LogScale) Condition(Tensor value, string name)
    {
        Events.Require(nameof(InverseAutoregressive), value, 1, name);
        return Events.ShiftAndLogScale(nameof(InverseAutoregressive), Conditioner, value, value.Shape[^1]);
    }
}
