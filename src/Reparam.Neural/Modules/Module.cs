namespace Reparam.Neural;

/// <summary>A part of a network: functions of tensors, written in ordinary C#, with the weights that they use.</summary>
/// <remarks>
/// <para>A module is an expression for one example; batches are the business of those who run it. Axis 0 of a tensor holds
/// features (channels), the others positions: a linear layer maps [n, …] to [m, …], an image is [channels, rows, columns],
/// k samples of a latent vector are [latent, k].</para>
/// <para>A module made of others adds them by name in its constructor; the names are those of the weights in files.</para>
/// </remarks>
public abstract class Module
{
    private readonly List<NamedWeight> _weights = [];

    /// <summary>The weights of it and of the modules in it, each once, in the order in which they were added.</summary>
    public IReadOnlyList<NamedWeight> Weights => _weights;

    /// <summary>The number of numbers that are trained.</summary>
    public long TrainedCount => _weights.Where(static w => w.Weight.IsTrained).Sum(static w => (long)w.Weight.Shape.Size);

    /// <summary>Adds a part.</summary>
    /// <param name="name">A name that no other part has, without a dot.</param>
    /// <param name="part">The part.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected T Add<T>(string name, T part)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(part);
        CheckName(name);
        foreach (NamedWeight own in part.Weights)
        {
            Include($"{name}.{own.Name}", own.Weight);
        }
        return part;
    }

    /// <summary>Adds a weight.</summary>
    /// <inheritdoc cref="Add{T}(string, T)"/>
    /// <param name="name">A name that no other part has, without a dot.</param>
    /// <param name="weight">The weight.</param>
    /// <returns>The weight.</returns>
    protected Weight Add(string name, Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        CheckName(name);
        Include(name, weight);
        return weight;
    }

    /// <summary>Adds a part whose weights keep the names that they have in it: of what changes how the part is applied
    /// and has nothing else.</summary>
    private protected T AddUnnamed<T>(T part)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(part);
        foreach (NamedWeight own in part.Weights)
        {
            Include(own.Name, own.Weight);
        }
        return part;
    }

    private void Include(string name, Weight weight)
    {
        // A part that stands in two places has its weights once, under the first name.
        if (!_weights.Any(known => ReferenceEquals(known.Weight, weight)))
        {
            _weights.Add(new NamedWeight(name, weight));
        }
    }

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('.', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"{GetType().Name}: '{name}' is not a name for a part, since dots stand between the names of parts. " +
                "Write it without a dot.", nameof(name));
        }
        if (_weights.Any(w => w.Name == name || w.Name.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"{GetType().Name}: there is a part '{name}' already. Give each part a name of its own.", nameof(name));
        }
    }
}

/// <summary>A module that is one function of one tensor.</summary>
public abstract class Layer : Module
{
    /// <summary>Its value.</summary>
    /// <param name="x">Its argument, for one example.</param>
    /// <returns>The expression.</returns>
    public abstract Tensor Apply(Tensor x);

    /// <summary>A function without weights, as a layer.</summary>
    /// <param name="function">The function.</param>
    public static implicit operator Layer(Func<Tensor, Tensor> function) => new FunctionLayer(function);
}
