using System.Runtime.InteropServices;
using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>An estimator of the gradient of an expectation, ∇_θ E[f(x, θ)] for x distributed by p_θ.</summary>
/// <remarks>
/// <para>All take the same inputs and give value, gradient, standard errors, the variance of one draw, and the cost.
/// The same seed gives the same bits on any number of threads. That the expectation and the variance exist is not
/// checked: where they do not, standard errors do not fall with the number of draws.</para>
/// <para>To add one: <c>Invalid</c>, which says why it would be wrong for a problem, and <c>Build</c>, which writes its
/// estimate of value and gradient for one draw as expressions of θ and noise; the rest is here.</para>
/// </remarks>
public abstract record GradientEstimator
{
    private protected GradientEstimator()
    {
    }

    /// <summary>How the noise of different draws is related; by default not at all.</summary>
    public NoiseScheme Noise { get; init; } = NoiseScheme.Independent;

    /// <summary>Whether the expectation of the estimate differs from the gradient.</summary>
    public virtual bool IsBiased => false;

    /// <summary>What it is called in tables.</summary>
    public string Name => Noise is IndependentNoise ? Label : $"{Label}, {Noise}";

    private protected virtual string Label => GetType().Name;

    /// <summary>Why this estimator would be wrong for a problem, or cannot be used for it: in words that name the
    /// distribution or the operation; null where it may be used.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="at">θ, at least one number, all finite.</param>
    /// <exception cref="ArgumentException">θ is empty or not finite; or f does not give a scalar.</exception>
    public string? Refusal(ExpectationProblem problem, ReadOnlySpan<double> at)
    {
        ArgumentNullException.ThrowIfNull(problem);
        try
        {
            return Invalid(new ProblemTrace(problem, at, GetType().Name));
        }
        catch (NotSupportedException e)
        {
            return e.Message;
        }
    }

    /// <summary>Estimates value and gradient.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="at">θ, at least one number, all finite.</param>
    /// <param name="draws">S, at least 2; it is rounded up to whole replicates where draws depend on each
    /// other.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Ends the work between blocks of draws.</param>
    /// <returns>The estimates with their standard errors, variances and cost.</returns>
    /// <exception cref="ArgumentException">The estimator is refused for this problem; θ is empty or not finite or
    /// outside the domain of the distribution; f does not give a scalar; or f or a derivative is not finite at a
    /// draw.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 draws.</exception>
    /// <exception cref="NotSupportedException">The distribution lacks a sampler, or another formula that the estimator
    /// needs.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public GradientEstimate Estimate(ExpectationProblem problem, ReadOnlySpan<double> at, int draws, ulong seed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Estimate(new ProblemTrace(problem, at, GetType().Name), draws, seed, cancellationToken);
    }

    /// <summary>Estimates value and gradient of a problem that is written out.</summary>
    internal GradientEstimate Estimate(ProblemTrace trace, int draws, ulong seed, CancellationToken cancellation)
    {
        if (draws < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(draws), draws,
                $"{trace.Caller}: a standard error needs at least 2 draws. Pass more, such as 10,000.");
        }
        return Estimate(trace, draws, RandomKey.FromSeed(seed).Fold("expectation"), cancellation);
    }

    /// <summary>See <see cref="Invalid"/>.</summary>
    internal string? Check(ProblemTrace trace) => Invalid(trace);

    /// <summary>What an automatic choice tries of it for a problem: by default itself.</summary>
    internal virtual IEnumerable<GradientEstimator> Variants(ProblemTrace trace) => [this];

    /// <summary>How the gradient is had at a site, in words: by default everywhere alike.</summary>
    /// <param name="site">The name of the site.</param>
    /// <param name="jumps">Whether the integrand jumps with its draws.</param>
    internal virtual string At(string site, bool jumps) => Name;

    /// <summary>Estimates with the noise of a key.</summary>
    internal GradientEstimate Run(ProblemTrace trace, int draws, RandomKey key, CancellationToken cancellation) =>
        Estimate(trace, draws, key, cancellation);

    /// <summary>Why the estimator would be wrong, or null.</summary>
    private protected abstract string? Invalid(ProblemTrace trace);

    /// <summary>What is computed for one draw.</summary>
    private protected abstract EstimatorGraph Build(ProblemTrace trace, Pilot pilot);

    private protected virtual GradientEstimate Estimate(
        ProblemTrace trace, int draws, RandomKey key, CancellationToken cancellation)
    {
        if (Invalid(trace) is { } reason)
        {
            throw trace.Refuse("integrand", reason);
        }
        trace.CheckDomain();
        var pilot = new Pilot(trace, key, cancellation);
        EstimatorGraph graph = Build(trace, pilot);
        var run = new EstimatorRun(graph, trace, Noise, draws, key);
        if (run.Run(cancellation) is { } bad)
        {
            throw NotFinite(trace, graph, run, bad);
        }
        double[] errors = run.Moments.StandardErrors();
        return new GradientEstimate(run.Moments.Means[0], errors[0], [.. run.Moments.Means[1..]],
            ImmutableCollectionsMarshal.AsImmutableArray(errors[1..]), run.Draws)
        {
            Estimator = this,
            Replicates = run.Moments.Count,
            Cost = new EstimatorCost(graph.Evaluations.Function, graph.Evaluations.Gradient,
                graph.Evaluations.Hessian, ElementOperations.PerDraw(graph.Outputs), pilot.Draws),
        };
    }

    /// <summary>Says that an operation of f stands in the way of a derivative through the draw, or null.</summary>
    private protected static string? Jump(ProblemTrace trace) =>
        trace.Jumps.FirstOrDefault(static j => j.Continuity == Continuity.Jumps)?.Operation is not { } operation ? null
            : Jump(operation, $", {trace.Words(operation)},");

    /// <summary>Says that an operation stands in the way of a derivative, or null.</summary>
    private protected static string? Jump(Tensor? operation, string words = "") => operation is null ? null
        : $"the operation '{operation.Primitive.Name}' of shape {operation.Shape}{words} jumps at a place that " +
            "depends on the draw and on the parameters, but a gradient through the path needs a continuous integrand: " +
            "it would miss what crosses the jump. Write a kink with Abs, Maximum or Minimum, smooth the jump with Sigmoid or " +
            "NormalCdf, or use Estimator.Auto.";

    /// <summary>Says that f is differentiated in θ at a fixed draw although it jumps there, or null.</summary>
    private protected static string? DirectJump(ProblemTrace trace) => trace.DirectJump() is not { } operation ? null
        : $"the operation '{operation.Primitive.Name}' of shape {operation.Shape} jumps at a place that depends on " +
            "the draw and on the parameters that the integrand names, so that its derivative in them misses what " +
            "crosses the jump. Smooth the jump with Sigmoid or NormalCdf.";

    private static ArgumentException NotFinite(
        ProblemTrace trace, EstimatorGraph graph, EstimatorRun run, NotFinite bad)
    {
        Tensor[] inputs =
            [trace.Theta, .. graph.Shared.Select(static s => s.Input), .. graph.Noise.Select(static n => n.Input)];
        double[][] values = [trace.At, .. graph.Shared.Select(static s => s.Values), .. run.Noise(bad.Draw)];
        double[] draw = Evaluation.Run(inputs, values, [Tensor.Spread(graph.Draw)], 1)[0];
        string what = bad.Term == 0 ? "the integrand" : $"its derivative by at[{bad.Term - 1}]";
        string numbers = string.Join(", ", draw.Take(4).Select(Parameter.Text));
        return trace.Refuse("integrand", $"{what} is {Parameter.Text(bad.Value)} at draw {bad.Draw}, where " +
            $"x {(graph.Draw.Rank == 0 ? "=" : "starts with")} {numbers}, " +
            "but must be finite wherever the distribution draws. Keep logarithms, roots and quotients inside " +
            "their domain.");
    }
}
