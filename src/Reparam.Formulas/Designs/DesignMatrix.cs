using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>Columns side by side in an array.</summary>
internal static class DesignMatrix
{
    public static double[,] Fill(ImmutableArray<DesignColumn> columns, bool isCentred)
    {
        var matrix = new double[columns.IsEmpty ? 0 : columns[0].Values.Length, columns.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            var shift = isCentred ? columns[j].Mean : 0;
            for (var i = 0; i < matrix.GetLength(0); i++)
            {
                matrix[i, j] = columns[j].Values[i] - shift;
            }
        }

        return matrix;
    }
}
