using System.Collections.Concurrent;
using Reparam.Execution;
using Reparam.Gradients;

namespace Reparam;

/// <summary>
/// A log density over ℝⁿ, up to a constant: what inference works on. A <see cref="Model"/> gives one in its
/// unconstrained coordinates; any C# function of tensors can be one by itself, the g(x) of Schulz and Aziz (2017),
/// eq. 2.
/// </summary>
public sealed class LogDensity
{
    private readonly Func<Tensor, (IReadOnlyList<Term> Terms, IReadOnlyList<Quantity> Quantities)> _trace;
    private readonly Lazy<ReducedTerms> _reduced;
    private readonly Lazy<DensityPlan> _evaluation;
    private readonly Lazy<string?> _jump;
    private readonly Lazy<ReportedQuantities> _reported;
    private readonly ConcurrentDictionary<object, Lazy<DensityPlan>> _plans = new();

    internal LogDensity(
        IReadOnlyList<string> unknownNames, Func<Tensor, (IReadOnlyList<Term>, IReadOnlyList<Quantity>)> trace,
        RowBlocks? rows = null, UnknownStructure? structure = null)
        : this(unknownNames, trace, rows, structure ?? UnknownStructure.None(unknownNames.Count), isReduced: true)
    {
    }

    private LogDensity(IReadOnlyList<string> unknownNames,
        Func<Tensor, (IReadOnlyList<Term> Terms, IReadOnlyList<Quantity>)> trace, RowBlocks? rows,
        UnknownStructure structure, bool isReduced)
    {
        Rows = rows;
        Structure = structure;
        UnknownNames = unknownNames;
        _trace = trace;
        _evaluation = new(() =>
        {
            Tensor x = Tensor.Input("x", [Dimension]), value = LogProb(x);
            return Plan([x], [value, Differentiate.Gradient(value, x)[0]]);
        });
        _jump = new(FindJump);
        _reported = new(() => new ReportedQuantities(this));
        _reduced = new(() => isReduced ? ReducedTerms.Of(Dimension, x => trace(x).Terms) : ReducedTerms.None);
    }

    /// <summary>n, the number of unknowns.</summary>
    public int Dimension => UnknownNames.Count;

    /// <summary>
    /// A line for each part of the log density that was replaced by one of less work and the same value up to rounding:
    /// a sum of squares that is linear in few unknowns, as in a linear regression, is evaluated through the
    /// triangular factor of its data, at a cost that does not grow with the number of rows; in other sums over rows,
    /// rows with identical inputs are merged with weights, at the cost of the distinct ones.
    /// </summary>
    public IReadOnlyList<string> Reductions => _reduced.Value.Lines;

    /// <summary>The model that it is the log joint of; null where it is a function by itself.</summary>
    internal Model? Model { get; init; }

    /// <summary>The last of its unknowns, where these are integers; null where all are continuous.</summary>
    internal DrawnUnknowns? Drawn { get; init; }

    /// <summary>What made its unknowns of those of its model; null where they are as the model was written.</summary>
    internal Reparameterization? Reparameterization { get; init; }

    /// <summary>The site of each unknown, for messages.</summary>
    internal IReadOnlyList<string> UnknownNames { get; }

    /// <summary>The rows that its terms are sums over; null where all data are constants. <see cref="LogProb"/> is then
    /// the estimate from one block.</summary>
    internal RowBlocks? Rows { get; }

    /// <summary>What the plates of a model tell of its unknowns; a function of tensors tells nothing.</summary>
    internal UnknownStructure Structure { get; }

    /// <summary>The sites of its model whose priors depend on no other unknown; none where it is not of a
    /// model.</summary>
    internal IReadOnlyList<FixedPrior> FixedPriors { get; init; } = [];

    /// <summary>Plans expressions that are linear in this log density, with its rows as further inputs.</summary>
    internal DensityPlan Plan(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs) =>
        new(ExecutionPlan.Create([.. inputs, .. Rows?.Inputs ?? []], outputs), inputs.Count, Rows);

    /// <summary>A plan that is made and compiled once, however many fits there are.</summary>
    /// <param name="key">What it is for: equal keys mean equal expressions.</param>
    /// <param name="write">Writes its inputs and outputs.</param>
    internal DensityPlan Plan(
        object key, Func<(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs)> write)
    {
        DensityPlan plan = _plans.GetOrAdd(key, _ => new Lazy<DensityPlan>(() =>
        {
            var (inputs, outputs) = write();
            return Plan(inputs, outputs);
        })).Value;
        return plan with { Plan = plan.Plan.Uncounted() };
    }

    /// <summary>Makes a log density of a function.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="logDensity">From a vector of length n to a scalar in nats, finite on all of ℝⁿ.</param>
    /// <param name="name">The name of the unknowns in tables; element i is <c>name[i]</c>, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The function does not give a scalar: found when it is first
    /// evaluated.</exception>
    public static LogDensity Over(int dimension, Func<Tensor, Tensor> logDensity, string name = "x")
    {
        if (dimension < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension,
                $"LogDensity.Over: dimension must be at least 1, but is {dimension}. Pass the number of unknowns.");
        }
        ArgumentNullException.ThrowIfNull(logDensity);
        return new LogDensity(
            [.. Enumerable.Range(1, dimension).Select(i => FormattableString.Invariant($"{name}[{i}]"))],
            x => ([new Term("log_density", TermKind.Factor, Scalar(logDensity(x)))], [new Quantity(name, x)]));
    }

    /// <summary>The log density at a point: the sum of its terms.</summary>
    /// <remarks>Of a model with rows of a source this stands for one block of them; <see cref="Evaluate"/> adds all
    /// up.</remarks>
    /// <param name="x">A vector of length n.</param>
    public Tensor LogProb(Tensor x) => Terms(x).Select(t => t.Value).Aggregate((sum, term) => sum + term);

    /// <summary>The first operation that may jump as the unknowns move, in words; null where there is none, or where
    /// what jumps is proven to leave the density continuous. Gradients do not see a jump.</summary>
    internal string? Jump() => _jump.Value;

    private string? FindJump()
    {
        // Integers do not move.
        int n = Drawn?.Start ?? Dimension;
        Tensor scale = Tensor.Input("scale", [n]), noise = Tensor.Input("noise", [n], varies: true), x = scale * noise;
        Tensor value = LogProb(
            Drawn is null ? x : Tensor.Concatenate([x, Tensor.Input("integers", [Drawn.Count], varies: true)]));
        return Graph.TopologicalOrder([value]).Exists(static t => t.Regularity == Regularity.Discontinuous)
            && PathRegularity.FirstJump(value, scale, noise) is { } jump
            ? ExpressionWords.Of(jump, t => ReferenceEquals(t, x) ? "unknowns" : null)
            : null;
    }

    /// <summary>The named terms of the log density at a point.</summary>
    /// <param name="x">A vector of length n.</param>
    public IReadOnlyList<Term> Terms(Tensor x) =>
        _reduced.Value.Lines.Count > 0 ? _reduced.Value.At(Checked(x)) : _trace(Checked(x)).Terms;

    /// <summary>The quantities to report, at a point.</summary>
    /// <param name="x">A vector of length n.</param>
    public IReadOnlyList<Quantity> Quantities(Tensor x) => _trace(Checked(x)).Quantities;

    /// <summary>The numbers that it reports.</summary>
    internal ReportedQuantities Reported => _reported.Value;

    /// <summary>The log density at a point and its gradient there, over all rows where the model has rows of a
    /// source.</summary>
    /// <param name="point">The n unknowns in unconstrained coordinates.</param>
    /// <param name="gradient">Receives the n partial derivatives, in nats a unit; or empty.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The log density in nats.</returns>
    /// <exception cref="ArgumentException">There are not n numbers.</exception>
    /// <exception cref="InvalidDataException">A row holds a number that is not finite, or a category without a
    /// level.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public double Evaluate(
        ReadOnlySpan<double> point, Span<double> gradient = default, CancellationToken cancellationToken = default)
    {
        if (point.Length != Dimension || (gradient.Length != Dimension && !gradient.IsEmpty))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Evaluate: {Dimension} numbers are needed, but the point has {point.Length} and the gradient ") +
                FormattableString.Invariant($"{gradient.Length}. Pass the unconstrained forms of all unknowns, one ") +
                "after another.", nameof(point));
        }
        lock (_evaluation)
        {
            var executor = new DensityExecutor(_evaluation.Value, 1);
            executor.SetShared(0, point);
            executor.Run(cancellationToken);
            if (!gradient.IsEmpty)
            {
                executor.Shared(1).CopyTo(gradient);
            }
            return executor.Shared(0)[0];
        }
    }

    /// <summary>Finds where the log density, or its gradient, stops being finite at a point: the term, the row, the
    /// operation and what it was given.</summary>
    /// <remarks>Evaluates every operation and keeps all results: for a point that is in question, not for a loop over
    /// many.</remarks>
    /// <param name="point">The n unknowns in unconstrained coordinates, all finite.</param>
    /// <returns>The origin of the first term, in the order of <see cref="Terms"/>, that is not finite; null where the
    /// log density and its gradient are finite.</returns>
    /// <exception cref="ArgumentException">There are not n numbers, or one is not finite.</exception>
    public NonFiniteValue? FindNonFinite(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"FindNonFinite: {Dimension} numbers are needed, but there are {point.Length}. Pass the ") +
                "unconstrained forms of all unknowns, one after another.", nameof(point));
        }
        for (int i = 0; i < point.Length; i++)
        {
            if (!double.IsFinite(point[i]))
            {
                throw new ArgumentException("FindNonFinite: the point must be finite, " +
                    FormattableString.Invariant($"but point[{i}] = {point[i]}, of '{UnknownNames[i]}'. ") +
                    "What is not finite began before the density; look at what made the point.", nameof(point));
            }
        }
        // As it was written: rows that were summed up beforehand cannot be named.
        return NonFiniteTracer.Find(WithoutReductions(), point.ToArray());
    }

    /// <summary>The same log density, evaluated as it was written: nothing in <see cref="Reductions"/>.</summary>
    public LogDensity WithoutReductions() =>
        new(UnknownNames, _trace, Rows, Structure, isReduced: false)
        {
            FixedPriors = FixedPriors,
            Model = Model,
            Drawn = Drawn,
            Reparameterization = Reparameterization,
        };

    /// <summary>The same log density with one more addend.</summary>
    internal LogDensity With(string name, Func<Tensor, Tensor> addend) => new(UnknownNames,
        x => ([.. Terms(x), new Term(name, TermKind.Factor, addend(x))], Quantities(x)), Rows, Structure,
        isReduced: false)
    {
        FixedPriors = FixedPriors,
    };

    /// <summary>The same log density with some terms, and a prior in the place of the others.</summary>
    internal LogDensity Replacing(Func<Term, bool> isKept, string name, Func<Tensor, Tensor> prior) => new(UnknownNames,
        x => ([.. Terms(x).Where(isKept), new Term(name, TermKind.Prior, prior(x))], Quantities(x)), Rows, Structure,
        isReduced: false)
    {
        Model = Model,
    };

    /// <summary>How the log density and its gradient are computed, for those who want to know where time goes:
    /// what was summed out, the expression after each pass, and the steps of the compiled plan. The text is for people;
    /// its form may change.</summary>
    public string DescribeEvaluation()
    {
        Tensor x = Tensor.Input("x", [Dimension], varies: true);
        Tensor value = LogProb(x);
        return string.Concat((Model?.Summations ?? []).Select(static s => $"{s}\n"))
            + string.Concat((Model?.Drawn ?? []).Select(static d => $"{d}\n"))
            + PlanText.Of([x], [value, Differentiate.Gradient(value, x)[0]]);
    }

    private Tensor Checked(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape == [Dimension]
            ? x
            : throw new ArgumentException(
                $"LogDensity: a vector of length {Dimension} is needed, but the shape is {x.Shape}. Pass the " +
                "unconstrained forms of all unknowns, one after another.", nameof(x));
    }

    private static Tensor Scalar(Tensor value) => value.Size == 1
        ? Tensor.Reshape(value, Shape.Scalar)
        : throw new ArgumentException(
            $"LogDensity.Over: the function must give a scalar, but gave shape {value.Shape}. Sum over its axes.");
}
