using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A network of one hidden layer, b₂ + W₂ tanh(b₁ + W₁ a), whose parameters are a part of λ.</summary>
/// <remarks>The last layer starts at 0, so that the network gives zeros; the first at random, so that its units
/// differ.</remarks>
/// <param name="Inputs">The length of a; without any, b₂ is all that there is.</param>
/// <param name="Width">The number of hidden units.</param>
/// <param name="Outputs">The length of what it gives.</param>
internal sealed record FlowNetwork(int Inputs, int Width, int Outputs)
{
    public int ParameterCount => Hidden + Outputs + (Inputs == 0 ? 0 : Width * Outputs);

    /// <summary>The numbers of the first layer.</summary>
    private int Hidden => Inputs == 0 ? 0 : Width * (Inputs + 1);

    public double[] Start(RandomKey key)
    {
        var start = new double[ParameterCount];
        for (int i = 0; i < Hidden; i++)
        {
            // Weights, then biases: arguments of tanh of a size near 1, and features that are not all odd.
            start[i] = Noise.Normal(key, 0, 0, i) / (i < Width * Inputs ? Math.Sqrt(Inputs) : 1);
        }
        return start;
    }

    /// <summary>The two layers, as weights of shape [inputs, outputs] and biases.</summary>
    public (Tensor Weight, Tensor Bias)[] Layers(Tensor parameters)
    {
        int weights = Width * Inputs, last = Hidden + Width * Outputs;
        return [
            (Tensor.Reshape(parameters[..weights], [Inputs, Width]), parameters[weights..Hidden]),
            (Tensor.Reshape(parameters[Hidden..last], [Width, Outputs]), parameters[last..(last + Outputs)])];
    }

    /// <summary>The outputs for each vector of a batch.</summary>
    public Tensor Evaluate(Tensor parameters, Tensor a)
    {
        if (Inputs == 0)
        {
            return Tensor.BroadcastTo(parameters[..Outputs], Events.WithLast(a.Shape, Outputs));
        }
        var layers = Layers(parameters);
        Tensor hidden = Tensor.Tanh(Events.TimesMatrix(a, layers[0].Weight) + layers[0].Bias);
        return Events.TimesMatrix(hidden, layers[1].Weight) + layers[1].Bias;
    }
}
