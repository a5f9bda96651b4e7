using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>Columns side by side in an array.</summary>
internal static class DesignMatrix
{
    public static double[,] Fill(ImmutableArray<DesignColumn> columns, int rowCount, bool isCentred)
    {
        var matrix = new double[rowCount, columns.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            var shift = isCentred ? columns[j].Mean : 0;
            for (var i = 0; i < rowCount; i++)
            {
                matrix[i, j] = columns[j].Values[i] - shift;
            }
        }

        return matrix;
    }
}
