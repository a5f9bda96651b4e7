namespace Reparam.Neural;

/// <summary>An array of numbers of a network, such as the matrix of a layer: in expressions a tensor, whose values are
/// kept apart, in <see cref="WeightValues"/>.</summary>
public sealed class Weight
{
    /// <summary>Makes a weight.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">What it begins with.</param>
    /// <param name="isTrained">Whether it is trained; otherwise it is a statistic, such as a running mean.</param>
    public Weight(Shape shape, Initializer initializer, bool isTrained = true)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        Initializer = initializer;
        IsTrained = isTrained;
        Tensor = Tensor.Input("weight", shape);
    }

    /// <summary>Its shape.</summary>
    public Shape Shape => Tensor.Shape;

    /// <summary>What it begins with.</summary>
    public Initializer Initializer { get; }

    /// <summary>Whether it is trained.</summary>
    public bool IsTrained { get; }

    /// <summary>It, in expressions.</summary>
    public Tensor Tensor { get; }

    /// <summary>It, in expressions.</summary>
    /// <param name="weight">The weight.</param>
    public static implicit operator Tensor(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Tensor;
    }
}

/// <summary>A weight and its place in the tree of a network.</summary>
/// <param name="Name">The names on the way to it, such as <c>encoder.hidden.bias</c>.</param>
/// <param name="Weight">The weight.</param>
public sealed record NamedWeight(string Name, Weight Weight);
