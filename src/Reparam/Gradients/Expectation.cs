using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam;

/// <summary>Expectations and their gradients in the parameters of the distribution.</summary>
public static class Expectation
{
    /// <summary>
    /// Estimates E[f(x)] and its gradient in θ for x distributed by p_θ, through the path of the draw: with x = T_θ(ε)
    /// and noise ε whose distribution is free of θ, ∂E[f(x)]/∂θ = E[∂f(T_θ(ε))/∂θ].
    /// </summary>
    /// <remarks>
    /// <para>The S draws are independent (counter-based, a function of seed, draw and element alone), not
    /// quasi-random, so that the standard errors, sample standard deviation over √S, are honest. Value and gradient use
    /// the same draws. The same seed gives the same bits on any number of threads.</para>
    /// <para>The interchange of gradient and expectation needs f∘T continuous and piecewise smooth in θ, with a
    /// derivative dominated by an integrable function. Kinks (|x|, max) are harmless. An operation that jumps where θ
    /// decides for which noise it does is refused. That the expectation exists is not checked: where it does not, as
    /// for a mean under a Cauchy distribution, standard errors do not fall with S. What is inside
    /// <see cref="Tensor.StopGradient"/> is taken as constant.</para>
    /// <para>Sources: Kingma and Welling (2014), eq. 4-5; Rezende, Mohamed and Wierstra (2014), section 3; Mohamed,
    /// Rosca, Figurnov and Mnih (2020), section 5, for the conditions.</para>
    /// </remarks>
    /// <example><code>
    /// var estimate = Expectation.Gradient(
    ///     at: [0.5, -1.0],
    ///     distribution: t => new Normal(t[0], Exp(t[1])),
    ///     integrand: x => Sin(x) + x * x,
    ///     draws: 10_000, seed: 1);
    /// </code></example>
    /// <typeparam name="TDistribution">A distribution with a differentiable sampling path; any other does not
    /// compile.</typeparam>
    /// <param name="at">θ, at least one number, all finite.</param>
    /// <param name="distribution">From θ, a vector, to p_θ. Runs once, on an expression.</param>
    /// <param name="integrand">f, from a draw of the shape of p_θ (batch, then event) to a scalar. Runs once, on an
    /// expression.</param>
    /// <param name="draws">S, at least 2.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Ends the work between blocks of draws.</param>
    /// <returns>The estimates with their standard errors.</returns>
    /// <exception cref="ArgumentException">θ is empty or not finite or outside the domain of the distribution; f does
    /// not give a scalar; f jumps; f or its gradient is not finite at a draw; or what the distribution is made of has
    /// no path.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 draws.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static GradientEstimate Gradient<TDistribution>(
        ReadOnlySpan<double> at, Func<Tensor, TDistribution> distribution, Func<Tensor, Tensor> integrand, int draws,
        ulong seed, CancellationToken cancellationToken = default)
        where TDistribution : Distribution, IPathwise
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(integrand);
        return new Pathwise().Estimate(
            new ProblemTrace(new ExpectationProblem(distribution, integrand), at, "Expectation.Gradient", entry: true),
            draws, seed, cancellationToken);
    }

    /// <summary>Estimates E[f(x)] and its gradient in θ for x distributed by p_θ, by an estimator of choice.</summary>
    /// <example><code>
    /// var estimate = Expectation.Gradient(
    ///     at: [0.7],
    ///     distribution: t => new Bernoulli(t[0]),
    ///     integrand: x => Square(x - 0.4),
    ///     estimator: Estimator.Auto, draws: 10_000, seed: 1);
    /// </code></example>
    /// <param name="at">θ, at least one number, all finite.</param>
    /// <param name="distribution">From θ, a vector, to p_θ.</param>
    /// <param name="integrand">f, from a draw of the shape of p_θ (batch, then event) to a scalar.</param>
    /// <param name="estimator">The estimator, such as <see cref="Estimator.Auto"/>.</param>
    /// <param name="draws">S, at least 2.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Ends the work between blocks of draws.</param>
    /// <returns>The estimates with their standard errors, variances and cost.</returns>
    /// <inheritdoc cref="GradientEstimator.Estimate(ExpectationProblem, ReadOnlySpan{double}, int, ulong,
    /// CancellationToken)" path="/exception"/>
    public static GradientEstimate Gradient(ReadOnlySpan<double> at, Func<Tensor, Distribution> distribution,
        Func<Tensor, Tensor> integrand, GradientEstimator estimator, int draws, ulong seed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(integrand);
        ArgumentNullException.ThrowIfNull(estimator);
        return estimator.Estimate(
            new ProblemTrace(new ExpectationProblem(distribution, integrand), at, "Expectation.Gradient", entry: true),
            draws, seed, cancellationToken);
    }

    /// <summary>Audits the gradient of an expectation: which operations jump where draw and parameters decide, whether
    /// they make the integrand jump, which estimator is right instead of the path, and whether it agrees with the score
    /// function and with finite differences.</summary>
    /// <param name="problem">The expectation.</param>
    /// <param name="at">θ, at least one number, all finite.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between blocks of draws.</param>
    /// <exception cref="AuditException">The estimator disagrees with one of the others by more than five standard
    /// errors.</exception>
    /// <inheritdoc cref="GradientEstimator.Estimate(ExpectationProblem, ReadOnlySpan{double}, int, ulong,
    /// CancellationToken)" path="/exception"/>
    public static AuditReport Audit(ExpectationProblem problem, ReadOnlySpan<double> at, AuditOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var trace = new ProblemTrace(problem, at, "Expectation.Audit");
        return AuditRun.Run(trace, options ?? new(), () => AuditRun.Sites(trace), null, cancellationToken);
    }
}
