using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>W x + b: each position by itself, [inputs, …] to [outputs, …].</summary>
public sealed class Linear : Layer
{
    private readonly int _inputs, _outputs;
    private readonly Weight _weight;
    private readonly Weight? _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">The length of axis 0 of the argument, at least 1.</param>
    /// <param name="outputs">The length of axis 0 of the value, at least 1.</param>
    /// <param name="hasBias">Whether b is added.</param>
    /// <param name="initializer">What W begins with; by default, and for b always, uniform on ±1 / √inputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is less than 1.</exception>
    public Linear(int inputs, int outputs, bool hasBias = true, Initializer? initializer = null)
    {
        (_inputs, _outputs) = (Sizes.Positive(nameof(Linear), inputs), Sizes.Positive(nameof(Linear), outputs));
        _weight = Add("weight", new Weight([outputs, inputs], initializer ?? Initializer.InverseRootFanIn));
        _bias = hasBias
            ? Add("bias", new Weight([outputs], Initializer.Uniform(1 / Math.Sqrt(inputs))))
            : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Axis 0 of x has another length.</exception>
    public override Tensor Apply(Tensor x)
    {
        Sizes.Features(nameof(Linear), x, _inputs);
        Tensor y = x.Rank <= 2 ? MatMul(_weight, x)
            : Reshape(MatMul(_weight, Reshape(x, [_inputs, x.Size / _inputs])), Sizes.WithFeatures(x.Shape, _outputs));
        return _bias is null ? y : y + Sizes.Column(_bias, y);
    }
}
