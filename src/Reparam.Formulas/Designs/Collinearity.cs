using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>Finds columns that are linear combinations of earlier ones, by modified Gram-Schmidt with one
/// reorthogonalisation (Björck 1994, section 6) on columns of unit length.</summary>
/// <remarks>Written out because the coefficients of the combination are wanted, to name the columns in it, and in the
/// order of the formula, which a pivoted factorisation does not keep.</remarks>
internal static class Collinearity
{
    /// <summary>R's lm takes a column for dependent when this share of its length or less is left.</summary>
    private const double Tolerance = 1e-7;

    /// <summary>Columns with a coefficient below this, all being of unit length, are not named.</summary>
    private const double Negligible = 1e-6;

    /// <summary>Multiplications to spend; some seconds.</summary>
    private const double GreatestWork = 4e9;

    public static IEnumerable<string> Warnings(ImmutableArray<DesignColumn> columns, bool isCentred, int rowCount)
    {
        var rank = rowCount - (isCentred ? 1 : 0);
        if (columns.Length > rank)
        {
            return
            [
                $"There are {columns.Length} coefficients and {rowCount} rows: the priors decide what the data cannot.",
            ];
        }

        if (4.0 * rowCount * columns.Length * columns.Length > GreatestWork)
        {
            return [$"The {columns.Length} predictors were not checked for collinearity: there are too many."];
        }

        return Find(columns, isCentred);
    }

    private static List<string> Find(ImmutableArray<DesignColumn> columns, bool isCentred)
    {
        var warnings = new List<string>();
        var basis = new List<double[]>();
        var basisColumns = new List<DesignColumn>();
        var triangle = new List<double[]>();
        foreach (var column in columns)
        {
            double[] rest = [.. column.Values.Select(value => isCentred ? value - column.Mean : value)];
            var length = Normalize(rest);
            if (length == 0)
            {
                continue;
            }

            var projection = new double[basis.Count + 1];
            Orthogonalize(rest, basis, projection);
            Orthogonalize(rest, basis, projection);
            projection[^1] = Normalize(rest);
            if (projection[^1] > Tolerance)
            {
                basis.Add(rest);
                basisColumns.Add(column);
                triangle.Add(projection);
                continue;
            }

            var partners = Solve(triangle, projection).Zip(basisColumns)
                .Where(pair => Math.Abs(pair.First) > Negligible).Select(pair => pair.Second.Label).ToArray();
            warnings.Add(
                $"The predictor {column.Label} is a linear combination of {NearestNames.Join(partners, "and")}: the "
                    + "data cannot tell their coefficients apart, only the priors can.");
        }

        return warnings;
    }

    private static void Orthogonalize(double[] vector, List<double[]> basis, double[] projection)
    {
        for (var k = 0; k < basis.Count; k++)
        {
            var direction = basis[k];
            var along = 0.0;
            for (var i = 0; i < vector.Length; i++)
            {
                along += direction[i] * vector[i];
            }

            projection[k] += along;
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] -= along * direction[i];
            }
        }
    }

    private static double Normalize(double[] vector)
    {
        // Scaled first, so that squares of very large or small values neither overflow nor vanish.
        var largest = vector.Max(Math.Abs);
        if (largest == 0)
        {
            return 0;
        }

        var length = largest * Math.Sqrt(vector.Sum(value => value / largest * (value / largest)));
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] /= length;
        }

        return length;
    }

    /// <summary>Back substitution: the coefficients of the basis' columns themselves, from those of the
    /// basis.</summary>
    private static double[] Solve(List<double[]> triangle, double[] projection)
    {
        var solution = projection[..triangle.Count];
        for (var k = triangle.Count - 1; k >= 0; k--)
        {
            solution[k] /= triangle[k][k];
            for (var j = 0; j < k; j++)
            {
                solution[j] -= solution[k] * triangle[k][j];
            }
        }

        return solution;
    }
}
