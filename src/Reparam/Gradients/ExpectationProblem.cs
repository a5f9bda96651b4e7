using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam;

/// <summary>An expectation E[f(x, θ)] for x distributed by p_θ, whose gradient in θ is wanted.</summary>
/// <remarks>Both functions run once or a few times, on expressions: they must give the same expression for the same
/// argument. Equality is that of the functions' references.</remarks>
public sealed record ExpectationProblem
{
    /// <summary>An integrand of the draw alone.</summary>
    /// <param name="distribution">From θ, a vector, to p_θ.</param>
    /// <param name="integrand">f, from a draw of the shape of p_θ (batch, then event) to a scalar.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    public ExpectationProblem(Func<Tensor, Distribution> distribution, Func<Tensor, Tensor> integrand)
        : this(distribution, Ignoring(integrand), IntegrandForm.Draw, 1)
    {
    }

    /// <summary>An integrand of the draw and of the parameters.</summary>
    /// <param name="distribution">From θ, a vector, to p_θ.</param>
    /// <param name="integrand">f, from a draw of the shape of p_θ and θ to a scalar.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    public ExpectationProblem(Func<Tensor, Distribution> distribution, Func<Tensor, Tensor, Tensor> integrand)
        : this(distribution, integrand, IntegrandForm.DrawAndParameters, 1)
    {
    }

    private ExpectationProblem(Func<Tensor, Distribution> distribution, Func<Tensor, Tensor, Tensor> integrand,
        IntegrandForm form, int samples)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(integrand);
        (Distribution, Integrand, Form, Samples) = (distribution, integrand, form, samples);
    }

    /// <summary>From θ, a vector, to p_θ.</summary>
    public Func<Tensor, Distribution> Distribution { get; }

    /// <summary>From a draw and θ to f, or, of a bound, to the logarithm of one weight.</summary>
    public Func<Tensor, Tensor, Tensor> Integrand { get; }

    /// <summary>K, the number of samples of a bound; 1 for any other integrand.</summary>
    public int Samples { get; }

    /// <summary>Whether draws of a <see cref="Categorical"/> are given to f as vectors of K numbers, 1 at the category
    /// and 0 elsewhere: what a relaxation needs, whose vectors lie between these.</summary>
    public bool OneHot { get; init; }

    /// <summary>How θ enters the integrand.</summary>
    internal IntegrandForm Form { get; }

    /// <summary>What an expression that the integrand made is called, or null: for messages.</summary>
    internal Func<Tensor, string?>? Names { get; init; }

    /// <summary>
    /// A lower bound of the log evidence log ∫ g(x) dx: of K samples E[log 1/K Σₖ g(xₖ) / q_θ(xₖ)], the evidence lower
    /// bound for K = 1 and the importance-weighted one beyond it.
    /// </summary>
    /// <remarks>Source: Burda, Grosse and Salakhutdinov (2016), eq. 8.</remarks>
    /// <param name="distribution">From θ, a vector, to q_θ.</param>
    /// <param name="logJoint">log g, from a draw to a scalar, in nats.</param>
    /// <param name="samples">K, at least 1.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 samples.</exception>
    public static ExpectationProblem LowerBound(
        Func<Tensor, Distribution> distribution, Func<Tensor, Tensor> logJoint, int samples = 1)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(logJoint);
        return samples >= 1
            ? new(distribution, (x, theta) => logJoint(x) - Tensor.Sum(distribution(theta).LogProb(x)),
                IntegrandForm.Bound, samples)
            : throw new ArgumentOutOfRangeException(nameof(samples), samples,
                "ExpectationProblem.LowerBound: samples must be at least 1. Pass 1 for the evidence lower bound.");
    }

    /// <summary>
    /// An expectation over several random sites, later ones of which may depend on draws of earlier ones: the gradient
    /// can be had in another way at each.
    /// </summary>
    /// <remarks>The distribution is that of all draws in one vector. The function must name the same sites in the same
    /// order whenever it runs. Source: Schulman, Heess, Weber and Abbeel (2015).</remarks>
    /// <example><code>
    /// var problem = ExpectationProblem.Define((sites, theta) =>
    /// {
    ///     Tensor x = sites.Sample("x", new Normal(theta[0], 1));
    ///     Tensor b = sites.Sample("b", Bernoulli.FromLogits(x + theta[1]));
    ///     return Square(x) * (1 + b);
    /// });
    /// </code></example>
    /// <param name="integrand">Draws from sites, and from draws and θ gives f, a scalar.</param>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public static ExpectationProblem Define(Func<RandomSites, Tensor, Tensor> integrand)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        return new(theta => new JointDistribution(integrand, theta),
            (x, theta) => new JointDistribution(integrand, theta).At(x).Value,
            IntegrandForm.DrawAndParameters, 1);
    }

    private static Func<Tensor, Tensor, Tensor> Ignoring(Func<Tensor, Tensor> integrand)
    {
        ArgumentNullException.ThrowIfNull(integrand);
        return (x, _) => integrand(x);
    }
}

/// <summary>How θ enters an integrand.</summary>
internal enum IntegrandForm
{
    /// <summary>Not at all.</summary>
    Draw,

    /// <summary>In any way.</summary>
    DrawAndParameters,

    /// <summary>As -log q_θ(x), whose derivative in θ at fixed x has expectation 0 in the bound of one
    /// sample.</summary>
    Bound,
}
