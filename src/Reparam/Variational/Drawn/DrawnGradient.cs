namespace Reparam.Variational;

/// <summary>
/// What a discrete factor adds to the evidence lower bound, written so that its derivative is an unbiased estimate of the
/// gradient by the parameters of the factor.
/// </summary>
/// <remarks>
/// Where the factor has a table of values, and writing what depends on an element once for each value of it takes at most
/// as many operations as a sum over the values may take, that is the local expectation Σ_v q(zₑ = v) f(v, z without e)
/// over draws of the others, plus the entropy (Titsias and Lázaro-Gredilla 2015, "Local expectation gradients for black
/// box variational inference", eq. 9). Otherwise it is the score of the draw times f less its mean over the other draws,
/// (f - mean f) log q(zₑ) (Kool, van Hoof and Welling 2019). In both, f is the sum of those addends alone that depend on
/// the element (Ranganath, Gerrish and Blei 2014, "Black box variational inference", section 3.1, Rao-Blackwellisation).
/// </remarks>
internal static class DrawnGradient
{
    /// <summary>Whether an unknown has local expectations; otherwise its draws are scored.</summary>
    public static bool HasLocalExpectations(DrawnUnknowns drawn, DrawnFactor factor)
    {
        DiscreteUnknown unknown = factor.Site.Unknown;
        IReadOnlyList<Addend> addends = drawn.Of(factor.Site);
        long copies = IsOneByOne(factor.Site, addends) ? 1 : unknown.Shape.Size;
        return factor is CategoricalFactor
            && copies * unknown.Values.Count * Elimination.Dependent(unknown, addends) <= Elimination.MostOperations;
    }

    /// <summary>The addend of one draw.</summary>
    /// <param name="target">The log density.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="law">Its distribution at the draw.</param>
    /// <param name="point">All unknowns.</param>
    /// <param name="z">Those of the factor.</param>
    public static Tensor Of(LogDensity target, DrawnFactor factor, DrawnLaw law, Tensor point, Tensor z) =>
        factor is CategoricalFactor categorical && HasLocalExpectations(target.Drawn!, factor)
            ? LocalExpectation(target, categorical, law, point)
            : Score(target, factor, law, point, z);

    /// <summary>By the local expectation over each element.</summary>
    internal static Tensor LocalExpectation(LogDensity target, CategoricalFactor factor, DrawnLaw law, Tensor point)
    {
        Tensor logProbabilities = law.LogProbabilities!, probabilities = Tensor.Exp(logProbabilities);
        Tensor recorded = Tensor.Reshape(Tensor.Stack(AtValues(target.Drawn!, factor.Site)), logProbabilities.Shape);
        Tensor values = Tensor.StopGradient(Tensor.Select(factor.IsPossible, At(target, point, recorded), 0));
        // What is the same for all values has no derivative, and would only cost digits.
        Tensor mean = Tensor.StopGradient(Tensor.Sum(probabilities * values, 0));
        return Tensor.Sum(probabilities * (values - Tensor.Reshape(mean, [1, factor.Size]) - logProbabilities));
    }

    /// <summary>By the score, with the mean of the other draws as baseline.</summary>
    internal static Tensor Score(LogDensity target, DrawnFactor factor, DrawnLaw law, Tensor point, Tensor z)
    {
        Tensor logProb = law.LogProb(z);
        Tensor signal = Tensor.StopGradient(At(target, point, Own(target.Drawn!, factor.Site)) - logProb);
        // f less the mean of the others is (f - mean of all) S / (S - 1).
        Tensor centred = (signal - Tensor.DrawMean(signal)) * (Tensor.DrawCount / (Tensor.DrawCount - 1));
        return Tensor.Sum(Tensor.StopGradient(centred) * logProb);
    }

    private static Tensor At(LogDensity target, Tensor point, Tensor recorded) =>
        target.Model!.Written.Place(point, recorded)[0];

    private static bool IsOneByOne(DrawnSite site, IReadOnlyList<Addend> addends) =>
        addends.All(a => !a.Owners[site.Index]!.Contains(ElementOwners.Several));

    /// <summary>For each value the sum of what depends on each element, were it to have that value.</summary>
    private static Tensor[] AtValues(DrawnUnknowns drawn, DrawnSite site)
    {
        DiscreteUnknown unknown = site.Unknown;
        IReadOnlyList<Addend> addends = drawn.Of(site);
        int size = unknown.Shape.Size;
        return IsOneByOne(site, addends)
            ? [.. Elimination.AtValues(unknown, site.Index, addends).Select(v => Tensor.Reshape(v, [size]))]
            : [.. Enumerable.Range(0, unknown.Values.Count).Select(k => Tensor.Stack(
                [.. Enumerable.Range(0, size).Select(e => With(unknown, addends, e, k))]))];
    }

    /// <summary>The sum of addends with one element changed.</summary>
    private static Tensor With(DiscreteUnknown unknown, IReadOnlyList<Addend> addends, int element, int k)
    {
        double[] chosen = new double[unknown.Shape.Size], values = unknown.Values.Of(element);
        chosen[element] = 1;
        Tensor changed = Tensor.Select(
            Tensor.Constant(chosen, unknown.Shape), values[Math.Min(k, values.Length - 1)], unknown.Input);
        return Graph.Substitute([.. addends.Select(static a => Tensor.Sum(a.Elements))],
            new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [unknown.Input] = changed })
            .Aggregate(static (sum, part) => sum + part);
    }

    /// <summary>For each element the sum of the elements of addends that depend on it.</summary>
    private static Tensor Own(DrawnUnknowns drawn, DrawnSite site)
    {
        int size = site.Unknown.Shape.Size;
        Tensor sum = Tensor.Full(0, [size]);
        foreach (Addend addend in drawn.Of(site))
        {
            int[] owners = addend.Owners[site.Index]!;
            Tensor flat = Tensor.Reshape(addend.Elements, [owners.Length]);
            int[] single = [.. Enumerable.Range(0, owners.Length).Where(f => owners[f] >= 0)],
                several = [.. Enumerable.Range(0, owners.Length).Where(f => owners[f] == ElementOwners.Several)];
            if (single.Length > 0)
            {
                sum += Tensor.ScatterAdd(Tensor.Gather(flat, single), [.. single.Select(f => owners[f])], size);
            }
            if (several.Length > 0)
            {
                sum += Tensor.Sum(Tensor.Gather(flat, several));
            }
        }
        return sum;
    }
}
