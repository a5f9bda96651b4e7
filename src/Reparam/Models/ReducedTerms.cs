using Reparam.Rewriting;

namespace Reparam;

/// <summary>The terms of a log density, recorded once and rewritten to less work.</summary>
internal sealed class ReducedTerms
{
    private readonly Tensor _x;
    private readonly IReadOnlyList<Term> _terms;

    private ReducedTerms(Tensor x, IReadOnlyList<Term> terms, IReadOnlyList<string> lines)
    {
        _x = x;
        _terms = terms;
        Lines = lines;
    }

    /// <summary>A line for each part that was replaced, which starts with the name of its term.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Nothing was replaced, and nothing is kept.</summary>
    public static ReducedTerms None { get; } = new(Tensor.Input("x", [0]), [], []);

    /// <summary>Records and rewrites.</summary>
    /// <param name="dimension">The number of unknowns.</param>
    /// <param name="trace">From their vector to the terms.</param>
    public static ReducedTerms Of(int dimension, Func<Tensor, IReadOnlyList<Term>> trace)
    {
        Tensor x = Tensor.Input("x", [dimension], varies: true);
        var terms = new List<Term>();
        var lines = new List<string>();
        foreach (Term term in trace(x))
        {
            // Least squares first: what it leaves does not depend on the number of rows at all.
            var (value, solved) = LeastSquares.Rewrite(term.Value);
            (value, var merged) = RepeatedRows.Rewrite(value);
            (value, var roots) = SquareRoots.Rewrite(value);
            terms.Add(term with { Value = value });
            lines.AddRange(solved.Concat(merged).Concat(roots).Select(line => $"{term.Name}: {line}"));
        }
        return lines.Count > 0 ? new ReducedTerms(x, terms, lines) : None;
    }

    /// <summary>The terms at a point.</summary>
    public IReadOnlyList<Term> At(Tensor x)
    {
        Tensor[] values = Graph.Substitute(
            [.. _terms.Select(t => t.Value)],
            new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [_x] = x });
        return [.. _terms.Select((term, i) => term with { Value = values[i] })];
    }
}
