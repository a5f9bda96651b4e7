using System.Runtime.CompilerServices;
using Reparam.Numerics;

namespace Reparam.Diagnostics;

/// <summary>Finds the largest of many values without sorting all of them.</summary>
internal static class LargestValues
{
    /// <summary>The largest values in increasing order. Of equal ones the later are larger.</summary>
    /// <param name="values">None is NaN.</param>
    /// <param name="largest">Receives them, as many as it holds.</param>
    /// <param name="places">Receives their places among the values.</param>
    /// <returns>The next smaller value; −∞ where there is none.</returns>
    public static double Of(ReadOnlySpan<double> values, Span<double> largest, Span<int> places)
    {
        int others = values.Length - largest.Length;
        double below = double.NegativeInfinity;
        if (others > 0)
        {
            double[] copy = LargeArrays.Rent(values.Length);
            values.CopyTo(copy);
            below = Select(copy.AsSpan(0, values.Length), others - 1);
            LargeArrays.Return(copy);
        }
        // What is above the next smaller value is wanted, and of what equals it the last.
        int ties = largest.Length;
        foreach (double value in values)
        {
            ties -= value > below ? 1 : 0;
        }
        for (int i = values.Length - 1, next = largest.Length; next > 0; i--)
        {
            if (values[i] > below || (values[i] == below && ties-- > 0))
            {
                (largest[--next], places[next]) = (values[i], i);
            }
        }
        SortStably(largest, places);
        return below;
    }

    /// <summary>The value of a rank, from 0, in increasing order (Hoare 1961, "Algorithm 65: find").</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Select(Span<double> values, int rank)
    {
        while (values.Length > 1)
        {
            double pivot = MedianOfThree(values[0], values[values.Length / 2], values[^1]);
            int low = 0, high = values.Length - 1;
            while (low <= high)
            {
                while (values[low] < pivot)
                {
                    low++;
                }
                while (values[high] > pivot)
                {
                    high--;
                }
                if (low <= high)
                {
                    (values[low], values[high]) = (values[high], values[low]);
                    low++;
                    high--;
                }
            }
            if (rank <= high)
            {
                values = values[..(high + 1)];
            }
            else if (rank >= low)
            {
                values = values[low..];
                rank -= low;
            }
            else
            {
                return pivot;
            }
        }
        return values[0];
    }

    private static double MedianOfThree(double a, double b, double c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static void SortStably(Span<double> values, Span<int> places)
    {
        values.Sort(places);
        int start = 0;
        for (int i = 1; i <= values.Length; i++)
        {
            if (i == values.Length || values[i] != values[start])
            {
                places[start..i].Sort();
                start = i;
            }
        }
    }
}
