using System.Numerics;

namespace Reparam.Rewriting;

/// <summary>Rows sorted into classes of equals, which are numbered in the order of their first members.</summary>
internal sealed class RowClasses
{
    private RowClasses(int[] ofRow, int[] first)
    {
        OfRow = ofRow;
        First = first;
    }

    /// <summary>The class of each row.</summary>
    public int[] OfRow { get; }

    /// <summary>The first row of each class.</summary>
    public int[] First { get; }

    /// <summary>The number of classes.</summary>
    public int Count => First.Length;

    /// <summary>All rows in one class.</summary>
    public static RowClasses Same(int rows) => new(new int[rows], [0]);

    /// <summary>Rows are equal if all their elements are. One pass over the elements, by hashing.</summary>
    public static RowClasses Of<T>(ReadOnlySpan<T> elements, RowLayout layout)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (outer, rows, inner) = layout;
        var hashes = new ulong[rows];
        for (int o = 0; o < outer; o++)
        {
            for (int row = 0; row < rows; row++)
            {
                ulong hash = hashes[row];
                foreach (T element in elements.Slice((o * rows + row) * inner, inner))
                {
                    hash = (hash ^ ulong.CreateTruncating(element)) * 0x9E3779B97F4A7C15;
                    hash ^= hash >> 29;
                }
                hashes[row] = hash;
            }
        }
        // Open addressing, at most half full: places hold a class and one more, or 0.
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)rows * 2);
        var places = new int[capacity];
        var ofRow = new int[rows];
        var first = new List<int>();
        for (int row = 0; row < rows; row++)
        {
            int place = (int)((hashes[row] * 0xBF58476D1CE4E5B9) >> 32) & (capacity - 1);
            while (places[place] > 0 && !AreEqual(elements, layout, hashes, row, first[places[place] - 1]))
            {
                place = (place + 1) & (capacity - 1);
            }
            if (places[place] == 0)
            {
                first.Add(row);
                places[place] = first.Count;
            }
            ofRow[row] = places[place] - 1;
        }
        return new RowClasses(ofRow, [.. first]);
    }

    /// <summary>Rows that are equal in both.</summary>
    public RowClasses With(RowClasses other)
    {
        if (Count == 1 || other.Count == 1)
        {
            return Count == 1 ? other : this;
        }
        var pairs = new ulong[OfRow.Length];
        for (int row = 0; row < pairs.Length; row++)
        {
            pairs[row] = ((ulong)OfRow[row] << 32) | (uint)other.OfRow[row];
        }
        RowClasses both = Of<ulong>(pairs, new RowLayout(1, pairs.Length, 1));
        // As many classes as before are the same classes.
        return both.Count == Count ? this : both.Count == other.Count ? other : both;
    }

    /// <summary>Whether the same rows are together.</summary>
    public bool IsSameAs(RowClasses other) =>
        ReferenceEquals(this, other) || (Count == other.Count && OfRow.AsSpan().SequenceEqual(other.OfRow));

    /// <summary>The sum of one number a row over each class.</summary>
    public double[] Sums(Func<int, double> number)
    {
        var sums = new double[Count];
        var errors = new double[Count];
        for (int row = 0; row < OfRow.Length; row++)
        {
            // Neumaier's sum: what is lost is gathered beside it.
            int c = OfRow[row];
            double x = number(row), sum = sums[c] + x;
            errors[c] += Math.Abs(sums[c]) >= Math.Abs(x) ? sums[c] - sum + x : x - sum + sums[c];
            sums[c] = sum;
        }
        return [.. sums.Zip(errors, static (sum, error) => sum + error)];
    }

    private static bool AreEqual<T>(ReadOnlySpan<T> elements, RowLayout layout, ulong[] hashes, int row, int other)
        where T : unmanaged, IBinaryInteger<T>
    {
        bool equal = hashes[row] == hashes[other];
        for (int o = 0; equal && o < layout.Outer; o++)
        {
            int start = o * layout.Rows;
            equal = elements.Slice((start + row) * layout.Inner, layout.Inner)
                .SequenceEqual(elements.Slice((start + other) * layout.Inner, layout.Inner));
        }
        return equal;
    }
}
