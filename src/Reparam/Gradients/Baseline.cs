namespace Reparam.Gradients;

/// <summary>What is subtracted from f in a score-function estimate to take variance out of it. All leave it
/// unbiased.</summary>
public abstract record Baseline
{
    private protected Baseline()
    {
    }

    /// <summary>Why it cannot be used for a problem, or null.</summary>
    /// <exception cref="NotSupportedException">The distribution lacks a formula that it needs.</exception>
    internal virtual string? Invalid(ProblemTrace trace) => null;

    /// <summary>An estimate with the baseline taken out of it.</summary>
    /// <param name="plain">The estimate, of which f times the score is a part.</param>
    /// <param name="score">The score, whose expectation is zero.</param>
    /// <param name="trace">The problem.</param>
    /// <param name="pilot">Runs pilot draws.</param>
    internal abstract EstimatorGraph Apply(EstimatorGraph plain, Tensor score, ProblemTrace trace, Pilot pilot);

    /// <summary>Nothing.</summary>
    public static Baseline None { get; } = new NoBaseline();

    /// <summary>For each draw the mean of f over the other draws of its group.</summary>
    /// <remarks>Source: Kool, van Hoof and Welling (2019). Of draws with related noise, all that are related are
    /// left out together.</remarks>
    /// <param name="samples">The number of draws (or blocks of related draws) in a group, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2.</exception>
    public static Baseline LeaveOneOut(int samples = 8) => samples >= 2
        ? new LeaveOneOutBaseline(samples)
        : throw new ArgumentOutOfRangeException(nameof(samples), samples,
            "Baseline.LeaveOneOut: a mean over others needs at least 2 samples. Pass more, such as 8.");

    /// <summary>The best constant, fitted on pilot draws.</summary>
    /// <remarks>Source: Greensmith, Bartlett and Baxter (2004): E[f |s|²] / E[|s|²] with the score
    /// s.</remarks>
    public static Baseline Constant { get; } = new LearnedBaseline(0);

    /// <summary>A linear function of the draw, fitted on pilot draws; the gradient of its expectation, known from the
    /// mean of the distribution, is added.</summary>
    /// <remarks>Source: Mohamed, Rosca, Figurnov and Mnih (2020), section 7, of control variates whose expectation is
    /// known.</remarks>
    public static Baseline Linear { get; } = new LearnedBaseline(1);

    /// <summary>A function of the draw with linear and square terms of each element, fitted on pilot draws; the
    /// gradient of its expectation, known from mean and variance of the distribution, is added.</summary>
    /// <inheritdoc cref="Linear" path="/remarks"/>
    public static Baseline Quadratic { get; } = new LearnedBaseline(2);
}

/// <summary>See <see cref="Baseline.None"/>.</summary>
internal sealed record NoBaseline : Baseline
{
    internal override EstimatorGraph Apply(EstimatorGraph plain, Tensor score, ProblemTrace trace, Pilot pilot) =>
        plain;

    /// <inheritdoc/>
    public override string ToString() => "no baseline";
}

/// <summary>See <see cref="Baseline.LeaveOneOut"/>.</summary>
/// <param name="Samples">The number of blocks in a group.</param>
internal sealed record LeaveOneOutBaseline(int Samples) : Baseline
{
    internal override EstimatorGraph Apply(EstimatorGraph plain, Tensor score, ProblemTrace trace, Pilot pilot) =>
        plain with { Score = score, Group = Samples };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"leave-one-out of {Samples}");
}

/// <summary>See <see cref="Baseline.Quadratic"/>.</summary>
/// <param name="Degree">The degree of the polynomial.</param>
internal sealed record LearnedBaseline(int Degree) : Baseline
{
    internal override EstimatorGraph Apply(EstimatorGraph plain, Tensor score, ProblemTrace trace, Pilot pilot) =>
        PolynomialBaseline.Fit(trace, pilot, plain.Value, score, Degree).Apply(plain, score);

    internal override string? Invalid(ProblemTrace trace)
    {
        if (trace.Problem.Samples > 1)
        {
            return "a learned baseline is a function of one draw, but the bound has " +
                $"{Parameter.Text(trace.Problem.Samples)} samples. Use Baseline.LeaveOneOut().";
        }
        Tensor moments = Degree == 0 ? 0 : Degree == 1 ? Tensor.Sum(trace.Law.Mean)
            : Tensor.Sum(trace.Law.Mean) + Tensor.Sum(trace.Law.Variance);
        double sum = Evaluation.Run([trace.Theta], [trace.At], [Tensor.DrawMean(Tensor.Spread(moments))], 1)[0][0];
        return double.IsFinite(sum) ? null
            : $"a {ToString()} needs a finite mean and variance, which {trace.Law.GetType().Name} does not have " +
                "here. Use Baseline.LeaveOneOut().";
    }

    /// <inheritdoc/>
    public override string ToString() => Degree switch
    {
        0 => "constant baseline",
        1 => "linear baseline",
        _ => "quadratic baseline",
    };
}
