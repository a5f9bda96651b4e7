using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>
/// The derivative through the path of x = μ + L ε, less that of the quadratic Taylor polynomial of f about μ, plus the
/// expectation of the latter, which is known.
/// </summary>
/// <remarks>
/// With g₀ = ∇f(μ), H = ∇²f(μ) and δ = L ε, the polynomial's derivative at x is g₀ + H δ: in μ is left
/// ∇f(x) - H δ, in L (∇f(x) - g₀ - H δ) εᵀ + H L. The gradient has no variance where f is quadratic, and little where
/// the distribution is narrow beside the scale on which f bends; where it is wide the polynomial misleads and the
/// variance can be more than the path's. g₀ and H are found once, before the draws. Unbiased for any f that has a valid
/// path. For <see cref="Distributions.Normal"/> and <see cref="Distributions.MultivariateNormal"/>. Source: Miller,
/// Foti, D'Amour and Adams (2017), the full-Hessian form.
/// </remarks>
public sealed record SecondOrderControlVariate : GradientEstimator
{
    private protected override string? Invalid(ProblemTrace trace) =>
        GaussianSite.Invalid(trace) ?? Jump(trace);

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        var site = new GaussianSite(trace);
        int n = site.Draw.Size;
        double[][] numbers = AtMean(trace, site);
        Tensor slope = Input("slope", [n]), hessian = Input("hessian", [n, n]);
        Tensor x = site.Draw, value = site.Value(x), gradient = Differentiate.Gradient(value, x)[0];
        Tensor deviation = x - StopGradient(site.Loc), bend = MatMul(hessian, deviation);
        Tensor rest = gradient - slope - bend;
        Tensor lower = site.IsDiagonal ? DiagonalMatrix(site.Scale) : LowerTriangle(site.Scale);
        Tensor spread = MatMul(hessian, lower);
        Tensor byScale = site.IsDiagonal
            ? rest * site.Noise + Diagonal(spread)
            : Outer(rest, site.Noise) + spread;
        return new(
            value - Sum(deviation * (slope + 0.5 * bend)) + 0.5 * Sum(spread * lower),
            site.Gradient(gradient - bend, byScale), new(1, 1))
        {
            Noise = trace.Noise,
            Draw = x,
            Shared = [(slope, numbers[0]), (hessian, numbers[1])],
        };
    }

    /// <summary>∇f and ∇²f at the mean: the draws of this run are the rows of the Hessian.</summary>
    private static double[][] AtMean(ProblemTrace trace, GaussianSite site)
    {
        int n = site.Draw.Size;
        double[] mean = Evaluation.Run([trace.Theta], [trace.At], [DrawMean(Spread(site.Loc))], 1)[0];
        Tensor x = Input("mean", [n], varies: true), direction = Input("direction", [n], varies: true);
        Tensor value = site.Value(x), gradient = Differentiate.Gradient(value, x)[0];
        Tensor row = Differentiate.Gradient(Sum(gradient * direction), x)[0];
        var unit = new double[n * n];
        var means = new double[n * n];
        for (int e = 0; e < n; e++)
        {
            unit[e * n + e] = 1;
            means.AsSpan(e * n, n).Fill(mean[e]);
        }
        double[][] found = Evaluation.Run([trace.Theta, x, direction], [trace.At, means, unit],
            [Spread(gradient), Spread(row)], n);
        double[][] numbers = [[.. Enumerable.Range(0, n).Select(e => found[0][e * n])], found[1]];
        return numbers.All(static v => Array.TrueForAll(v, double.IsFinite)) ? numbers : throw trace.Refuse(
            "integrand", "a first or second derivative of the integrand is not finite at the mean of the " +
            "distribution, where the Taylor polynomial is taken. Use Pathwise.");
    }
}
