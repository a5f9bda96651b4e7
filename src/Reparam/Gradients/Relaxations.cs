using System.Runtime.CompilerServices;

namespace Reparam.Gradients;

/// <summary>What the estimators by relaxation share.</summary>
internal static class Relaxations
{
    /// <summary>A temperature, if it is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and finite.</exception>
    public static double Temperature(double value, [CallerMemberName] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value,
            $"{name} must be above 0 and finite, but is {Parameter.Text(value)}. Pass a number such as 0.5.");

    /// <summary>
    /// The score-function estimate with control variates c made of z: less c(z̃) ∇ log p, plus the derivative through
    /// the path of c(z) - c(z̃), where z̃ is conditional on the draw. Each c is scaled by a number that is fitted on
    /// pilot draws to take out most variance.
    /// </summary>
    /// <remarks>Grathwohl, Choi, Wu, Roeder and Duvenaud (2018). The estimate is linear in the scales, so that
    /// its variance is a quadratic function, whose least value linear equations give.</remarks>
    /// <param name="trace">The problem.</param>
    /// <param name="pilot">Runs the pilot draws.</param>
    /// <param name="site">The draw.</param>
    /// <param name="controls">From z to control variates, scalars.</param>
    public static EstimatorGraph Estimate(
        ProblemTrace trace, Pilot pilot, DiscreteSite site, Func<Tensor, Tensor[]> controls)
    {
        Tensor value = trace.Value(site.Draw), score = trace.ByParameters(site.LogProb);
        Tensor plain = value * score + trace.Direct(value);
        // z̃ has the value of z; only its derivative is another.
        Tensor[] free = controls(site.Latent), conditional = controls(site.Conditional());
        Tensor corrections = Tensor.Stack([.. free.Zip(conditional, (c, conditioned) =>
            trace.ByParameters(c - conditioned) - Tensor.StopGradient(c) * score)]);
        Tensor scales = Tensor.Input("scales", [free.Length]);
        return new(value, plain + Tensor.Sum(Tensor.Reshape(scales, [free.Length, 1]) * corrections, 0),
            new(1 + free.Length, 2 * free.Length))
        {
            Noise = [site.Noise],
            Draw = site.Draw,
            Shared = [(scales, Scales(pilot, site.Noise, plain, corrections))],
        };
    }

    /// <summary>The scales s that minimise the variance of plain + Σ s · correction, whose expectations are
    /// zero.</summary>
    private static double[] Scales(Pilot pilot, NoiseInput noise, Tensor plain, Tensor corrections)
    {
        int count = corrections.Shape[0], parameters = plain.Size, draws = Math.Max(512, 32 * count);
        double[][] found = pilot.Run([noise], [plain, corrections], draws);
        var matrix = new double[count * count];
        var right = new double[count];
        for (int i = 0; i < parameters; i++)
        {
            ReadOnlySpan<double> own = found[0].AsSpan(i * draws, draws);
            double mean = 0;
            foreach (double v in own)
            {
                mean += v / draws;
            }
            for (int j = 0; j < count; j++)
            {
                ReadOnlySpan<double> first = found[1].AsSpan((j * parameters + i) * draws, draws);
                for (int d = 0; d < draws; d++)
                {
                    right[j] -= first[d] * (own[d] - mean);
                }
                for (int k = 0; k <= j; k++)
                {
                    ReadOnlySpan<double> second = found[1].AsSpan((k * parameters + i) * draws, draws);
                    for (int d = 0; d < draws; d++)
                    {
                        matrix[j * count + k] += first[d] * second[d];
                    }
                }
            }
        }
        return LinearFit.Solve(matrix, right);
    }
}
