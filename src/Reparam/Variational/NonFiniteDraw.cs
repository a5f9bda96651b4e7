using System.Globalization;

namespace Reparam.Variational;

/// <summary>Says where the log density stopped being finite, for a fit that ends on it.</summary>
internal static class NonFiniteDraw
{
    private const int ShownUnknowns = 6;

    /// <summary>The first of some draws at which the log density or its gradient is not finite, and why, as sentences
    /// after a blank; empty where there is none.</summary>
    /// <param name="target">The log density.</param>
    /// <param name="coordinates">In these the draws are noise.</param>
    /// <param name="noise">[element · draws + draw].</param>
    /// <param name="draws">The number of draws.</param>
    public static string Describe(LogDensity target, Coordinates coordinates, double[] noise, int draws)
    {
        int n = target.Dimension;
        var points = new double[noise.Length];
        double[] Point(int draw) => [.. Enumerable.Range(0, n).Select(e => points[e * draws + draw])];
        var u = new double[n];
        for (int d = 0; d < draws; d++)
        {
            for (int e = 0; e < n; e++)
            {
                u[e] = noise[e * draws + d];
            }
            coordinates.Apply(u);
            for (int e = 0; e < n; e++)
            {
                points[e * draws + d] = u[e];
            }
        }
        Tensor x = Tensor.Input("x", [n], varies: true);
        Tensor value = Tensor.Spread(target.LogProb(x));
        double[][] results =
            DensityPlan.Run(target, [x], [points], [value, Tensor.Spread(Differentiate.Gradient(value, x)[0])], draws);
        for (int d = 0; d < draws; d++)
        {
            bool finite = double.IsFinite(results[0][d])
                && Enumerable.Range(0, n).All(e => double.IsFinite(results[1][e * draws + d]));
            if (!finite)
            {
                string why = Describe(target, Point(d));
                return string.Create(CultureInfo.InvariantCulture, $" The first such draw is {d} of {draws} ") +
                    "(counted from 0)." + why;
            }
        }
        return "";
    }

    /// <summary>Why the log density or its gradient is not finite at a point; empty where they are.</summary>
    public static string Describe(LogDensity target, double[] point)
    {
        string at = $"x = [{string.Join(", ", point.Take(ShownUnknowns).Select(Parameter.Text))}" +
            $"{(point.Length > ShownUnknowns ? ", ..." : "")}]";
        int bad = Array.FindIndex(point, static v => !double.IsFinite(v));
        return bad >= 0 ? $" The point itself is not finite, in '{target.UnknownNames[bad]}': {at}."
            : target.FindNonFinite(point) is { } origin ? $" At {at}: {origin}"
            : "";
    }
}
