using Reparam.Primitives;

namespace Reparam;

/// <summary>
/// The discrete unknowns of a model summed out of its log density, one after another: those of most elements first, so
/// that what stands within a plate is summed there. What is left depends on continuous unknowns alone.
/// </summary>
/// <remarks>Zhang and Poole (1994), variable elimination, with all elements of an unknown at once.</remarks>
internal sealed class Enumeration
{
    private readonly WrittenModel _written;
    private readonly Addend[] _recorded;

    private Enumeration(WrittenModel written, IReadOnlyList<DiscreteUnknown> unknowns, Addend[] recorded)
    {
        (_written, Unknowns, _recorded) = (written, unknowns, recorded);
        Order = [.. Enumerable.Range(0, unknowns.Count).OrderByDescending(i => unknowns[i].Shape.Size)
            .ThenByDescending(static i => i)];
        Full = Run();
    }

    /// <summary>The discrete unknowns, in the order in which they were written.</summary>
    public IReadOnlyList<DiscreteUnknown> Unknowns { get; }

    /// <summary>The order in which they are summed out.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The sums, with everything in them.</summary>
    public Elimination[] Steps => Full.Steps;

    /// <summary>All of it.</summary>
    public EnumerationRun Full { get; }

    /// <summary>Sums the discrete unknowns of a model out; a model without any stays what it is.</summary>
    /// <exception cref="NotSupportedException">What depends on an unknown does not take its elements one by one, there
    /// would be too much to sum, or something is reported that depends on it.</exception>
    public static WrittenModel SumOut(WrittenModel written)
    {
        int[] discrete = [.. written.Sites.Index().Where(s => s.Item.Values is not null).Select(s => s.Index)];
        if (discrete.Length == 0)
        {
            return written;
        }
        Term Prior(Site site) => written.Terms.First(t => t.Kind == TermKind.Prior && t.Name == site.Name);
        DiscreteUnknown[] unknowns = [.. discrete.Select(i => new DiscreteUnknown(
            written.Sites[i].Name, written.Sites[i].Prior, written.Values[i], written.Sites[i].Values!,
            Elements(Prior(written.Sites[i]).Value), written.Replaced))];
        ElementOwners[] owners = [.. unknowns.Select(u => new ElementOwners(u.Input))];
        Addend[] recorded = [.. written.Terms.Select(term =>
        {
            Tensor elements = term.Kind == TermKind.Likelihood
                ? written.Observations.First(o => o.Name == term.Name) is { Rows: null } own
                    ? own.LogLikelihood : term.Value
                : Elements(term.Value);
            string name = term.Kind switch
            {
                TermKind.Likelihood => $"Observe '{term.Name}'",
                TermKind.Factor => $"Factor '{term.Name}'",
                _ => $"Sample '{term.Name}'",
            };
            return new Addend(name, term, elements, [.. owners.Select(o => Addend.Kept(o.Of(elements)))],
                [.. owners.Select(o => o.Mixing(elements))]);
        })];
        RequireNoReports(written, owners, unknowns);
        if (written.Rows is { } rows && Array.Find(recorded, a => a.Owners.Any(own => own is not null)
            && RowwiseExpression.DependsOn(a.Elements, rows)) is { } streamed)
        {
            throw new NotSupportedException(
                $"{streamed.Name} depends on a discrete unknown and on the rows '{rows.Name}', which come block by " +
                "block: a sum over the values of the unknown needs what all rows add to it. Give the rows as data in " +
                "memory, or sum over the values by hand for each row, with LogSumExp in a Factor of the rows.");
        }
        return new Enumeration(written, unknowns, recorded).Summed();
    }

    /// <summary>Sums again, with changes.</summary>
    /// <param name="muted">An observation whose log likelihood is taken as 0; null for none.</param>
    /// <param name="shifts">What is added for each value of each unknown; null for nothing.</param>
    public EnumerationRun Run(Observation? muted = null, IReadOnlyList<Tensor>? shifts = null)
    {
        Addend[] start = [.. _recorded.Select(a => IsOf(a, muted)
            ? a with { Elements = Tensor.Full(0, a.Elements.Shape) } : a)];
        List<Addend> addends = [.. start];
        Dictionary<string, AddendPlace[]> places = _written.Observations.Where(o => o.Rows is null).ToDictionary(
            o => o.Name, o =>
            {
                Addend own = start[Array.FindIndex(_recorded, a => IsOf(a, o))];
                return Enumerable.Range(0, own.Elements.Size).Select(e => new AddendPlace(own, e)).ToArray();
            }, StringComparer.Ordinal);
        var steps = new List<Elimination>();
        foreach (int unknown in Order)
        {
            Addend[] sources = [.. addends.Where(a => a.DependsOn(unknown))];
            Array.ForEach(sources, source => RequireElementwise(source, unknown));
            var step = Elimination.Of(Unknowns, unknown, sources, shifts?[unknown]);
            steps.Add(step);
            addends.RemoveAll(a => a.DependsOn(unknown));
            foreach (Addend source in sources)
            {
                int[] owner = source.Owners[unknown]!;
                int[] rest = [.. Enumerable.Range(0, owner.Length).Where(e => owner[e] == ElementOwners.None)];
                Addend? left = rest.Length == 0 ? null : Rest(source, unknown, rest);
                if (left is not null)
                {
                    addends.Add(left);
                }
                Move(places, source, e => owner[e] >= 0 && step.Result is { } result
                    ? new(result, owner[e]) : new(left ?? source, Array.BinarySearch(rest, e)));
            }
            if (step.Result is { } total)
            {
                addends.Add(total);
            }
        }
        return new EnumerationRun([.. steps], addends, places);
    }

    /// <summary>The probability of each value of an unknown given the continuous unknowns and the data, of shape [K]
    /// and that of the unknown: the derivative of the log density by what is added to the log probability of the
    /// value.</summary>
    public Tensor Probabilities(int unknown)
    {
        Tensor[] shifts = [.. Unknowns.Select(u =>
            Tensor.Input(u.Name, Shape.Create([u.Values.Count]).Append(u.Shape), varies: true))];
        Tensor total = Run(shifts: shifts).Addends.Select(a => a.Term.Value)
            .Aggregate(static (sum, term) => sum + term);
        return Graph.Substitute([Differentiate.Gradient(total, shifts[unknown])[0]], shifts.ToDictionary(
            static s => s, static s => Tensor.Full(0, s.Shape)))[0];
    }

    private Addend Rest(Addend source, int unknown, int[] rest)
    {
        // These elements are the same for every value.
        DiscreteUnknown own = Unknowns[unknown];
        Tensor any = Tensor.BroadcastTo(
            new ValueSubstitution(own.Input, own.Values.At(0)).Of(source.Elements), source.Elements.Shape);
        Addend left = (source with { Elements = any }).Part(rest);
        return left with { Term = left.Term with { Value = Tensor.Sum(left.Elements) } };
    }

    private static void Move(
        Dictionary<string, AddendPlace[]> places, Addend source, Func<int, AddendPlace> moved)
    {
        foreach (AddendPlace[] own in places.Values)
        {
            for (int e = 0; e < own.Length; e++)
            {
                if (ReferenceEquals(own[e].Addend, source))
                {
                    own[e] = moved(own[e].Element);
                }
            }
        }
    }

    private WrittenModel Summed()
    {
        int[] kept = [.. _written.Sites.Index().Where(s => s.Item.Values is null).Select(s => s.Index)];
        WrittenModel left = _written with
        {
            Sites = [.. kept.Select(i => _written.Sites[i])],
            Unconstrained = [.. kept.Select(i => _written.Unconstrained[i])],
            Values = [.. kept.Select(i => _written.Values[i])],
            Terms = [.. Full.Addends.Select(a => a.Term)],
            Quantities = [.. _written.Quantities.Where(q => Unknown(q) < 0 || Unknowns[Unknown(q)].Name != q.Name)
                .Select(q => Unknown(q) is >= 0 and var unknown ? Reported(q.Name, unknown) : q)],
            Observations = [.. _written.Observations.Select(o => o.Rows is null
                && _recorded.First(a => IsOf(a, o)).Owners.Any(own => own is not null)
                    ? o.Summed(new(() => PointwiseLikelihood.Of(this, o))) : o)],
        };
        return left with { Summed = new SummedUnknowns(left, this) };
    }

    /// <summary>Which unknown a quantity is, or -1.</summary>
    private int Unknown(Quantity quantity) =>
        Array.FindIndex([.. Unknowns], u => ReferenceEquals(u.Input, quantity.Value));

    /// <summary>The probability of each value of each element, under names such as <c>z[3]=1</c>.</summary>
    private Quantity Reported(string name, int unknown)
    {
        DiscreteUnknown own = Unknowns[unknown];
        int size = own.Shape.Size;
        (int Place, string Name)[] chosen = [.. new Quantity(name, own.Input).ElementNames.Index().SelectMany(element =>
            own.Values.Of(element.Index).Select((value, k) => (
                k * size + element.Index, FormattableString.Invariant($"{element.Item}={value}"))))];
        Tensor all = Probabilities(unknown);
        return new Quantity(name, Tensor.Gather(Tensor.Reshape(all, [all.Size]), [.. chosen.Select(c => c.Place)]))
        {
            ElementNames = [.. chosen.Select(c => c.Name)],
        };
    }

    private static bool IsOf(Addend addend, Observation? observation) => observation is not null
        && addend.Term.Kind == TermKind.Likelihood && addend.Term.Name == observation.Name;

    /// <summary>The elements that a term is the sum of.</summary>
    private static Tensor Elements(Tensor value)
    {
        while (value.Primitive == Reductions.Sum || value.Primitive == Rearrangements.Reshape)
        {
            value = value.Operands[0];
        }
        return value;
    }

    private void RequireElementwise(Addend source, int unknown)
    {
        if (!source.Owners[unknown]!.Contains(ElementOwners.Several))
        {
            return;
        }
        DiscreteUnknown own = Unknowns[unknown];
        string operation = source.Mixing[unknown] is { } mixing
            ? $": '{mixing.Primitive}' of shape {mixing.Shape} brings several together" : "";
        throw new NotSupportedException(
            $"Sample '{own.Name}': its {own.Shape.Size} elements cannot be summed out one by one, for {source.Name} " +
            $"does not take each by itself{operation}. Let each element of what depends on '{own.Name}' depend on " +
            "one element of it, as in a mixture with one component a row. States that follow each other in time are a " +
            "HiddenMarkovModel; a few unknowns that act together can be sampled each by a name of its own.");
    }

    private static void RequireNoReports(
        WrittenModel written, ElementOwners[] owners, DiscreteUnknown[] unknowns)
    {
        foreach (Quantity quantity in written.Quantities)
        {
            int unknown = Array.FindIndex(owners, o => o.Of(quantity.Value) is not null);
            if (unknown >= 0 && !unknowns.Any(u => ReferenceEquals(u.Input, quantity.Value)))
            {
                throw new NotSupportedException(
                    $"Report '{quantity.Name}' depends on '{unknowns[unknown].Name}', a discrete unknown that is " +
                    "summed out: it has no value for given values of the others, but a distribution. Report " +
                    $"'{unknowns[unknown].Name}' itself, for the probabilities of its values, or compute the " +
                    $"quantity from draws of it, ModelDraws.Discrete(\"{unknowns[unknown].Name}\").");
            }
        }
    }
}

/// <summary>What came of summing unknowns out.</summary>
/// <param name="Steps">The sums, in order.</param>
/// <param name="Addends">What is left.</param>
/// <param name="Places">Where the elements of each observation are.</param>
internal sealed record EnumerationRun(
    Elimination[] Steps, IReadOnlyList<Addend> Addends, IReadOnlyDictionary<string, AddendPlace[]> Places);
