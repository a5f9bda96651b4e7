using Reparam.Execution.Fusion;
using Reparam.Primitives;

namespace Reparam.Execution.Passes;

/// <summary>
/// Takes log Σ exp over the few components of a row apart into operations that loops compute: the exponentials once for
/// the value and for its derivative, the shares exp(x - log Σ exp x) = exp(x - max) / Σ exp(x - max).
/// </summary>
internal sealed class LogSumExpParts : GraphPass
{
    // By what has replaced a log-sum-exp: its operand, the exponentials, and their sum.
    private readonly Dictionary<Tensor, (Tensor X, Tensor Exponentials, Tensor Sum)> _parts =
        new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public override (Tensor Before, Tensor After) Example
    {
        get
        {
            Tensor x = Tensor.Input("x", [2, 2], varies: true), max = Tensor.Max(x, 1);
            Tensor infinite = Tensor.Equal(Tensor.Abs(max), double.PositiveInfinity);
            Tensor shift = Tensor.Select(infinite, 0, max);
            Tensor sum = Tensor.Sum(Tensor.Exp(x - Tensor.Reshape(shift, [2, 1])), 1);
            return (Tensor.LogSumExp(x, 1), Tensor.Select(infinite, max, shift + Tensor.Log(sum)));
        }
    }

    /// <inheritdoc/>
    public override Tensor? Replacement(Tensor node) => node.Primitive == Reductions.LogSumExp ? Parts(node)
        : node.Primitive == Elementwise.Exp ? Shares(node)
        : null;

    private Tensor? Parts(Tensor node)
    {
        if (!node.Varies || RowNode.Of(node) is not { IsByRow: true })
        {
            return null;
        }
        Tensor x = node.Operands[0];
        var axes = (ReductionAxes)node.Attributes!;
        Tensor max = new(Reductions.Max, axes, x);
        // An infinite greatest term is the answer itself; subtracting it would give NaN.
        Tensor infinite = Tensor.Equal(Tensor.Abs(max), double.PositiveInfinity);
        Tensor shift = Tensor.Select(infinite, 0, max);
        Tensor exponentials = Tensor.Exp(x - Tensor.Reshape(shift, axes.Keep(x.Shape)));
        Tensor sum = new(Reductions.Sum, axes, exponentials);
        Tensor result = Tensor.Select(infinite, max, shift + Tensor.Log(sum));
        _parts[result] = (x, exponentials, sum);
        return result;
    }

    private Tensor? Shares(Tensor node)
    {
        Tensor difference = node.Operands[0];
        if (difference.Primitive != Elementwise.Subtract)
        {
            return null;
        }
        Tensor x = difference.Operands[0], total = difference.Operands[1];
        if (total.Primitive != Elementwise.Maximum || total.Operands[1].ConstantScalar != -double.MaxValue
            || !_parts.TryGetValue(Rearrangements.Home(total.Operands[0]), out var parts)
            || !ReferenceEquals(parts.X, x))
        {
            return null;
        }
        // The sum is at least 1, but where all terms are exp(-∞): there it is 0, and so are the shares.
        return parts.Exponentials * (1 / Tensor.Reshape(Tensor.Maximum(parts.Sum, 1), total.Shape));
    }
}
