namespace Reparam;

/// <summary>What a builder recorded: expressions of the unconstrained forms of all sites.</summary>
/// <param name="Sites">The unknowns.</param>
/// <param name="Unconstrained">The input of each site.</param>
/// <param name="Values">The value of each site, in its own space.</param>
/// <param name="Terms">The terms of the log joint.</param>
/// <param name="Quantities">What is reported.</param>
/// <param name="Observations">What was observed.</param>
/// <param name="Rows">The rows of a source; null where there are none.</param>
internal sealed record WrittenModel(
    IReadOnlyList<Site> Sites, IReadOnlyList<Tensor> Unconstrained, IReadOnlyList<Tensor> Values,
    IReadOnlyList<Term> Terms, IReadOnlyList<Quantity> Quantities, IReadOnlyList<Observation> Observations,
    RowBlocks? Rows)
{
    /// <summary>The discrete unknowns that were summed out; null where there are none, or they still stand in
    /// expressions.</summary>
    public SummedUnknowns? Summed { get; init; }

    /// <summary>The discrete unknowns that are drawn; null where there are none, or that is not yet decided.</summary>
    public DrawnUnknowns? Drawn { get; init; }

    /// <summary>The names of discrete unknowns that shall not be summed out.</summary>
    public IReadOnlyCollection<string> NotSummed { get; init; } = [];

    /// <summary>Observed values that were replaced, with what took their place.</summary>
    public IReadOnlyDictionary<Tensor, Tensor> Replaced { get; init; } = new Dictionary<Tensor, Tensor>();

    /// <summary>The number of unconstrained numbers.</summary>
    public int Dimension => Unconstrained.Sum(u => u.Size);

    /// <summary>The observation of a name, or the only one.</summary>
    /// <exception cref="ArgumentException">There is none, or no name and several.</exception>
    public Observation Observation(string? name)
    {
        string known = Observations.Count == 0 ? "the model observes nothing"
            : $"the model observes {string.Join(", ", Observations.Select(o => $"'{o.Name}'"))}";
        return name is null
            ? Observations.Count == 1 ? Observations[0] : throw new ArgumentException(
                $"One observation is needed, but {known}. Give its name.", nameof(name))
            : Observations.FirstOrDefault(o => o.Name == name) ?? throw new ArgumentException(
                $"There is no observation '{name}'; {known}. Give the name that Observe was called with.",
                nameof(name));
    }

    /// <summary>The model at a point.</summary>
    public PlacedModel Place(Tensor x)
    {
        Dictionary<Tensor, Tensor> values = At(x);
        Tensor[] placed =
            Graph.Substitute([.. Terms.Select(t => t.Value), .. Quantities.Select(q => q.Value)], values);
        return new(
            [.. Unconstrained.Select(u => values[u])],
            [.. Terms.Select((t, i) => t with { Value = placed[i] })],
            [.. Quantities.Select((q, i) => q with { Value = placed[Terms.Count + i] })]);
    }

    /// <summary>Recorded expressions at a point.</summary>
    public Tensor[] Place(Tensor x, params IReadOnlyList<Tensor> recorded) => Graph.Substitute(recorded, At(x));

    /// <summary>The same model with other observed values, which take the place of the old ones wherever these are
    /// used.</summary>
    public WrittenModel With(IReadOnlyDictionary<string, Tensor> observed)
    {
        Dictionary<Tensor, Tensor> replacements = Replacements(observed);
        Tensor[] likelihoods = [.. Observations.Select(o =>
            observed.TryGetValue(o.Name, out Tensor? values)
                ? Reparam.Observation.LogProb(o.Likelihood, values) : o.LogLikelihood)];
        // In one go, so that what was shared stays shared.
        Tensor[] replaced = Graph.Substitute(
            [
                .. Values, .. Quantities.Select(q => q.Value), .. likelihoods,
                .. Terms.Select(t => t.Kind == TermKind.Likelihood && observed.ContainsKey(t.Name)
                    ? Tensor.Sum(likelihoods[Observations.Index().First(o => o.Item.Name == t.Name).Index])
                    : t.Value),
            ], replacements);
        int quantities = Values.Count, first = quantities + Quantities.Count, terms = first + Observations.Count;
        return this with
        {
            Replaced = replacements,
            Values = replaced[..quantities],
            Quantities = [.. Quantities.Select((q, i) => q with { Value = replaced[quantities + i] })],
            Observations = [.. Observations.Select((o, i) => o.With(
                observed.GetValueOrDefault(o.Name) ?? o.Values, replaced[first + i], replacements))],
            Terms = [.. Terms.Select((t, i) => t with { Value = replaced[terms + i] })],
        };
    }

    /// <summary>Each replaced value with what takes its place.</summary>
    public Dictionary<Tensor, Tensor> Replacements(IReadOnlyDictionary<string, Tensor> observed)
    {
        var replacements = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Observation old in Observations.Where(o => observed.ContainsKey(o.Name)))
        {
            replacements[old.Values] = observed[old.Name];
        }
        return replacements;
    }

    private Dictionary<Tensor, Tensor> At(Tensor x)
    {
        var values = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        int start = 0;
        foreach (Tensor input in Unconstrained)
        {
            Tensor own = Tensor.Reshape(Tensor.Slice(x, 0, start, start + input.Size), input.Shape);
            // Nothing is differentiated by integers.
            values[input] = Drawn is { } drawn && start >= drawn.Start ? Tensor.StopGradient(own) : own;
            start += input.Size;
        }
        return values;
    }
}

/// <summary>A model at a point.</summary>
/// <param name="Sites">The unconstrained form of each site.</param>
/// <param name="Terms">The terms of the log joint.</param>
/// <param name="Quantities">What is reported.</param>
internal sealed record PlacedModel(
    IReadOnlyList<Tensor> Sites, IReadOnlyList<Term> Terms, IReadOnlyList<Quantity> Quantities);
