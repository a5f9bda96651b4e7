using Reparam.Execution;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

/// <summary>An objective and its gradient in λ over given noise, in coordinates that change nothing.</summary>
internal sealed class ObjectiveRun
{
    private readonly PlanRunner _runner;
    private readonly int _dimension, _points;

    public ObjectiveRun(LogDensity target, VariationalFamily family, VariationalObjective objective, int draws)
    {
        (_dimension, _points, Draws) = (target.Dimension, objective.PointsPerDraw, draws);
        Tensor parameters = Tensor.Input("parameters", [family.ParameterCount(target)]);
        Tensor[] noise = [.. Enumerable.Range(0, _points)
            .Select(_ => Tensor.Input("noise", [_dimension], varies: true))];
        Reparam.Bijectors.Bijector coordinates = Coordinates.Unscaled(new double[_dimension], family.Pattern(target)).Map();
        Tensor value = objective.Value(new ObjectiveTerms(target, family, coordinates, parameters, noise));
        _runner = new PlanRunner(
            ExecutionPlan.Create([parameters, .. noise], [value, Differentiate.Gradient(value, parameters)[0]]), draws);
    }

    public int Draws { get; }

    /// <summary>Over one noise vector a point of a draw, each as [element · draws + draw].</summary>
    public (double Value, double[] Gradient) Run(double[] parameters, params double[][] noise)
    {
        _runner.SetShared(0, parameters);
        for (int k = 0; k < _points; k++)
        {
            _runner.SetByDraw(1 + k, noise[k]);
        }
        _runner.Run();
        return (_runner.Shared(0)[0], _runner.Shared(1).ToArray());
    }

    /// <summary>Over random noise, other for each step.</summary>
    public (double Value, double[] Gradient) RunRandom(double[] parameters, ulong step, ulong seed = 11) =>
        Run(parameters, Noise(step, seed));

    public double[][] Noise(ulong step, ulong seed = 11)
    {
        var noise = new double[_points][];
        for (int k = 0; k < _points; k++)
        {
            noise[k] = new double[_dimension * Draws];
            Reparam.Random.Noise.FillNormal(
                RandomKey.FromSeed(seed), step, 0, Draws, k * _dimension, _dimension, noise[k]);
        }
        return noise;
    }

    /// <summary>Asserts that the gradient is that of the value over the same noise, by central differences.</summary>
    public void AssertGradientIsOfTheValue(double[] parameters, double[][] noise, double tolerance)
    {
        double[] gradient = Run(parameters, noise).Gradient;
        double largest = Math.Max(1, gradient.Max(Math.Abs));
        for (int i = 0; i < parameters.Length; i++)
        {
            const double step = 1e-4;
            double At(double shift)
            {
                double[] moved = [.. parameters];
                moved[i] += shift;
                return Run(moved, noise).Value;
            }

            // Fourth order: the truncation is far below the rounding.
            double difference = (8 * (At(step) - At(-step)) - (At(2 * step) - At(-2 * step))) / (12 * step);
            Assert.True(Math.Abs(gradient[i] - difference) <= tolerance * largest,
                FormattableString.Invariant($"Parameter {i}: gradient {gradient[i]}, by differences {difference}."));
        }
    }

    /// <summary>Mean and variance of each component of the gradient over repetitions with random noise.</summary>
    public (double[] Mean, double[] Variance) Moments(double[] parameters, int repetitions, ulong seed)
    {
        double[] sum = new double[parameters.Length], squares = new double[parameters.Length];
        for (int r = 0; r < repetitions; r++)
        {
            double[] gradient = RunRandom(parameters, (ulong)r, seed).Gradient;
            for (int i = 0; i < gradient.Length; i++)
            {
                sum[i] += gradient[i];
                squares[i] += gradient[i] * gradient[i];
            }
        }
        double[] mean = [.. sum.Select(s => s / repetitions)];
        return (mean, [.. squares.Select((s, i) => s / repetitions - mean[i] * mean[i])]);
    }
}
