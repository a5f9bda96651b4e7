using System.Globalization;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="FreshDraws"/>.</summary>
internal sealed class FreshDrawsOptimizer(
    LogDensity target, VariationalFamily family, VariationalObjective objective, Coordinates coordinates, FreshDraws settings,
    int threads)
{
    public Optimum Run(RandomKey key, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        int n = target.Dimension, count = family.ParameterCount(target), draws = settings.DrawsPerStep;
        int points = objective.PointsPerDraw;
        Tensor parameters = Tensor.Input("parameters", [count]);
        Tensor[] noise = [.. Enumerable.Range(0, points).Select(_ => Tensor.Input("noise", [n], varies: true))];
        RowBatches? batches = target.Rows is { } rows && settings.RowsPerStep is { } perStep
            ? new RowBatches(key.Fold("rows"), rows.Source.RowCount, perStep)
            : null;
        LogDensity estimated = batches is null ? target : ControlVariate.At(target, coordinates.Centre, cancellation);
        Tensor loss = -objective.Value(
            new ObjectiveTerms(estimated, family, coordinates.Map(), parameters, noise));
        var executor = new DensityExecutor(
            target.Plan([parameters, .. noise], [loss, Differentiate.Gradient(loss, parameters)[0]]),
            draws, threads);
        var adam = new Adam(count, new PolynomialDecay(settings.StepSize, settings.Delay, settings.Power));
        var stopping = new StochasticStopping(count,
            new StochasticStoppingOptions { StandardErrorTolerance = settings.Tolerance });
        double[] point = family.Start(target, key.Fold("parameters"));
        double[][] epsilon = [.. noise.Select(_ => new double[n * draws])];
        for (int k = 0; k < points; k++)
        {
            executor.BindInput(1 + k, epsilon[k]);
        }
        double smoothed = double.NaN, norm = double.NaN;
        int step = 0;
        while (step < settings.MaximumSteps && !stopping.ShouldStop)
        {
            for (int k = 0; k < points; k++)
            {
                Noise.FillNormal(key, (ulong)step, 0, draws, k * n, n, epsilon[k]);
            }
            executor.SetShared(0, point);
            if (batches is null)
            {
                executor.Run(cancellation);
            }
            else
            {
                executor.Run(batches.At(step), cancellation);
            }
            double value = -executor.Shared(0)[0];
            ReadOnlySpan<double> gradient = executor.Shared(1);
            norm = DenseVector.InfinityNorm(gradient);
            if (!double.IsFinite(value) || !double.IsFinite(norm))
            {
                return new Optimum(
                    Fitted(stopping, point),
                    [new FitRound(draws, step, smoothed, norm, double.NaN)],
                    string.Create(CultureInfo.InvariantCulture,
                        $"The bound is not finite at step {step}: a draw left the support or overflowed. A smaller " +
                        $"StepSize may help.")
                        + NonFiniteDraw.Describe(target, Fitted(point).Coordinates, epsilon[0], draws),
                    (long)step * draws * points);
            }
            smoothed = double.IsNaN(smoothed) ? value : smoothed + 0.05 * (value - smoothed);
            adam.Step(point, gradient);
            stopping.Add(point);
            step++;
            if (step % 100 == 0)
            {
                progress?.Report(new FitProgress($"{family.Name}, step {step}", (long)step * draws * points, smoothed));
            }
        }
        string? problem = stopping.ShouldStop ? null : string.Create(CultureInfo.InvariantCulture,
            $"After {step} steps the iterates are not yet stationary: R-hat {stopping.MaximumRHat:F2}, standard " +
            $"error {stopping.MaximumStandardError:G2}.");
        return new Optimum(Fitted(stopping, point),
            [new FitRound(draws, step, smoothed, norm, stopping.MaximumStandardError)], problem, (long)step * draws * points);
    }

    private Approximation Fitted(StochasticStopping stopping, double[] point) =>
        Fitted(stopping.AveragedCount > 0 ? stopping.Average : point);

    private Approximation Fitted(ReadOnlySpan<double> parameters) => family.Fitted(target, coordinates, parameters);
}
