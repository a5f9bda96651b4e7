using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>What a model is told of an example, such as its class: a field, and the vector c that is made of
/// it.</summary>
public sealed class Condition : Module
{
    private readonly Layer? _network;

    private Condition(string field, Shape shape, int features, int classes, Layer? network)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        (Field, Shape, Features, Classes) = (field, shape, Sizes.Positive(nameof(Condition), features), classes);
        _network = network is null ? null : Add("network", network);
    }

    /// <summary>The name of the field.</summary>
    public string Field { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>The length of c.</summary>
    public int Features { get; }

    /// <summary>The number of classes; 0 where the field is no label.</summary>
    public int Classes { get; }

    /// <summary>A class, 0, 1, …, as the vector that is 1 there and 0 elsewhere; 0 everywhere for a label of -1, which
    /// is not told.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="field">The field with the label.</param>
    public static Condition Label(int classes, string field = "label")
    {
        Sizes.Positive(nameof(Condition), classes);
        double[] all = [.. Enumerable.Range(0, classes).Select(static c => (double)c)];
        return new Condition(field, Shape.Scalar, classes, classes,
            new FunctionLayer(label => Equal(all, Reshape(label, [1]))));
    }

    /// <summary>A class as a vector that is learned; 0 for a label of -1, which is not told.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="features">The length of a vector, at least 1.</param>
    /// <param name="field">The field with the label.</param>
    public static Condition EmbeddedLabel(int classes, int features, string field = "label") =>
        new(field, Shape.Scalar, features, classes, new Embedding(classes, features));

    /// <summary>Numbers as they are.</summary>
    /// <param name="features">How many, at least 1.</param>
    /// <param name="field">The field with them.</param>
    public static Condition Vector(int features, string field = "condition") => new(
        field, [Sizes.Positive(nameof(Condition), features)], features, 0, null);

    /// <summary>What a network makes of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="network">The network.</param>
    /// <param name="features">The length of what it gives.</param>
    public static Condition By(string field, Shape shape, Layer network, int features)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Condition(field, shape, features, 0, network);
    }

    /// <summary>c.</summary>
    /// <param name="value">The field.</param>
    /// <exception cref="ArgumentException">The network gives another length.</exception>
    public Tensor Of(Tensor value)
    {
        Tensor vector = _network is null ? value : _network.Apply(value);
        Sizes.Features("Condition (value of the network)", vector, Features);
        return Reshape(vector, [Features]);
    }

    /// <summary>Refuses labels that are no classes.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    internal void Check(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length && Classes > 0; i++)
        {
            if (!(values[i] >= -1 && values[i] < Classes) || values[i] != MathF.Floor(values[i]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"Field '{Field}' is {values[i]} for example {i}, but classes go from 0 to {Classes - 1}. Give " +
                    $"one of these, or -1 for none told."), nameof(values));
            }
        }
    }
}
