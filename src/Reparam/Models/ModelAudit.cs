using System.Collections.Immutable;
using Reparam.Distributions;
using Reparam.Gradients;
using Reparam.Primitives;

namespace Reparam;

/// <summary>Audits the gradient of the evidence lower bound of a model, site by site.</summary>
/// <remarks>Of rows of a source the first block stands for all, weighted as their number asks: every row is taken by
/// itself and alike, so what jumps for one can jump for any.</remarks>
internal sealed class ModelAudit
{
    private readonly Model _model;

    // The integrand is written out several times; what each expression is, is remembered for all of them.
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlacedModel> _placed = [];

    // The columns of rows as the numbers of one block.
    private readonly Dictionary<Tensor, Tensor> _block = new(ReferenceEqualityComparer.Instance);

    private ModelAudit(Model model)
    {
        _model = model;
        if (model.LogDensity.Rows is not { } rows)
        {
            return;
        }
        double[][] values = rows.Buffers();
        rows.Load(0, (int)(rows.First(1) - rows.First(0)), values);
        for (int i = 0; i < values.Length; i++)
        {
            Tensor input = rows.Inputs[i];
            _block[input] = Tensor.Constant(values[i], input.Shape, ((InputAttributes)input.Attributes!).Name);
        }
    }

    /// <summary>See <see cref="Model.Audit"/>.</summary>
    public static AuditReport Run(Model model, IReadOnlyList<double>? location, IReadOnlyList<double>? logScale,
        AuditOptions options, CancellationToken cancellation)
    {
        int n = model.LogDensity.Dimension;
        double[] at = [.. Numbers(location, n, nameof(location)), .. Numbers(logScale, n, nameof(logScale))];
        var audit = new ModelAudit(model);
        ExpectationProblem problem = ExpectationProblem.LowerBound(
            t => new Normal(t[..n], Tensor.Exp(t[n..])), audit.LogJoint) with
        {
            Names = t => audit._names.GetValueOrDefault(t),
        };
        var trace = new ProblemTrace(problem, at, "Model.Audit");
        return AuditRun.Run(trace, options, () => audit.Sites(trace, trace.Jumps), audit.Parameters(n), cancellation);
    }

    private static double[] Numbers(IReadOnlyList<double>? values, int count, string name) =>
        values is null ? new double[count]
        : values.Count == count ? [.. values]
        : throw new ArgumentException(FormattableString.Invariant(
            $"Audit: {name} has {values.Count} numbers, but the model has {count} unconstrained unknowns. Give one ") +
            "for each, or none for zeros.", name);

    private Tensor LogJoint(Tensor x)
    {
        PlacedModel placed = OfBlock(_model.Written.Place(x));
        _placed.Add(placed);
        _names[x] = "unknowns";
        for (int i = 0; i < placed.Sites.Count; i++)
        {
            _names[placed.Sites[i]] = $"unconstrained {_model.Sites[i].Name}";
        }
        foreach (Quantity quantity in placed.Quantities)
        {
            _names[quantity.Value] = quantity.Name;
        }
        return placed.Terms.Select(static t => t.Value).Aggregate(static (sum, term) => sum + term);
    }

    private PlacedModel OfBlock(PlacedModel placed)
    {
        if (_block.Count == 0)
        {
            return placed;
        }
        // All together, so that what they share stays one expression.
        Tensor[] values = Graph.Substitute(
            [.. placed.Terms.Select(static t => t.Value), .. placed.Quantities.Select(static q => q.Value)], _block);
        return placed with
        {
            Terms = [.. placed.Terms.Select((t, i) => t with { Value = values[i] })],
            Quantities = [.. placed.Quantities.Select((q, i) => q with { Value = values[placed.Terms.Count + i] })],
        };
    }

    /// <summary>For each site the operations that jump with its draws.</summary>
    private ImmutableArray<SiteAudit> Sites(ProblemTrace trace, IReadOnlyList<Jump> jumps)
    {
        List<Tensor> order = Graph.TopologicalOrder([trace.PathValue]);
        var here = new HashSet<Tensor>(order, ReferenceEqualityComparer.Instance);
        PlacedModel placed = _placed.Find(p => p.Terms.All(t => here.Contains(t.Value))) ?? _placed[^1];
        (Term Term, HashSet<Tensor> Parts)[] terms = [.. placed.Terms.Select(static t =>
            (t, new HashSet<Tensor>(Graph.TopologicalOrder([t.Value]), ReferenceEqualityComparer.Instance)))];
        string? Place(Tensor operation)
        {
            string[] names = [.. terms.Where(t => t.Parts.Contains(operation)).Select(static t =>
                $"{Kind(t.Term.Kind)} {t.Term.Name}")];
            return names.Length == 0 ? null
                : string.Join(" and the ", names.Take(3)) + (names.Length > 3 ? ", ..." : "");
        }
        return [.. placed.Sites.Select((site, i) =>
        {
            HashSet<Tensor> dependent = PathRegularity.DependentOn([site], order, detached: true);
            return new SiteAudit(_model.Sites[i].Name, AuditRun.Findings(trace,
                jumps.Where(j => dependent.Contains(j.Outermost)), Place));
        })];
    }

    private static string Kind(TermKind kind) => kind switch
    {
        TermKind.Likelihood => "likelihood of",
        TermKind.Prior => "prior of",
        TermKind.Jacobian => "Jacobian of",
        TermKind.Marginal => "sum over",
        _ => "factor",
    };

    /// <summary>The mean and the scale of the first number of each site, then of the others.</summary>
    private int[] Parameters(int n)
    {
        var first = new List<int>();
        int start = 0;
        foreach (Site site in _model.Sites)
        {
            first.Add(start);
            start += site.UnconstrainedShape.Size;
        }
        int[] order = [.. first, .. Enumerable.Range(0, n).Except(first)];
        return [.. order.SelectMany(i => new[] { i, n + i }).Take(AuditRun.MostParameters)];
    }
}
