namespace Reparam;

/// <summary>
/// The log likelihood of single observed values of which discrete unknowns were summed out: log p(yᵢ | θ, the other
/// data that hang on the same discrete unknowns), as leaving one out needs it. Where a value has discrete unknowns of
/// its own, as in a mixture, that is log p(yᵢ | θ).
/// </summary>
internal static class PointwiseLikelihood
{
    /// <summary>One number for each element of the recorded log likelihood.</summary>
    /// <exception cref="NotSupportedException">Several values hang together on several discrete unknowns.</exception>
    public static Tensor Of(Enumeration enumeration, Observation observation)
    {
        AddendPlace[] places = enumeration.Full.Places[observation.Name];
        EnumerationRun without = enumeration.Run(muted: observation);
        AddendPlace[] others = without.Places[observation.Name];
        bool isAlone = places.Distinct().Count() == places.Length;
        Tensor flat = isAlone
            ? Read(places) - Read(others)
            : Together(enumeration, without, observation, places);
        return Tensor.Reshape(flat, observation.LogLikelihood.Shape);
    }

    /// <summary>The elements at places of addends, one after another.</summary>
    private static Tensor Read(AddendPlace[] places)
    {
        var start = new Dictionary<Addend, int>(ReferenceEqualityComparer.Instance);
        var addends = new List<Addend>();
        int size = 0;
        foreach (AddendPlace place in places)
        {
            if (start.TryAdd(place.Addend, size))
            {
                addends.Add(place.Addend);
                size += place.Addend.Elements.Size;
            }
        }
        return Tensor.Gather(
            Tensor.Concatenate([.. addends.Select(a => Tensor.Reshape(a.Elements, [a.Elements.Size]))]),
            [.. places.Select(p => start[p.Addend] + p.Element)]);
    }

    /// <summary>Several values on one element of one unknown: the sum for each value of the unknown, less the addend
    /// that is left out.</summary>
    private static Tensor Together(
        Enumeration enumeration, EnumerationRun without, Observation observation, AddendPlace[] places)
    {
        Elimination? step = enumeration.Steps.FirstOrDefault(s =>
            s.Sources.Any(a => ReferenceEquals(a.Elements, observation.LogLikelihood)));
        Addend? source = step?.Sources.First(a => ReferenceEquals(a.Elements, observation.LogLikelihood));
        if (step is null || !ReferenceEquals(step.Result, places[0].Addend)
            || enumeration.SummedOut.Count(i => source!.Owners[i] is not null) > 1
            || source!.Owners[step.Unknown]!.Contains(ElementOwners.None))
        {
            throw new NotSupportedException(
                $"Observe '{observation.Name}': several of its values hang on the same elements of several discrete " +
                "unknowns, so that they have no log likelihood one by one. Observe what belongs to one element as " +
                "one value, or write the values that depend on discrete unknowns as an observation of their own.");
        }
        int[] owner = source.Owners[step.Unknown]!;
        DiscreteUnknown unknown = enumeration.Unknowns[step.Unknown];
        Elimination rest = without.Steps.First(s => s.Unknown == step.Unknown);
        int count = unknown.Shape.Size;
        Tensor Gathered(Tensor x) => Tensor.Gather(Tensor.Reshape(x, [count]), owner);
        var left = new Tensor[unknown.Values.Count];
        for (int k = 0; k < left.Length; k++)
        {
            Tensor at = Tensor.Reshape(Tensor.BroadcastTo(
                new ValueSubstitution(unknown.Input, unknown.Values.At(k)).Of(source.Elements), source.Elements.Shape),
                [owner.Length]);
            // What is impossible under a value is counted: ∞ - ∞ would be NaN.
            Tensor impossible = Tensor.Equal(at, double.NegativeInfinity);
            Tensor possible = Tensor.Select(impossible, 0, at);
            Tensor Others(Tensor x) => Tensor.Gather(Tensor.ScatterAdd(x, owner, count), owner) - x;
            left[k] = Tensor.Select(Others(impossible) > 0.5, double.NegativeInfinity,
                Gathered(rest.ByValue[k]) + Others(possible));
        }
        return Gathered(step.Result!.Elements) - Tensor.LogSumExp(Tensor.Stack(left), 0);
    }
}
