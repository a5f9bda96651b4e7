using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Reparam.Distributions;

/// <summary>The Kullback-Leibler divergence KL(p ‖ q) = E[log p(x) - log q(x)] for x of p, in nats: closed forms by
/// pair of types, and an estimate from draws for any other pair.</summary>
/// <remarks>
/// <para>
/// It is at least 0, 0 where p and q are equal, and +∞ where p has mass that q has not. The pairs are listed in
/// docs/divergences.md. Of wrappers the parts are compared: sums over the axes of <see cref="Independent"/>, and the
/// sources of two <see cref="TransformedDistribution"/> with equal bijectors.
/// </para>
/// <para>
/// Within a family the relative accuracy is kept where p and q are close, down to divergences of 10⁻³⁰ between normal
/// distributions. Between families, which meet only at single points if at all, the error is near 10⁻¹⁵ times the
/// largest term: entropy, or E log q.
/// </para>
/// </remarks>
public static partial class KullbackLeibler
{
    private static readonly ConcurrentDictionary<(Type P, Type Q), Entry> Registry = BuiltIn();

    /// <summary>The pairs of types that have a closed form now, in the order of their names.</summary>
    public static IReadOnlyList<(Type P, Type Q)> Pairs => [.. Registry.Keys
        .OrderBy(static pair => pair.P.Name, StringComparer.Ordinal)
        .ThenBy(static pair => pair.Q.Name, StringComparer.Ordinal)];

    /// <summary>KL(p ‖ q) in closed form.</summary>
    /// <param name="p">The distribution over which the average is taken.</param>
    /// <param name="q">The other, of the same event shape; their batches broadcast.</param>
    /// <returns>One number for each element of the batch, an expression of the parameters of both. Where it is infinite
    /// its derivatives mean nothing.</returns>
    /// <exception cref="ArgumentException">The event shapes differ or the batches do not broadcast.</exception>
    /// <exception cref="NotSupportedException">No closed form is registered for the pair.</exception>
    public static Tensor Divergence(Distribution p, Distribution q)
    {
        if (TryDivergence(p, q, out Tensor? divergence))
        {
            return divergence;
        }
        string condition = Registry.GetValueOrDefault((p.GetType(), q.GetType()))?.Condition is { } known
            ? $": it is known only {known}"
            : "";
        throw new NotSupportedException(
            $"KullbackLeibler: no closed form is registered for the divergence from {p.GetType().Name} to " +
            $"{q.GetType().Name}{condition}. Estimate it from draws by KullbackLeibler.Estimate, or register a " +
            "formula by KullbackLeibler.Register.");
    }

    /// <summary>KL(p ‖ q) in closed form, if there is one.</summary>
    /// <inheritdoc cref="Divergence" path="/param"/>
    /// <param name="p">The distribution over which the average is taken.</param>
    /// <param name="q">The other, of the same event shape; their batches broadcast.</param>
    /// <param name="divergence">One number for each element of the batch, or null.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentException">The event shapes differ or the batches do not broadcast.</exception>
    public static bool TryDivergence(Distribution p, Distribution q, [NotNullWhen(true)] out Tensor? divergence)
    {
        Shape batch = Batch(p, q);
        divergence = Registry.TryGetValue((p.GetType(), q.GetType()), out Entry? entry) ? entry.Divergence(p, q) : null;
        if (divergence is null)
        {
            return false;
        }
        divergence = Tensor.BroadcastTo(divergence, batch);
        return true;
    }

    /// <summary>Registers the closed form of a pair of types, from then on, for the whole process. Safe to call from
    /// any thread.</summary>
    /// <typeparam name="TP">The type of p, exactly: types derived from it are other types.</typeparam>
    /// <typeparam name="TQ">The type of q, exactly.</typeparam>
    /// <param name="divergence">KL(p ‖ q), of a shape that broadcasts to that of both batches.</param>
    /// <exception cref="ArgumentException">The pair has a closed form already.</exception>
    public static void Register<TP, TQ>(Func<TP, TQ, Tensor> divergence)
        where TP : Distribution
        where TQ : Distribution
    {
        ArgumentNullException.ThrowIfNull(divergence);
        if (!Registry.TryAdd((typeof(TP), typeof(TQ)), new Entry((p, q) => divergence((TP)p, (TQ)q))))
        {
            throw new ArgumentException(
                $"KullbackLeibler: the divergence from {typeof(TP).Name} to {typeof(TQ).Name} is registered already. " +
                "A pair is registered once, for the whole process: call your formula by its own name.",
                nameof(divergence));
        }
    }

    /// <summary>Whether the divergence of the pair is +∞ whatever the parameters.</summary>
    internal static bool IsAlwaysInfinite(Type p, Type q) => Registry[(p, q)].IsInfinite;

    /// <summary>When alone the closed form of the pair holds, in words, or null where always.</summary>
    internal static string? Condition(Type p, Type q) => Registry[(p, q)].Condition;

    private static Shape Batch(Distribution p, Distribution q)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        if (p.EventShape != q.EventShape)
        {
            throw new ArgumentException(
                $"KullbackLeibler: {p.GetType().Name} has events of shape {p.EventShape}, but {q.GetType().Name} of " +
                $"shape {q.EventShape}. Only distributions of the same values can be compared; Independent makes " +
                "axes of a batch axes of the event.", nameof(q));
        }
        try
        {
            return Shape.Broadcast(p.BatchShape, q.BatchShape);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException(
                $"KullbackLeibler: the batches of {p.GetType().Name}, {p.BatchShape}, and {q.GetType().Name}, " +
                $"{q.BatchShape}, do not broadcast. Counted from the last, two axes fit when they are equal or one " +
                "of them is 1.", nameof(q));
        }
    }

    private static ConcurrentDictionary<(Type P, Type Q), Entry> BuiltIn()
    {
        var registry = new ConcurrentDictionary<(Type P, Type Q), Entry>();
        AddNumbers(registry);
        AddCounts(registry);
        AddVectors(registry);
        AddWrappers(registry);
        // Last, as it leaves alone what is registered.
        AddCrossEntropies(registry);
        return registry;
    }

    private static void Add<TP, TQ>(
        this ConcurrentDictionary<(Type P, Type Q), Entry> registry, Func<TP, TQ, Tensor?> divergence,
        string? condition = null)
        where TP : Distribution
        where TQ : Distribution =>
        registry[(typeof(TP), typeof(TQ))] = new Entry((p, q) => divergence((TP)p, (TQ)q), Condition: condition);

    private static void AddInfinite(
        this ConcurrentDictionary<(Type P, Type Q), Entry> registry, Type p, Type q) =>
        registry.TryAdd((p, q), new Entry(static (_, _) => double.PositiveInfinity, IsInfinite: true));

    private sealed record Entry(
        Func<Distribution, Distribution, Tensor?> Divergence, bool IsInfinite = false, string? Condition = null);
}
