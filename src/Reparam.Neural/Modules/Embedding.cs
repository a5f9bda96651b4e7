using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A vector for each of some classes: a number 0, 1, …, classes - 1 to [features].</summary>
/// <remarks>The class differs from example to example, so it is compared with all: meant for tens of classes.</remarks>
public sealed class Embedding : Layer
{
    private readonly Weight _table;
    private readonly int _classes;

    /// <summary>Makes the layer.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="features">The length of a vector, at least 1.</param>
    /// <param name="initializer">What the vectors begin with; by default normal with standard deviation 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public Embedding(int classes, int features, Initializer? initializer = null)
    {
        _classes = Sizes.Positive(nameof(Embedding), classes);
        _table = Add("weight", new Weight([classes, Sizes.Positive(nameof(Embedding), features)],
            initializer ?? Initializer.Normal(1)));
    }

    /// <summary>The vector of a class; 0 for a number that is none, such as -1 for a label that is not told.</summary>
    /// <param name="x">The class, a scalar.</param>
    /// <exception cref="ArgumentException">x has more than one element.</exception>
    public override Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Size != 1)
        {
            throw new ArgumentException(
                $"Embedding: the argument has shape {x.Shape}, but one class for each example is expected. Embed classes " +
                "one by one and Stack the vectors.", nameof(x));
        }
        double[] classes = [.. Enumerable.Range(0, _classes).Select(static c => (double)c)];
        return MatMul(Transpose(_table), Equal(classes, Reshape(x, [1])));
    }
}
