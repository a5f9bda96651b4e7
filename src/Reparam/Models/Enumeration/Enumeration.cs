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
    private readonly SortedDictionary<int, string> _drawn = [];

    private Enumeration(WrittenModel written, IReadOnlyList<DiscreteUnknown> unknowns, Addend[] recorded)
    {
        (_written, Unknowns, _recorded) = (written, unknowns, recorded);
        foreach (var (i, unknown) in unknowns.Index())
        {
            if (!unknown.IsFinite)
            {
                _drawn[i] = $"{unknown.Distribution.GetType().Name} has infinitely many values";
            }
            else if (written.NotSummed.Contains(unknown.Name))
            {
                _drawn[i] = "as was asked for";
            }
        }
        EnumerationRun? full;
        while ((full = TryRun(null, null, out (int Unknown, string Reason) obstacle)) is null)
        {
            _drawn[obstacle.Unknown] = obstacle.Reason;
        }
        Full = full;
    }

    /// <summary>The discrete unknowns, in the order in which they were written: those that are summed out, and those
    /// that are drawn.</summary>
    public IReadOnlyList<DiscreteUnknown> Unknowns { get; }

    /// <summary>The places of those that are summed out, in the order in which they were written.</summary>
    public IReadOnlyList<int> SummedOut => [.. Enumerable.Range(0, Unknowns.Count).Where(i => !_drawn.ContainsKey(i))];

    /// <summary>The sums, with everything in them, in the order in which they were taken.</summary>
    public Elimination[] Steps => Full.Steps;

    /// <summary>All of it.</summary>
    public EnumerationRun Full { get; }

    /// <summary>Sums discrete unknowns out of a model where that can be done; a model without any stays what it
    /// is.</summary>
    /// <exception cref="NotSupportedException">Something is reported that depends on one that is summed out, or rows of
    /// a source do not go with it.</exception>
    public static WrittenModel SumOut(WrittenModel written)
    {
        int[] discrete = [.. written.Sites.Index().Where(s => s.Item.IsDiscrete).Select(s => s.Index)];
        if (discrete.Length == 0)
        {
            return written;
        }
        Term Prior(Site site) => written.Terms.First(t => t.Kind == TermKind.Prior && t.Name == site.Name);
        DiscreteUnknown[] unknowns = [.. discrete.Select(i => new DiscreteUnknown(
            written.Sites[i], written.Values[i], Addend.ElementsOf(Prior(written.Sites[i]).Value), written.Replaced))];
        ElementOwners[] owners = [.. unknowns.Select(u => new ElementOwners(u.Input))];
        Addend[] recorded = [.. written.Terms.Select(term => Addend.Of(term, written, owners))];
        RequireNoRows(written, recorded);
        var enumeration = new Enumeration(written, unknowns, recorded);
        enumeration.RequireReportable(owners);
        return enumeration.Summed();
    }

    /// <summary>Sums again, with changes.</summary>
    /// <param name="muted">An observation whose log likelihood is taken as 0; null for none.</param>
    /// <param name="shifts">What is added for each value of each unknown; null for nothing.</param>
    public EnumerationRun Run(Observation? muted = null, IReadOnlyList<Tensor>? shifts = null) =>
        TryRun(muted, shifts, out _)!;

    private EnumerationRun? TryRun(
        Observation? muted, IReadOnlyList<Tensor>? shifts, out (int Unknown, string Reason) obstacle)
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
        // Those of most elements first, and the last written first among equals.
        foreach (int unknown in SummedOut.OrderByDescending(i => Unknowns[i].Shape.Size)
            .ThenByDescending(static i => i))
        {
            Addend[] sources = [.. addends.Where(a => a.DependsOn(unknown))];
            if ((sources.Select(source => Together(source, unknown)).FirstOrDefault(static why => why is not null)
                ?? Elimination.Excess(Unknowns[unknown], sources)) is { } reason)
            {
                obstacle = (unknown, reason);
                return null;
            }
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
        obstacle = default;
        return new EnumerationRun([.. steps], addends, places);
    }

    /// <summary>The probability of each value of an unknown given the continuous unknowns and the data, of shape [K]
    /// and that of the unknown: the derivative of the log density by what is added to the log probability of the
    /// value.</summary>
    public Tensor Probabilities(int unknown)
    {
        Tensor[] shifts = [.. Unknowns.Select(u => Tensor.Input(
            u.Name, Shape.Create([u.IsFinite ? u.Values.Count : 1]).Append(u.Shape), varies: true))];
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
        // Those that are drawn come last.
        int[] drawn = [.. _drawn.Keys.Select(i => _written.Sites.ToList().IndexOf(Unknowns[i].Site))];
        int[] kept = [.. _written.Sites.Index().Where(s => !s.Item.IsDiscrete).Select(s => s.Index), .. drawn];
        HashSet<int> summed = [.. SummedOut];
        WrittenModel left = _written with
        {
            Sites = [.. kept.Select(i => _written.Sites[i])],
            Unconstrained = [.. kept.Select(i => _written.Unconstrained[i])],
            Values = [.. kept.Select(i => _written.Values[i])],
            Terms = [.. Full.Addends.Select(a => a.Term)],
            Quantities = [.. _written.Quantities.Where(q => !(summed.Contains(Unknown(q)) && IsOwn(q)))
                .Select(q => Unknown(q) is >= 0 and var unknown && !IsOwn(q) && Unknowns[unknown].IsFinite
                    ? Reported(q.Name, unknown) : q)],
            Observations = [.. _written.Observations.Select(o => o.Rows is null
                && _recorded.First(a => IsOf(a, o)).Owners.Index().Any(own => own.Item is not null
                    && summed.Contains(own.Index))
                    ? o.Summed(new(() => PointwiseLikelihood.Of(this, o))) : o)],
        };
        left = left with { Drawn = Drawn(left) };
        return summed.Count == 0 ? left : left with { Summed = new SummedUnknowns(left, this) };
    }

    private DrawnUnknowns? Drawn(WrittenModel left)
    {
        int first = left.Sites.Where(static s => !s.IsDiscrete).Sum(static s => s.UnconstrainedShape.Size);
        int start = first;
        var sites = new List<DrawnSite>();
        foreach (var (index, reason) in _drawn)
        {
            sites.Add(new DrawnSite(Unknowns[index], index, start, reason));
            start += Unknowns[index].Shape.Size;
        }
        return sites.Count == 0 ? null : new DrawnUnknowns(sites, first, Full.Addends);
    }

    /// <summary>Which unknown a quantity is, or -1.</summary>
    private int Unknown(Quantity quantity) =>
        Array.FindIndex([.. Unknowns], u => ReferenceEquals(u.Input, quantity.Value));

    /// <summary>Whether a quantity is a site by its own name, which every site is reported by.</summary>
    private bool IsOwn(Quantity quantity) => Unknowns[Unknown(quantity)].Name == quantity.Name;

    /// <summary>The probability of each value of each element, under names such as <c>z[3]=1</c>; of one that is drawn,
    /// whether it has the value.</summary>
    private Quantity Reported(string name, int unknown)
    {
        DiscreteUnknown own = Unknowns[unknown];
        int size = own.Shape.Size;
        (int Place, string Name)[] chosen = [.. new Quantity(name, own.Input).ElementNames.Index().SelectMany(element =>
            own.Values.Of(element.Index).Select((value, k) => (
                k * size + element.Index, FormattableString.Invariant($"{element.Item}={value}"))))];
        Tensor all = _drawn.ContainsKey(unknown)
            ? Tensor.Stack([.. Enumerable.Range(0, own.Values.Count).Select(k =>
                Tensor.Equal(own.Input, Tensor.BroadcastTo(own.Values.At(k), own.Shape)))])
            : Probabilities(unknown);
        return new Quantity(name, Tensor.Gather(Tensor.Reshape(all, [all.Size]), [.. chosen.Select(c => c.Place)]))
        {
            ElementNames = [.. chosen.Select(c => c.Name)],
        };
    }

    private static bool IsOf(Addend addend, Observation? observation) => observation is not null
        && addend.Term.Kind == TermKind.Likelihood && addend.Term.Name == observation.Name;

    /// <summary>Why the elements of an unknown cannot be summed out one by one, or null.</summary>
    private static string? Together(Addend source, int unknown) =>
        !source.Owners[unknown]!.Contains(ElementOwners.Several) ? null
            : $"{source.Name} takes several elements together" + (source.Mixing[unknown] is { } mixing
                ? $", by '{mixing.Primitive}' of shape {mixing.Shape}" : "");

    private static void RequireNoRows(WrittenModel written, Addend[] recorded)
    {
        if (written.Rows is { } rows && Array.Find(recorded, a => a.Owners.Any(own => own is not null)
            && RowwiseExpression.DependsOn(a.Elements, rows)) is { } streamed)
        {
            throw new NotSupportedException(
                $"{streamed.Name} depends on a discrete unknown and on the rows '{rows.Name}', which come block by " +
                "block: a sum over the values of the unknown needs what all rows add to it. Give the rows as data in " +
                "memory, or sum over the values by hand for each row, with LogSumExp in a Factor of the rows.");
        }
    }

    private void RequireReportable(ElementOwners[] owners)
    {
        if (_written.Rows is { } rows && _drawn.Count > 0)
        {
            (int index, string reason) = _drawn.First();
            throw new NotSupportedException(
                $"Sample '{Unknowns[index].Name}': it cannot be summed out ({reason}) and would have to be drawn, " +
                $"which does not go with rows of a source, here '{rows.Name}'. Give the rows as data in memory.");
        }
        foreach (Quantity quantity in _written.Quantities)
        {
            int unknown = SummedOut.Where(i => owners[i].Of(quantity.Value) is not null).FirstOrDefault(-1);
            if (unknown >= 0 && Unknown(quantity) < 0)
            {
                throw new NotSupportedException(
                    $"Report '{quantity.Name}' depends on '{Unknowns[unknown].Name}', a discrete unknown that is " +
                    "summed out: it has no value for given values of the others, but a distribution. Report " +
                    $"'{Unknowns[unknown].Name}' itself, for the probabilities of its values; compute the quantity " +
                    $"from draws of it, ModelDraws.Discrete(\"{Unknowns[unknown].Name}\"); or have it drawn, with " +
                    $"DoNotSumOut(\"{Unknowns[unknown].Name}\").");
            }
        }
    }
}
