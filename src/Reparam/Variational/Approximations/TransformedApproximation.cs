using Reparam.Execution;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A member of any family: its components, in coordinates, run for many draws of noise at once.</summary>
internal sealed class TransformedApproximation(
    LogDensity target, VariationalFamily family, Coordinates coordinates, double[] parameters)
    : Approximation(family.Name)
{
    public override Coordinates Coordinates { get; } = coordinates;

    public override bool IsGaussian => false;

    /// <summary>λ.</summary>
    public double[] Parameters { get; } = parameters;

    public override (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads)
    {
        int n = Dimension;
        double[] noise = QuasiMonteCarlo.Normal(key, n, count);
        Tensor epsilon = Tensor.Input("noise", [n], varies: true), lambda = Tensor.Input("parameters", [Parameters.Length]);
        var terms = new ObjectiveTerms(target, family, Coordinates.Map(), lambda, [epsilon]);
        IReadOnlyList<ApproximationDraw> components = terms.Strata(0);
        Tensor[] outputs = [.. components.SelectMany(c =>
            (Tensor[])[Tensor.Spread(c.Value), Tensor.Spread(c.LogDensity), c.LogWeight])];
        var executor = new Executor(ExecutionPlan.Create([epsilon, lambda], outputs), count, threads);
        executor.BindInput(0, noise);
        executor.SetShared(1, Parameters);
        executor.Run(default);
        double[] points = new double[n * count], logDensities = new double[count];
        double[] componentPoints = new double[n * count], componentDensities = new double[count];
        double[] uniform = components.Count > 1 ? Shuffled(key.Fold("component"), count) : [];
        double below = 0;
        for (int k = 0; k < components.Count; k++)
        {
            executor.CopyByDraw(3 * k, componentPoints);
            executor.CopyByDraw(3 * k + 1, componentDensities);
            double above = k == components.Count - 1 ? 1 : below + Math.Exp(executor.Shared(3 * k + 2)[0]);
            for (int d = 0; d < count; d++)
            {
                if (components.Count > 1 && !(uniform[d] >= below && uniform[d] < above))
                {
                    continue;
                }
                logDensities[d] = componentDensities[d];
                for (int e = 0; e < n; e++)
                {
                    points[e * count + d] = componentPoints[e * count + d];
                }
            }
            below = above;
        }
        return (points, logDensities);
    }

    public override double LogDensity(ReadOnlySpan<double> point)
    {
        (Tensor u, Tensor outer) = Coordinates.Map().InverseAndLogDet(point.ToArray());
        return (ApproximationDraw.Mixture(family.Components(Parameters, target), u) + outer).ToDouble();
    }

    /// <summary>The posterior in the coordinates of the noise, log g(T(ε)) + log |det ∂T/∂ε|: standard normal where the
    /// approximation is exact. Null for a mixture.</summary>
    public LogDensity? PulledBack()
    {
        IReadOnlyList<FamilyComponent> components = family.Components(Parameters, target);
        return components.Count > 1 || target.Rows is not null ? null : Reparam.LogDensity.Over(Dimension, noise =>
        {
            (Tensor u, Tensor inner) = components[0].Map.ForwardAndLogDet(noise);
            (Tensor x, Tensor outer) = Coordinates.Map().ForwardAndLogDet(u);
            return target.LogProb(x) + inner + outer;
        });
    }

    /// <summary>The places (i + ½) / count in random order: each component gets its share of the draws, whatever the
    /// quasi-random noise of these is.</summary>
    private static double[] Shuffled(RandomKey key, int count)
    {
        double[] places = [.. Enumerable.Range(0, count).Select(i => (i + 0.5) / count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)(Noise.Uniform(key, 0, i, 0) * (i + 1));
            (places[i], places[j]) = (places[j], places[i]);
        }
        return places;
    }
}
