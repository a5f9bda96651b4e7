namespace Reparam.Tests.Expressions;

/// <summary>Derivatives by central differences and Richardson extrapolation (Ridders 1982).</summary>
internal static class NumericalDerivative
{
    private const int Levels = 5;

    /// <summary>The derivative of a vector function of one number at 0. The error of the functions in these tests is
    /// about 1e-11 of their size: truncation h¹⁰ from h = 0.02, rounding 1e-16 / 0.00125.</summary>
    public static double[] AtZero(Func<double, double[]> function, double step = 0.02)
    {
        var rows = new double[Levels][][];
        for (int level = 0; level < Levels; level++, step /= 2)
        {
            double[] above = [.. function(step)], below = [.. function(-step)];
            double half = step;
            rows[level] = new double[level + 1][];
            rows[level][0] = [.. above.Zip(below, (a, b) => (a - b) / (2 * half))];
            for (int j = 1; j <= level; j++)
            {
                double factor = Math.Pow(4, j);
                rows[level][j] = [.. rows[level][j - 1].Zip(
                    rows[level - 1][j - 1], (fine, coarse) => (factor * fine - coarse) / (factor - 1))];
            }
        }
        return [.. Enumerable.Range(0, rows[0][0].Length).Select(i => Best(rows, i))];
    }

    /// <summary>The extrapolation that agrees best with its two ancestors.</summary>
    private static double Best(double[][][] rows, int element)
    {
        double best = rows[0][0][element], error = double.PositiveInfinity;
        for (int level = 1; level < Levels; level++)
        {
            for (int j = 1; j <= level; j++)
            {
                double value = rows[level][j][element];
                double difference = Math.Max(
                    Math.Abs(value - rows[level][j - 1][element]), Math.Abs(value - rows[level - 1][j - 1][element]));
                if (difference <= error)
                {
                    (best, error) = (value, difference);
                }
            }
        }
        return best;
    }
}
