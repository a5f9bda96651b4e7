namespace Reparam;

/// <summary>One discrete unknown summed out, element by element: log Σ exp over its values of the sum of what depends
/// on the element.</summary>
/// <param name="Unknown">Its place among the discrete unknowns.</param>
/// <param name="ByValue">The sum for each value, in nats: of the shape of the unknown.</param>
/// <param name="Sources">What the sum is made of.</param>
/// <param name="Result">The logarithm of the sum over the values; null where nothing but its prior depends on the
/// unknown, whose probabilities sum to 1.</param>
internal sealed record Elimination(
    int Unknown, IReadOnlyList<Tensor> ByValue, IReadOnlyList<Addend> Sources, Addend? Result)
{
    /// <summary>The most operations that are written once for each value.</summary>
    public const int MostOperations = 10_000;

    /// <summary>The sum for each value, along a new first axis.</summary>
    public Tensor Stacked => Tensor.Stack([.. ByValue]);

    /// <summary>Sums an unknown out.</summary>
    /// <param name="unknowns">All discrete unknowns.</param>
    /// <param name="unknown">Which of them.</param>
    /// <param name="sources">The addends that depend on it.</param>
    /// <param name="shift">What is added for each value, of shape [K] and that of the unknown; null for
    /// nothing.</param>
    public static Elimination Of(
        IReadOnlyList<DiscreteUnknown> unknowns, int unknown, IReadOnlyList<Addend> sources, Tensor? shift)
    {
        DiscreteUnknown own = unknowns[unknown];
        Tensor[] byValue = AtValues(own, unknown, sources, shift);
        return new Elimination(unknown, byValue, sources, Total(unknowns, unknown, sources, byValue, shift));
    }

    /// <summary>The sum of what depends on each element, for each value.</summary>
    /// <param name="own">An unknown whose elements the sources take one by one.</param>
    /// <param name="unknown">Its place among all unknowns.</param>
    /// <param name="sources">The addends that depend on it.</param>
    /// <param name="shift">See <see cref="Of"/>.</param>
    public static Tensor[] AtValues(
        DiscreteUnknown own, int unknown, IReadOnlyList<Addend> sources, Tensor? shift = null)
    {
        FiniteValues values = own.Values;
        var byValue = new Tensor[values.Count];
        for (int k = 0; k < byValue.Length; k++)
        {
            var at = new ValueSubstitution(own.Input, values.At(k));
            Tensor sum = sources.Select(source => source.Elements == own.Prior
                    ? own.PriorAt(values.At(k))
                    : Collect(at.Of(source.Elements), source, unknown, own.Shape))
                .Aggregate(static (sum, part) => sum + part);
            sum = shift is null ? sum : sum + shift[k];
            sum = Tensor.BroadcastTo(sum, own.Shape);
            byValue[k] = values.IsRagged ? Tensor.Select(values.Has(k), sum, double.NegativeInfinity) : sum;
        }
        return byValue;
    }

    private static Addend? Total(IReadOnlyList<DiscreteUnknown> unknowns, int unknown, IReadOnlyList<Addend> sources,
        Tensor[] byValue, Tensor? shift)
    {
        DiscreteUnknown own = unknowns[unknown];
        if (sources.Count == 1 && sources[0].Elements == own.Prior && shift is null)
        {
            return null;
        }
        Tensor total = Tensor.LogSumExp(Tensor.Stack(byValue), 0);
        var owners = new int[]?[unknowns.Count];
        var mixing = new Tensor?[unknowns.Count];
        for (int other = 0; other < owners.Length; other++)
        {
            if (other == unknown)
            {
                continue;
            }
            foreach (Addend source in sources)
            {
                if (source.Owners[other] is { } theirs)
                {
                    int[] mine = source.Owners[unknown]!;
                    int[] joined = owners[other] ??= [.. Enumerable.Repeat(ElementOwners.None, own.Shape.Size)];
                    for (int f = 0; f < mine.Length; f++)
                    {
                        if (mine[f] >= 0)
                        {
                            joined[mine[f]] = ElementOwners.Join(joined[mine[f]], theirs[f]);
                        }
                    }
                    mixing[other] ??= source.Mixing[other];
                }
            }
            owners[other] = Addend.Kept(owners[other]);
            mixing[other] ??= owners[other]?.Contains(ElementOwners.Several) == true ? total : null;
        }
        var term = new Term(own.Name, TermKind.Marginal, Tensor.Sum(total));
        return new Addend($"the sum over '{own.Name}'", term, total, owners, mixing);
    }

    /// <summary>The sum of the elements that belong to each element of the unknown.</summary>
    public static Tensor Collect(Tensor elements, Addend source, int unknown, Shape shape)
    {
        int[] owner = source.Owners[unknown]!;
        if (source.Elements.Shape == shape && IsOneToOne(owner))
        {
            return elements;
        }
        Tensor flat = Tensor.Reshape(Tensor.BroadcastTo(elements, source.Elements.Shape), [owner.Length]);
        int count = shape.Size, inner = owner.Length / count;
        if (inner * count == owner.Length && !owner.Where((o, f) => o != f / inner).Any())
        {
            return Tensor.Reshape(
                inner == 1 ? flat : Tensor.Sum(Tensor.Reshape(flat, [count, inner]), 1), shape);
        }
        int[] owned = [.. Enumerable.Range(0, owner.Length).Where(f => owner[f] >= 0)];
        int[] targets = [.. owned.Select(f => owner[f])];
        Tensor chosen = Tensor.Gather(flat, owned);
        return Tensor.Reshape(
            targets.Length == count && IsOneToOne(targets) ? chosen : Tensor.ScatterAdd(chosen, targets, count), shape);
    }

    private static bool IsOneToOne(int[] owner) => !owner.Where(static (o, f) => o != f).Any();

    /// <summary>Why there would be too much to sum, or null.</summary>
    public static string? Excess(DiscreteUnknown own, IReadOnlyList<Addend> sources)
    {
        int dependent = Dependent(own, sources);
        return (long)own.Values.Count * dependent <= MostOperations ? null : FormattableString.Invariant(
            $"{dependent} operations would be written for each of its {own.Values.Count} values, and at most ") +
            FormattableString.Invariant($"{MostOperations} are in all");
    }

    /// <summary>The number of operations that depend on an unknown.</summary>
    public static int Dependent(DiscreteUnknown own, IReadOnlyList<Addend> sources) =>
        Reparam.Gradients.PathRegularity.DependentOn(
            [own.Input], Graph.TopologicalOrder([.. sources.Select(static s => s.Elements)]), detached: true).Count;
}
