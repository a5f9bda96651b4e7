using Reparam.Distributions;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>The second table of <c>paths</c>: what a beta variable's two numbers of noise cost in variance. Of all
/// paths its quantile at one number of noise has the gradient of least variance: any other's average, given the
/// variable, is that one's.</summary>
internal static class PathVariance
{
    private const int Draws = 400_000;

    public static void Print(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant(
            $"Variance of a draw's gradient over that with one number of noise, {Draws} draws;"));
        output.WriteLine("in brackets the standard deviation with one and with two, in units of the gradient.");
        output.WriteLine();
        output.WriteLine($"{"",-16}{"dE[x]/da",22}{"dE[x]/db",22}{"dE[log x]/da",22}{"dE[log x]/db",22}");
        foreach ((double a, double b) in new[]
            { (0.1, 0.1), (0.5, 0.5), (2, 3), (0.3, 5), (1, 20), (20, 1), (1000.0, 2000.0) })
        {
            (double Mean, double Variance)[] two = Moments(
                a, b, [2], static (p, noise) => new Beta(p[0], p[1]).FromNoise(noise));
            (double Mean, double Variance)[] one = Moments(
                a, b, [], static (p, noise) => Sigmoid(LogitBetaQuantile(p[0], p[1], noise)));
            output.WriteLine(FormattableString.Invariant($"{$"beta({a},{b})",-16}")
                + string.Concat(two.Zip(one, static (t, o) => FormattableString.Invariant(
                    $"{t.Variance / o.Variance,8:F2} ({Relative(o),5:F2},{Relative(t),5:F2})"))));
        }
    }

    private static double Relative((double Mean, double Variance) moments) =>
        Math.Sqrt(moments.Variance) / Math.Abs(moments.Mean);

    private static (double Mean, double Variance)[] Moments(
        double a, double b, Shape noiseShape, Func<Tensor[], Tensor, Tensor> draw)
    {
        // A parameter of its own for each draw has a gradient of its own for each draw.
        Tensor[] p = [Input("a", [], varies: true), Input("b", [], varies: true)];
        Tensor noise = Input("noise", noiseShape, varies: true), x = draw(p, noise);
        var numbers = new double[Draws * noise.Size];
        NoiseKind.Normal.Fill(RandomKey.FromSeed(1), 0, Draws, noise.Size, numbers);
        Tensor[] outputs =
            [.. Differentiate.Gradient(DrawSum(x), p), .. Differentiate.Gradient(DrawSum(Log(x)), p)];
        double[] Own(double value) => [.. Enumerable.Repeat(value, Draws)];
        return [.. Evaluation.Run([.. p, noise], [Own(a), Own(b), numbers], outputs, Draws).Select(static g =>
        {
            double mean = g.Average();
            return (mean, g.Average(v => (v - mean) * (v - mean)));
        })];
    }
}
