using System.Globalization;

namespace Reparam.Neural;

/// <summary>Layers one after another, named by their places: 0, 1, ….</summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] _layers;

    /// <summary>Makes it.</summary>
    /// <param name="layers">The layers, the first first; functions of a tensor may stand among them.</param>
    public Sequential(params IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _layers = [.. layers.Select((layer, i) => Add(i.ToString(CultureInfo.InvariantCulture), layer))];
    }

    /// <summary>Linear layers with an activation between them.</summary>
    /// <param name="activation">The activation, after each layer but the last.</param>
    /// <param name="sizes">The numbers of features, from the argument's to the value's; at least two.</param>
    /// <exception cref="ArgumentException">There are fewer than two sizes.</exception>
    public static Sequential Perceptron(Func<Tensor, Tensor> activation, params IReadOnlyList<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Count < 2)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Sequential.Perceptron: {sizes.Count} sizes were given, but those of the argument and of the value are " +
                $"needed. Pass at least two, such as [784, 200, 50]."), nameof(sizes));
        }
        var layers = new List<Layer> { new Linear(sizes[0], sizes[1]) };
        for (int i = 2; i < sizes.Count; i++)
        {
            layers.Add(activation);
            layers.Add(new Linear(sizes[i - 1], sizes[i]));
        }
        return new Sequential(layers);
    }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => _layers.Aggregate(x, static (value, layer) => layer.Apply(value));
}
