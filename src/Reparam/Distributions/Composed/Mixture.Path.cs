using static Reparam.Tensor;

namespace Reparam.Distributions;

// The path of a draw: all of it at once, or element by element.
public sealed partial record Mixture
{
    /// <summary><see cref="PathMethod.Implicit"/>; null where components are discrete, or vectors that do not tell
    /// their conditional distributions.</summary>
    public override PathMethod? Path => !Support.IsDiscrete && _components.All(HasConditionals)
        ? PathMethod.Implicit : null;

    internal override string WhyNoPath =>
        $"components must be numbers with a path, Independent ones, or MultivariateNormal, and " +
        $"{_components.First(c => !HasConditionals(c)).GetType().Name} is none of them";

    private static bool HasConditionals(Distribution component) => component is { Path: not null }
        and ({ EventShape.Rank: 0 } or ISequential { IsSequential: true });

    private Tensor AttachPath(Tensor x) =>
        EventShape.Rank == 0 ? ImplicitPath.Attach(x, this) : AttachElements(StopGradient(x));

    /// <summary>Element by element: given those before it, an element is a draw of a mixture of numbers.</summary>
    private Tensor AttachElements(Tensor number)
    {
        int length = EventShape[0];
        var elements = new Tensor[length];
        for (int i = 0; i < length; i++)
        {
            elements[i] = Element(number, i);
        }
        for (int i = 0; i < length; i++)
        {
            int place = i;
            Tensor Level(Tensor element) => Conditional(With(elements, place, element), place).Cdf;
            Tensor x = elements[i], level = StopGradient(Level(x));
            for (int step = 0; step < 2; step++)
            {
                var (cdf, log) = Conditional(With(elements, place, x), place);
                x -= (cdf - level) * Exp(-log);
            }
            elements[i] += x - StopGradient(x);
        }
        return Concatenate([.. elements.Select(static e => Reshape(e, e.Shape.Append([1])))], -1);
    }

    /// <summary>The conditional distribution function and log density of an element, given those before it.</summary>
    private (Tensor Cdf, Tensor LogDensity) Conditional(Tensor x, int place)
    {
        Tensor logs = ByComponent(x, static (c, v) => ((ISequential)c).ConditionalLogProb(v), keepsEvent: true);
        Tensor cdfs = ByComponent(x, static (c, v) => ((ISequential)c).ConditionalCdf(v), keepsEvent: true);
        Tensor weights = LogWeights + Sum(Slice(logs, -1, 0, place), -1);
        weights -= Reshape(LogSumExp(weights, -1), weights.Shape[..^1].Append([1]));
        return (Sum(Exp(weights) * Element(cdfs, place), -1), LogSumExp(weights + Element(logs, place), -1));
    }

    private static Tensor With(Tensor[] elements, int place, Tensor element) => Concatenate(
        [.. elements.Select((e, i) => i == place ? element : e).Select(static e => Reshape(e, e.Shape.Append([1])))], -1);

    private static Tensor Element(Tensor x, int place) =>
        Reshape(Slice(x, -1, place, place + 1), x.Shape[..^1]);
}
