using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A function without weights as a layer.</summary>
/// <param name="function">The function, of a tensor for one example.</param>
public sealed class FunctionLayer(Func<Tensor, Tensor> function) : Layer
{
    private readonly Func<Tensor, Tensor> _function =
        function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => _function(x);
}

/// <summary>The usual activations, element by element.</summary>
public static class Activation
{
    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(Tensor x) => Maximum(x, 0);

    /// <summary>x where it is above 0, else <paramref name="slope"/> x.</summary>
    /// <param name="x">The argument.</param>
    /// <param name="slope">Below 1.</param>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.01) => Maximum(x, slope * x);

    /// <summary>x where it is above 0, else e^x - 1 (Clevert, Unterthiner and Hochreiter 2016).</summary>
    public static Tensor Elu(Tensor x) => Maximum(x, 0) + Expm1(Minimum(x, 0));

    /// <summary>x σ(x), also called swish (Elfwing, Uchibe and Doya 2018).</summary>
    public static Tensor Silu(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x * Sigmoid(x);
    }

    /// <summary>x Φ(x) (Hendrycks and Gimpel 2016).</summary>
    public static Tensor Gelu(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x * NormalCdf(x);
    }
}
