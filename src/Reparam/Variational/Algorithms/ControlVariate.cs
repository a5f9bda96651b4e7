namespace Reparam.Variational;

/// <summary>
/// Takes out of an estimate from some rows what is known of all of them: the log density and its gradient at one point
/// c. With L the estimate and F the whole, L(x) becomes L(x) - L(c) - ∇L(c)·(x - c) + F(c) + ∇F(c)·(x - c).
/// </summary>
/// <remarks>
/// Its mean over choices of rows is F(x), as that of L is. L by itself would be useless for many rows: the posterior
/// narrows like 1 / √N, and its gradient, in standard deviations of the posterior, scatters like √(N / rows), so that
/// the number of passes over the data would not fall with N. The difference scatters like 1 / √rows where c lies within
/// the posterior (Johnson and Zhang 2013; Baker, Fearnhead, Fox and Nemeth 2019, section 3).
/// </remarks>
internal static class ControlVariate
{
    /// <summary>The corrected log density; takes one pass over all rows.</summary>
    /// <param name="target">A log density with rows.</param>
    /// <param name="point">c, such as the mode.</param>
    /// <param name="cancellation">Ends the pass.</param>
    public static LogDensity At(LogDensity target, double[] point, CancellationToken cancellation)
    {
        var slope = new double[point.Length];
        double value = target.Evaluate(point, slope, cancellation);
        Tensor c = Tensor.Input("c", [point.Length]), part = target.LogProb(c);
        Tensor[] known = Graph.Substitute([part, Differentiate.Gradient(part, c)[0]],
            new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [c] = point });
        return target.With(
            "control variate", x => value - known[0] + Tensor.Sum(((Tensor)slope - known[1]) * (x - point)));
    }
}
