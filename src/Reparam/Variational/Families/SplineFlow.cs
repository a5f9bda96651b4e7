using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>Layers that send one half of the elements through increasing rational-quadratic splines whose knots are
/// given by networks of the other half; then an affine map (Durkan, Bekasov, Murray and Papamakarios 2019).</summary>
/// <remarks>Splines act on [-B, B], and leave what is outside as it is: the tails are those of a normal distribution.
/// Of one unknown each layer is one spline.</remarks>
public sealed record SplineFlow : LayeredFlow
{
    /// <summary>Two layers of eight bins.</summary>
    public SplineFlow() => Depth = 2;

    /// <summary>K, the number of bins of a spline, at least 2.</summary>
    public int Bins { get; init; } = 8;

    /// <summary>B, above 0: where the splines end, in standard deviations of the noise.</summary>
    public double Bound { get; init; } = 5;

    /// <inheritdoc/>
    public override string Name => "spline flow";

    private protected override FlowNetwork Network(int dimension) =>
        new(dimension / 2, Width, (3 * Bins - 1) * (dimension - dimension / 2));

    private protected override Bijector Layer(FlowNetwork network, Tensor parameters, int dimension) =>
        new SplineCoupling(dimension / 2, Bins, Bound, a => network.Evaluate(parameters, a));

    internal override void Check()
    {
        base.Check();
        OptionChecks.AtLeast(2, Bins, nameof(SplineFlow), mend: "Leave it unset for 8.");
        OptionChecks.Positive(Bound, nameof(SplineFlow), mend: "Leave it unset for 5.");
    }
}
