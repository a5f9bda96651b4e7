using Reparam.Execution;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="FixedDraws"/>.</summary>
internal sealed class FixedDrawsOptimizer(
    LogDensity target, VariationalFamily family, ElboObjective objective, Whitening whitening, FixedDraws settings, int threads)
{
    private readonly int _n = target.Dimension;

    public Optimum Run(RandomKey key, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        if (!objective.IsConservative)
        {
            throw new ArgumentException(
                "The path-only gradient is not the gradient of any function of fixed draws, so no minimiser can follow it. " +
                "Use it with Algorithm = new FreshDraws(), or take Analytic or MonteCarlo entropy.");
        }
        int count = family.ParameterCount(_n);
        Tensor parameters = Tensor.Input("parameters", [count]), noise = Tensor.Input("noise", [_n], varies: true);
        Tensor loss = -objective.Estimate(target, family, whitening.Map, parameters, noise);
        ExecutionPlan plan = ExecutionPlan.Create([parameters, noise], [loss, Differentiate.Gradient(loss, parameters)[0]]);
        var optimizer = new LimitedMemoryBfgs(count, new LimitedMemoryBfgsOptions
        {
            GradientTolerance = settings.GradientTolerance, MaximumIterations = settings.MaximumIterations, MemoryLength = 20,
        });

        double[] best = family.StandardNormal(_n);
        var rounds = new List<FitRound>();
        long evaluations = 0;
        string? problem = null;
        int draws = settings.InitialDraws;
        while (family.IsClosedUnderLinearMaps && draws < 4 * _n)
        {
            draws *= 2;
        }
        int most = Math.Max(settings.MaximumDraws, draws);
        for (; draws <= most; draws *= 2)
        {
            double[] epsilon = QuasiMonteCarlo.Normal(key.Fold((ulong)draws), _n, draws);
            MomentMatching.Apply(epsilon, _n, draws, family.IsClosedUnderLinearMaps);
            var interpreter = new Interpreter(plan, draws, threads);
            interpreter.SetByDraw(1, epsilon);
            int round = draws;
            double Loss(ReadOnlySpan<double> point, Span<double> gradient)
            {
                evaluations += round;
                interpreter.SetShared(0, point);
                interpreter.Run(cancellation);
                interpreter.Shared(1).CopyTo(gradient);
                double value = interpreter.Shared(0)[0];
                progress?.Report(new FitProgress($"{family.Name}, {round} draws", evaluations, -value));
                return value;
            }
            best = FiniteStart(best, Loss);
            OptimizationResult result = optimizer.Minimize(Loss, best, cancellationToken: cancellation);
            double[] found = [.. result.Point];
            double error = rounds.Count == 0 ? double.NaN : Distance(best, found);
            best = found;
            rounds.Add(new FitRound(draws, result.Iterations, -result.Value, result.GradientNorm, error));
            problem = result.Converged ? null : $"The optimiser stopped early with {draws} draws: {result.Explanation}";
            if (error <= settings.Tolerance)
            {
                break;
            }
            if (2 * draws > most && problem is null)
            {
                problem = FormattableString.Invariant(
                    $"The answer still moves by {error:G2} standard deviations between {draws / 2} and {draws} draws.");
            }
        }
        return new Optimum(best, rounds, problem, evaluations);
    }

    /// <summary>The start, its scale shrunk towards the mode until the bound is finite.</summary>
    private double[] FiniteStart(double[] start, ValueAndGradient loss)
    {
        var gradient = new double[start.Length];
        for (int attempt = 0; attempt < 40; attempt++)
        {
            if (double.IsFinite(loss(start, gradient)) && Array.TrueForAll(gradient, double.IsFinite))
            {
                return start;
            }
            start = [.. start];
            for (int i = 0; i < _n; i++)
            {
                // Both families hold the logarithms of the scales after the n means.
                start[_n + i] -= 0.5;
            }
        }
        throw new FitException(
            "The bound is not finite however narrow the approximation around the mode. The log density is finite at single points " +
            "only: check it for hard limits inside its support, and give bounded unknowns a prior with that support.");
    }

    /// <summary>How far apart two approximations are: means in standard deviations, standard deviations relative.</summary>
    private double Distance(double[] left, double[] right)
    {
        (double[] meanLeft, double[] sdLeft) = Moments(left);
        (double[] meanRight, double[] sdRight) = Moments(right);
        double distance = 0;
        for (int i = 0; i < _n; i++)
        {
            distance = Math.Max(distance, Math.Abs(meanLeft[i] - meanRight[i]) / sdRight[i]);
            distance = Math.Max(distance, Math.Abs(Math.Log(sdLeft[i] / sdRight[i])));
        }
        // The later round has half the variance of the earlier: of the square of the difference, one third is its own.
        return distance / Math.Sqrt(3);
    }

    /// <summary>Means and standard deviations of the approximation in its own coordinates: T(0), and the norms of the rows of T's matrix.</summary>
    private (double[] Mean, double[] Sd) Moments(double[] parameters)
    {
        Tensor zero = Tensor.Full(0, [_n]);
        Bijectors.Bijector map = family.Bijector(parameters, _n);
        Tensor direction = Tensor.Input("direction", [_n], varies: true);
        var identity = new double[_n * _n];
        for (int i = 0; i < _n; i++)
        {
            identity[i * _n + i] = 1;
        }
        double[] mean = map.Forward(zero).ToArray();
        double[] columns = Evaluation.Run([direction], [identity], [map.Forward(direction) - mean], _n)[0];
        return (mean, [.. Enumerable.Range(0, _n).Select(i =>
        {
            double square = 0;
            foreach (double value in columns.AsSpan(i * _n, _n))
            {
                square += value * value;
            }
            return Math.Sqrt(square);
        })]);
    }
}
