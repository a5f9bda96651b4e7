using Reparam.Execution;
using Reparam.Variational;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>A bound without its expectation: a smooth function of the parameters, written out by probabilities of the
/// steps' outcomes and moments of normal numbers.</summary>
public sealed class ExactBound
{
    private readonly Lazy<PlanRunner> _runner;
    private readonly double[] _gradient;

    /// <summary>Of a function of a vector.</summary>
    /// <param name="parameters">The vector's length.</param>
    /// <param name="bound">The function.</param>
    public ExactBound(int parameters, Func<Tensor, Tensor> bound)
    {
        _gradient = new double[parameters];
        _runner = new(() =>
        {
            Tensor theta = Tensor.Input("theta", [parameters]), value = bound(theta);
            return new PlanRunner(ExecutionPlan.Create([theta],
                [value, Differentiate.Gradient(value, theta)[0]]), 1, 1);
        });
    }

    /// <summary>The bound at a point, in nats.</summary>
    public double Value(ReadOnlySpan<double> at)
    {
        _runner.Value.SetShared(0, at);
        _runner.Value.Run();
        _runner.Value.Shared(1).CopyTo(_gradient);
        return _runner.Value.Shared(0)[0];
    }

    /// <summary>The gradient at a point.</summary>
    public double[] Gradient(ReadOnlySpan<double> at)
    {
        _ = Value(at);
        return [.. _gradient];
    }

    /// <summary>Climbs from a point to a local optimum by the limited-memory BFGS method.</summary>
    public OptimizationResult Maximize(ReadOnlySpan<double> start, int iterations = 4000) =>
        new LimitedMemoryBfgs(_gradient.Length, new()
        {
            MaximumIterations = iterations,
            MemoryLength = 40,
            GradientTolerance = 1e-6,
        }).Minimize((x, gradient) =>
        {
            double value = Value(x);
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = -_gradient[i];
            }
            return -value;
        }, start);
}
