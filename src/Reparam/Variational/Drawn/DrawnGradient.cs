namespace Reparam.Variational;

/// <summary>
/// What a discrete factor adds to the evidence lower bound, written so that its derivative is an unbiased estimate of
/// the gradient by the parameters of the factor.
/// </summary>
/// <remarks>
/// <para>In all of them f, what the gradient is taken of, is the sum of those addends alone that depend on the element
/// (Ranganath, Gerrish and Blei 2014, "Black box variational inference", section 3.1, Rao-Blackwellisation).</para>
/// <para><see cref="DrawnEstimator.LocalExpectation"/>: Σ_v q(zₑ = v) f(v, z without e) over draws of the others, plus
/// the entropy (Titsias and Lázaro-Gredilla 2015, "Local expectation gradients for black box variational inference",
/// eq. 9).</para>
/// <para><see cref="DrawnEstimator.Strata"/>: the same sum over one value from each of S equally likely parts of
/// q(zₑ), of f less its value at the median times the score.</para>
/// <para><see cref="DrawnEstimator.Score"/>: the score of the draw times f less its mean over the other draws (Kool,
/// van Hoof and Welling 2019).</para>
/// </remarks>
internal static class DrawnGradient
{
    /// <summary>S, the number of strata.</summary>
    private const int StrataCount = 8;

    /// <summary>The estimator of a factor: the first of them that takes at most as many operations as a sum over the
    /// values may take.</summary>
    public static DrawnEstimator Choose(DrawnUnknowns drawn, DrawnFactor factor)
    {
        DiscreteUnknown unknown = factor.Site.Unknown;
        IReadOnlyList<Addend> addends = drawn.Of(factor.Site);
        bool isOneByOne = IsOneByOne(factor.Site, addends);
        long operations = Elimination.Dependent(unknown, addends);
        return factor is CategoricalFactor
            && (isOneByOne ? 1 : unknown.Shape.Size) * unknown.Values.Count * operations <= Elimination.MostOperations
                ? DrawnEstimator.LocalExpectation
            : isOneByOne && (StrataCount + 1) * operations <= Elimination.MostOperations ? DrawnEstimator.Strata
            : DrawnEstimator.Score;
    }

    /// <summary>The addend of one draw.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="target">The log density.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="law">Its distribution at the draw.</param>
    /// <param name="point">All unknowns.</param>
    /// <param name="noise">The noise that those of the factor are drawn with.</param>
    public static Tensor Of(DrawnEstimator estimator, LogDensity target, DrawnFactor factor, DrawnLaw law, Tensor point,
        Tensor noise) => estimator switch
        {
            DrawnEstimator.LocalExpectation => LocalExpectation(target, (CategoricalFactor)factor, law, point),
            DrawnEstimator.Strata => Strata(target, factor, law, point, noise),
            _ => Score(target, factor, law, point),
        };

    private static Tensor Strata(LogDensity target, DrawnFactor factor, DrawnLaw law, Tensor point, Tensor noise)
    {
        Tensor own = Own(target.Drawn!, factor.Site), uniform = Tensor.NormalCdf(noise);
        int start = factor.Site.Start, end = start + factor.Size;
        var (_, baseline) = At(Tensor.Full(0.5, [factor.Size]));
        Tensor sum = Tensor.Full(0, [factor.Size]);
        for (int s = 0; s < StrataCount; s++)
        {
            var (logProb, signal) = At((uniform + s) / StrataCount);
            sum += Tensor.StopGradient(signal - baseline) * logProb;
        }
        return Tensor.Sum(sum) / StrataCount;

        (Tensor LogProb, Tensor Signal) At(Tensor probability)
        {
            Tensor z = law.Quantile(probability), logProb = law.LogProb(z);
            // A concatenation of nothing has no shape.
            Tensor moved = Tensor.Concatenate(
                end == target.Dimension ? [point[..start], z] : [point[..start], z, point[end..]]);
            return (logProb, DrawnGradient.At(target, moved, own) - logProb);
        }
    }

    /// <summary>By the local expectation over each element.</summary>
    private static Tensor LocalExpectation(LogDensity target, CategoricalFactor factor, DrawnLaw law, Tensor point)
    {
        Tensor logProbabilities = law.LogProbabilities!, probabilities = Tensor.Exp(logProbabilities);
        Tensor recorded = Tensor.Reshape(Tensor.Stack(AtValues(target.Drawn!, factor.Site)), logProbabilities.Shape);
        Tensor values = Tensor.StopGradient(Tensor.Select(factor.IsPossible, At(target, point, recorded), 0));
        // What is the same for all values has no derivative, and would only cost digits.
        Tensor mean = Tensor.StopGradient(Tensor.Sum(probabilities * values, 0));
        return Tensor.Sum(probabilities * (values - Tensor.Reshape(mean, [1, factor.Size]) - logProbabilities));
    }

    /// <summary>By the score, with the mean of the other draws as baseline.</summary>
    private static Tensor Score(LogDensity target, DrawnFactor factor, DrawnLaw law, Tensor point)
    {
        Tensor logProb = law.LogProb(point[factor.Site.Start..(factor.Site.Start + factor.Size)]);
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

/// <summary>How the gradient of a discrete factor is estimated.</summary>
internal enum DrawnEstimator
{
    /// <summary>By the expectation over all values of each element, given draws of the others.</summary>
    LocalExpectation,

    /// <summary>By one value from each of some equally likely parts of the distribution of each element.</summary>
    Strata,

    /// <summary>By the score of the draw.</summary>
    Score,
}
