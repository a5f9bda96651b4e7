using Reparam.Distributions;

namespace Reparam.Gradients;

/// <summary>A problem written out as expressions at one point: what estimators are built from.</summary>
/// <remarks>θ is spread over the draws, so that its cotangents stay apart by draw: the terms that give standard
/// errors.</remarks>
internal sealed class ProblemTrace
{
    private readonly bool _entry;
    private readonly Lazy<IReadOnlyList<NoiseInput>> _noise;
    private readonly Lazy<SiteRun?> _run;
    private readonly Lazy<Tensor[]> _paths;
    private readonly Lazy<IReadOnlyList<Jump>> _jumps;
    private readonly Lazy<Tensor> _pathValue;

    /// <summary>Writes out a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="at">θ.</param>
    /// <param name="caller">Who speaks in errors.</param>
    /// <param name="entry">Whether the caller took the parts of the problem as arguments of their own.</param>
    /// <exception cref="ArgumentException">θ is empty or not finite, or a function gives nothing.</exception>
    public ProblemTrace(ExpectationProblem problem, ReadOnlySpan<double> at, string caller, bool entry = false)
    {
        (Problem, Caller, _entry) = (problem, caller, entry);
        CheckPoint(at);
        At = at.ToArray();
        Theta = Tensor.Input("at", [At.Length]);
        Spread = Tensor.Spread(Theta);
        Law = problem.Distribution(Spread) ?? throw Refuse("distribution",
            "the function gave null, but a distribution is needed. Return one for every θ.");
        _noise = new(() => [.. Enumerable.Range(0, problem.Samples).Select(k =>
            NoiseInput.Of(Law.Noise, Law.NoiseShape, k == 0 ? null : FormattableString.Invariant($"sample {k}")))]);
        (_run, _paths, _jumps, _pathValue) = Written();
    }

    /// <summary>The same with the draws of some sites as numbers.</summary>
    private ProblemTrace(ProblemTrace source, JointDistribution law)
    {
        (Problem, Caller, _entry, At) = (source.Problem, source.Caller, source._entry, source.At);
        (Theta, Spread, Law) = (source.Theta, source.Spread, law);
        _noise = source._noise;
        (_run, _paths, _jumps, _pathValue) = Written();
    }

    /// <summary>What is written out.</summary>
    public ExpectationProblem Problem { get; }

    /// <summary>Who speaks in errors.</summary>
    public string Caller { get; }

    /// <summary>θ as numbers.</summary>
    public double[] At { get; }

    /// <summary>θ, the input.</summary>
    public Tensor Theta { get; }

    /// <summary>θ by draw: what is differentiated by.</summary>
    public Tensor Spread { get; }

    /// <summary>p_θ.</summary>
    public Distribution Law { get; }

    /// <summary>The noise that <see cref="Paths"/> are made from, one input a sample.</summary>
    public IReadOnlyList<NoiseInput> Noise => _noise.Value;

    /// <summary>The draws as functions of θ and noise, one for each sample.</summary>
    /// <exception cref="NotSupportedException">The distribution has no sampler.</exception>
    public Tensor[] Paths => _paths.Value;

    /// <summary>The draws as numbers.</summary>
    public Tensor[] Draws => [.. Paths.Select(Tensor.StopGradient)];

    /// <summary>The random sites on the paths: those that the problem names, or the draw as 'x'.</summary>
    public IReadOnlyList<RandomSite> Sites => _run.Value?.Sites ?? [new("x", Law, Paths[0])];

    /// <summary>What proofs may take as a whole: each draw of each site.</summary>
    public Tensor[] Wholes => _run.Value is { } run ? [.. run.Sites.Select(static s => s.Draw)] : Paths;

    /// <summary>f on the paths: written out once, so that <see cref="Jumps"/> are operations of it.</summary>
    public Tensor PathValue => _pathValue.Value;

    /// <summary>The operations on the paths that jump where θ and noise together decide; of those that are not proven
    /// harmless it was tested whether f jumps there.</summary>
    public IReadOnlyList<Jump> Jumps => _jumps.Value;

    /// <summary>What an operation computes, in words.</summary>
    public string Words(Tensor operation) => ExpressionWords.Of(operation, tensor =>
        tensor == Theta || tensor == Spread ? "θ"
        : _run.Value?.Sites.FirstOrDefault(s => s.Draw == tensor) is { } site ? site.Name
        : Array.IndexOf(Paths, tensor) is >= 0 and int k
            ? Paths.Length == 1 ? "x" : FormattableString.Invariant($"x{k + 1}")
        : Problem.Names?.Invoke(tensor));

    /// <summary>f at given draws, with θ where f names it.</summary>
    public Tensor Value(params IReadOnlyList<Tensor> draws) => Value(draws, Spread);

    /// <summary>f at given draws with θ held constant where f names it.</summary>
    public Tensor ValueAtConstantParameters(params IReadOnlyList<Tensor> draws) =>
        Value(draws, Tensor.StopGradient(Spread));

    /// <summary>f, or of a bound the logarithm of a weight, at one draw.</summary>
    public Tensor Integrand(Tensor draw, Tensor parameters) => Scalar(Problem.Integrand(Present(draw), parameters));

    /// <summary>log p_θ of draws together.</summary>
    public Tensor LogDensity(params IReadOnlyList<Tensor> draws) =>
        draws.Select(x => Tensor.Sum(Law.LogProb(x))).Aggregate(static (x, y) => x + y);

    /// <summary>The derivative in θ of a scalar, by draw.</summary>
    public Tensor ByParameters(Tensor scalar) => scalar.Varies
        ? Differentiate.Gradient(scalar, Spread)[0]
        : Tensor.Full(0, Spread.Shape);

    /// <summary>The derivative in θ of f at a fixed draw; of a bound nothing, as its expectation is zero.</summary>
    /// <param name="value">f at draws as numbers, with θ where f names it.</param>
    /// <returns>One number for each parameter, or the number 0.</returns>
    public Tensor Direct(Tensor value) => Problem.Form == IntegrandForm.DrawAndParameters ? ByParameters(value) : 0;

    /// <summary>Σ cotangent · ∂parameter/∂θ: from the derivative in a parameter of the distribution to that in
    /// θ.</summary>
    public Tensor Chain(Tensor parameter, Tensor cotangent) => DependsOnParameters(parameter)
        ? Differentiate.VectorJacobianProduct(parameter, Tensor.StopGradient(cotangent), Spread)[0]
        : Tensor.Full(0, Spread.Shape);

    /// <summary>Whether an expression is computed from θ, as differentiation sees it: not through
    /// <see cref="Tensor.StopGradient"/>.</summary>
    public bool DependsOnParameters(Tensor tensor) => PathRegularity.DependentOn(
        [Spread], Graph.TopologicalOrder([tensor]), detached: false).Contains(tensor);

    /// <summary>The problem with the draws of some of its sites as numbers, on the same noise.</summary>
    /// <param name="sites">Their names; none for a problem that names no sites.</param>
    public ProblemTrace Detaching(IEnumerable<string> sites) =>
        Law is JointDistribution joint ? new(this, joint with { Detached = [.. sites] }) : this;

    /// <summary>An operation of f that jumps where θ, named by f, decides for which draw it does; or null.</summary>
    public Tensor? DirectJump()
    {
        if (Problem.Form != IntegrandForm.DrawAndParameters)
        {
            return null;
        }
        Tensor draw = Tensor.Input("draw", Law.BatchShape.Append(Law.EventShape), varies: true);
        return PathRegularity.FirstJump(Integrand(draw, Spread), Spread, draw);
    }

    /// <summary>An error of the problem.</summary>
    /// <param name="parameter">The part that is wrong.</param>
    /// <param name="message">What is wrong, what was expected, how to mend it.</param>
    public ArgumentException Refuse(string parameter, string message) =>
        new($"{Caller}: {message}", !_entry && parameter != "at" ? "problem" : parameter);

    /// <summary>Refuses parameters outside their domain. They show in the density at the middle of the noise, where
    /// nothing overflows.</summary>
    /// <exception cref="ArgumentException">The density is NaN there.</exception>
    public void CheckDomain()
    {
        Distribution source = Source(Law);
        Tensor middle;
        try
        {
            middle = source.FromNoise(Tensor.Full(source.Noise.Median, source.NoiseShape));
        }
        catch (NotSupportedException)
        {
            // Of estimators that bring a sampler of their own, the value shows it.
            return;
        }
        Tensor density = Tensor.DrawMean(Tensor.Spread(Tensor.Sum(source.LogProb(middle))));
        if (double.IsNaN(Evaluation.Run([Theta], [At], [density], 1)[0][0]))
        {
            throw Refuse("at",
                $"at = [{string.Join(", ", At.Select(Parameter.Text))}] gives {source.GetType().Name} a parameter " +
                "outside its domain, for its density is NaN. Parameters that must be positive need a map, such as " +
                "Exp or Softplus, in the function that makes the distribution.");
        }
    }

    private (Lazy<SiteRun?>, Lazy<Tensor[]>, Lazy<IReadOnlyList<Jump>>, Lazy<Tensor>) Written() => (
        new(() => (Law as JointDistribution)?.Along(Noise[0].Input)),
        new(() => _run.Value is { } run ? [run.Vector] : [.. Noise.Select(n => Law.FromNoise(n.Input))]),
        new(() => ContinuityTest.Jumps(this, PathValue)),
        new(() => _run.Value is { } run ? Scalar(run.Value) : Value(Paths)));

    /// <summary>The distribution whose noise the path starts from.</summary>
    private static Distribution Source(Distribution distribution) =>
        distribution is TransformedDistribution transformed ? Source(transformed.Source) : distribution;

    private Tensor Value(IReadOnlyList<Tensor> draws, Tensor parameters)
    {
        Tensor[] each = [.. draws.Select(x => Integrand(x, parameters))];
        return each.Length == 1 ? each[0] : Tensor.LogSumExp(Tensor.Stack(each)) - Math.Log(each.Length);
    }

    /// <summary>The draw as f takes it.</summary>
    private Tensor Present(Tensor draw)
    {
        if (!Problem.OneHot || Law is not Categorical categorical || draw.Rank > categorical.BatchShape.Rank)
        {
            return draw;
        }
        int categories = categorical.Logits.Shape[^1];
        Tensor numbers = Tensor.Constant([.. Enumerable.Range(0, categories)], [categories]);
        return Tensor.Equal(Tensor.Reshape(draw, draw.Shape.Append([1])), numbers);
    }

    private Tensor Scalar(Tensor integrand)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        return integrand.Size == 1 ? Tensor.Reshape(integrand, Shape.Scalar) : throw Refuse("integrand",
            $"the integrand gave shape {integrand.Shape}, but a scalar is needed. Sum over its axes, or call once " +
            "for each element.");
    }

    private void CheckPoint(ReadOnlySpan<double> at)
    {
        if (at.IsEmpty)
        {
            throw Refuse("at", "at is empty, but a gradient needs at least one parameter. Pass the values of the " +
                "parameters that the distribution is built from.");
        }
        for (int i = 0; i < at.Length; i++)
        {
            if (!double.IsFinite(at[i]))
            {
                throw Refuse("at", $"at[{i}] = {Parameter.Text(at[i])}, but parameters must be finite. Pass the " +
                    "point at which the gradient is wanted.");
            }
        }
    }
}
