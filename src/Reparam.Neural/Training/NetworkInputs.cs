using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Neural;

/// <summary>What a network is given: fields of each example, noise for each example, and numbers that follow a
/// schedule.</summary>
public class NetworkInputs
{
    private readonly List<NetworkInput> _all = [];

    internal NetworkInputs() { }

    internal IReadOnlyList<NetworkInput> All => _all;

    /// <summary>A field of each example, such as its pixels.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="shape">Its shape in one example.</param>
    /// <returns>It, in expressions.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Tensor Field(string name, Shape shape) => Add(new FieldInput(name, Make(name, shape, varies: true)));

    /// <summary>Noise, new for each example and in each step: a function of the seed, the step, the name, the example's
    /// place in the batch, and the element.</summary>
    /// <param name="name">A name, which keeps noise apart from other noise.</param>
    /// <param name="shape">Its shape for one example.</param>
    /// <param name="kind">The distribution of its elements.</param>
    /// <returns>It, in expressions.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Tensor Noise(string name, Shape shape, NoiseKind kind = NoiseKind.Normal) =>
        Add(new NoiseInput(name, Make(name, shape, varies: true), kind));

    /// <summary>A uniform number in (0, 1) for each example, those of a batch equally spaced, modulo 1, from a start that
    /// is uniform: an average over the batch has less variance than of independent numbers.</summary>
    /// <param name="name">A name, which keeps noise apart from other noise.</param>
    /// <returns>It, in expressions: a scalar.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Tensor EvenlySpaced(string name) =>
        Add(new EvenlySpacedInput(name, Make(name, Shape.Scalar, varies: true)));

    /// <summary>A draw from a distribution that has a path.</summary>
    /// <param name="name">The name of the noise.</param>
    /// <param name="distribution">The distribution, for one example.</param>
    /// <returns>x = T(ε), through which gradients go to the parameters.</returns>
    /// <exception cref="ArgumentException">The name is taken, or the draws of the distribution are not differentiable in
    /// its parameters.</exception>
    public Tensor Draw(string name, Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return distribution.Path is null
            ? throw new ArgumentException(
                $"The draw '{name}' of {distribution.GetType().Name} has no path: no gradient would reach its " +
                "parameters. Use a distribution whose draws are differentiable, such as a Concrete relaxation.",
                nameof(distribution))
            : distribution.FromNoise(Noise(name, distribution.NoiseShape, distribution.Noise));
    }

    /// <summary>A number that is the same for all examples and depends on the step, such as the weight of a term that is
    /// warmed up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="schedule">Its value at each step.</param>
    /// <returns>It, in expressions.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Tensor Scheduled(string name, StepSizeSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return Add(new ScheduledInput(name, Make(name, Shape.Scalar, varies: false), schedule));
    }

    /// <summary>Numbers that are the same for all draws, such as one example of which many are made.</summary>
    internal Tensor Given(string name, Shape shape) => Add(new GivenInput(name, Make(name, shape, varies: false)));

    private Tensor Make(string name, Shape shape, bool varies)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return _all.Any(input => input.Name == name)
            ? throw new ArgumentException(
                $"There is an input '{name}' already. Give each field, noise and scheduled number a name of its own.",
                nameof(name))
            : Tensor.Input(name, shape, varies);
    }

    private Tensor Add(NetworkInput input)
    {
        _all.Add(input);
        return input.Tensor;
    }
}

/// <summary>An input of a network.</summary>
internal abstract record NetworkInput(string Name, Tensor Tensor);

/// <summary>A field of each example.</summary>
internal sealed record FieldInput(string Name, Tensor Tensor) : NetworkInput(Name, Tensor);

/// <summary>Numbers that are the same for all draws.</summary>
internal sealed record GivenInput(string Name, Tensor Tensor) : NetworkInput(Name, Tensor);

/// <summary>Noise.</summary>
internal sealed record NoiseInput(string Name, Tensor Tensor, NoiseKind Kind) : NetworkInput(Name, Tensor);

/// <summary>Uniform numbers, equally spaced over the batch.</summary>
internal sealed record EvenlySpacedInput(string Name, Tensor Tensor) : NetworkInput(Name, Tensor);

/// <summary>A number by step.</summary>
internal sealed record ScheduledInput(string Name, Tensor Tensor, StepSizeSchedule Schedule)
    : NetworkInput(Name, Tensor);
