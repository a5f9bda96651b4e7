using Reparam.Distributions;

namespace Reparam;

/// <summary>A repetition in a model: independent values, one an element, given what stands outside the plate.</summary>
public sealed class Plate
{
    private readonly ModelBuilder _model;
    private readonly IReadOnlyList<PlateAxis> _outer;
    private readonly Shape _plates;

    internal Plate(ModelBuilder model, string name, int size, IReadOnlyList<PlateAxis> outer)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (size < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(size),
                $"Plate '{name}': the size must be at least 1, but is {size}. Pass how many elements there are.");
        }
        _model = model;
        Name = name;
        Size = size;
        _outer = outer;
        _plates = Shape.Create([.. outer.Select(axis => axis.Size), size]);
    }

    /// <summary>What is repeated.</summary>
    public string Name { get; }

    /// <summary>How often.</summary>
    public int Size { get; }

    /// <summary>An unknown for each element of the plate.</summary>
    /// <param name="name">Its name, unique in the model.</param>
    /// <param name="prior">Its prior; parameters broadcast along the plate.</param>
    /// <returns>Its value, whose leading axes are the plates.</returns>
    public Tensor Sample(string name, Distribution prior) => _model.Sample(name, prior, _plates, Axes);

    /// <summary>Observed values, one for each element of the plate.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="likelihood">Their distribution; parameters broadcast along the plate.</param>
    /// <param name="values">What was observed.</param>
    public void Observe(string name, Distribution likelihood, Tensor values) =>
        _model.Observe(name, likelihood, values, _plates);

    /// <summary>A repetition inside this one: its axis follows.</summary>
    /// <param name="name">What is repeated.</param>
    /// <param name="size">How often.</param>
    public Plate Nested(string name, int size) => new(_model, name, size, Axes);

    private IReadOnlyList<PlateAxis> Axes => [.. _outer, new PlateAxis(Name, Size)];
}
