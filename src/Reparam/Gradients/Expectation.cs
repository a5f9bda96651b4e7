using System.Runtime.InteropServices;
using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Gradients;
using Reparam.Random;

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
    /// not give a scalar; f jumps; or f or its gradient is not finite at a draw.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 draws.</exception>
    /// <exception cref="NotSupportedException">The distribution is a transformed one whose base has no
    /// path.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static GradientEstimate Gradient<TDistribution>(
        ReadOnlySpan<double> at, Func<Tensor, TDistribution> distribution, Func<Tensor, Tensor> integrand, int draws,
        ulong seed, CancellationToken cancellationToken = default)
        where TDistribution : Distribution, IPathwise
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(integrand);
        CheckPoint(at);
        if (draws < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(draws), draws,
                "Expectation.Gradient: a standard error needs at least 2 draws. Pass more, such as 10,000.");
        }
        double[] point = at.ToArray();
        Tensor theta = Tensor.Input("at", [point.Length]);
        // Spread over the draws, θ keeps the cotangents of the draws apart: the terms that give the standard error.
        Tensor spread = Tensor.Spread(theta);
        TDistribution law = distribution(spread)
            ?? throw Refusal(nameof(distribution),
                "the function gave null, but a distribution is needed. Return one for every θ.");
        // A transformed distribution is known to have a path only when it is asked for it.
        _ = law.Path;
        Tensor noise = Tensor.Input("noise", law.NoiseShape, varies: true);
        Tensor x = law.FromNoise(noise);
        Tensor value = Scalar(integrand(x));
        CheckPath(value, spread, noise);
        CheckDomain(Source(law), theta, point);

        Tensor[] outputs = [Tensor.Spread(value), Differentiate.Gradient(value, spread)[0]];
        RandomKey key = RandomKey.FromSeed(seed).Fold("expectation");
        var sampler = new PathwiseSampler(
            ExecutionPlan.Create([theta, noise], outputs), law.Noise, noise.Size, point, key);
        if (sampler.Run(draws, cancellationToken) is { } bad)
        {
            double[][] values = [point, sampler.Noise(bad.Draw)];
            double[] draw = Evaluation.Run([theta, noise], values, [Tensor.Spread(x)], 1)[0];
            string what = bad.Term == 0 ? "the integrand" : $"its derivative by at[{bad.Term - 1}]";
            throw Refusal(nameof(integrand), $"{what} is {Parameter.Text(bad.Value)} at draw {bad.Draw}, where " +
                $"x {(x.Rank == 0 ? "=" : "starts with")} {string.Join(", ", draw.Take(4).Select(Parameter.Text))}, " +
                "but must be finite wherever the distribution draws. Keep logarithms, roots and quotients inside " +
                "their domain.");
        }
        double[] errors = sampler.Moments.StandardErrors();
        return new GradientEstimate(sampler.Moments.Means[0], errors[0], [.. sampler.Moments.Means[1..]],
            ImmutableCollectionsMarshal.AsImmutableArray(errors[1..]), draws);
    }

    private static void CheckPoint(ReadOnlySpan<double> at)
    {
        if (at.IsEmpty)
        {
            throw Refusal(nameof(at), "at is empty, but a gradient needs at least one parameter. Pass the values of " +
                "the parameters that the distribution is built from.");
        }
        for (int i = 0; i < at.Length; i++)
        {
            if (!double.IsFinite(at[i]))
            {
                throw Refusal(nameof(at), $"at[{i}] = {Parameter.Text(at[i])}, but parameters must be finite. Pass " +
                    "the point at which the gradient is wanted.");
            }
        }
    }

    private static Tensor Scalar(Tensor integrand)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        return integrand.Size == 1 ? Tensor.Reshape(integrand, Shape.Scalar) : throw Refusal(nameof(integrand),
            $"the integrand gave shape {integrand.Shape}, but a scalar is needed. Sum over its axes, or call once " +
            "for each element.");
    }

    private static void CheckPath(Tensor integrand, Tensor parameters, Tensor noise)
    {
        if (PathRegularity.FirstJump(integrand, parameters, noise) is { } jump)
        {
            throw Refusal(nameof(integrand),
                $"the operation '{jump.Primitive.Name}' of shape {jump.Shape} jumps at a place that depends on the " +
                "draw and on the parameters, but a gradient through the path needs a continuous integrand: it would " +
                "miss what crosses the jump. Write a kink with Abs, Maximum or Minimum, or smooth the jump with " +
                "Sigmoid or NormalCdf.");
        }
    }

    /// <summary>Parameters outside their domain show in the density at the middle of the noise, where nothing
    /// overflows.</summary>
    private static void CheckDomain(Distribution source, Tensor theta, double[] at)
    {
        Tensor middle = Tensor.Full(source.Noise.Median, source.NoiseShape);
        Tensor density = Tensor.DrawMean(Tensor.Spread(Tensor.Sum(source.LogProb(source.FromNoise(middle)))));
        if (double.IsNaN(Evaluation.Run([theta], [at], [density], 1)[0][0]))
        {
            throw Refusal(nameof(at),
                $"at = [{string.Join(", ", at.Select(Parameter.Text))}] gives {source.GetType().Name} a parameter " +
                "outside its domain, for its density is NaN. Parameters that must be positive need a map, such as " +
                "Exp or Softplus, in the function that makes the distribution.");
        }
    }

    /// <summary>The distribution whose noise the path starts from.</summary>
    private static Distribution Source(Distribution distribution) =>
        distribution is TransformedDistribution transformed ? Source(transformed.Source) : distribution;

    private static ArgumentException Refusal(string parameter, string message) =>
        new($"Expectation.Gradient: {message}", parameter);
}
