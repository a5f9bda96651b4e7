namespace Reparam;

/// <summary>A named quantity whose posterior is reported, such as a site in its own, constrained space.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A tensor of any shape.</param>
public sealed record Quantity(string Name, Tensor Value)
{
    private readonly IReadOnlyList<string>? _elementNames;

    /// <summary>The name of each element, in row-major order: by default <c>name[1]</c>, <c>name[2]</c>, ..., or the
    /// name itself for a scalar.</summary>
    public IReadOnlyList<string> ElementNames
    {
        get => _elementNames ?? Default(Name, Value.Shape);
        init => _elementNames = value.Count == Value.Size
            ? value
            : throw new ArgumentException(
                $"Quantity '{Name}': {value.Count} names do not fit {Value.Size} elements. Give one for each " +
                $"element in row-major order, or none for {Name}[1] and so on.", nameof(value));
    }

    private static string[] Default(string name, Shape shape) => shape.Rank == 0
        ? [name]
        : [.. Enumerable.Range(0, shape.Size).Select(element =>
        {
            var places = new int[shape.Rank];
            for (int axis = shape.Rank - 1; axis >= 0; element /= shape[axis--])
            {
                places[axis] = element % shape[axis] + 1;
            }
            return $"{name}[{string.Join(',', places)}]";
        })];
}
