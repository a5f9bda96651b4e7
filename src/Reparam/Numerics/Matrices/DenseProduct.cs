using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reparam.Numerics;

/// <summary>What becomes of the numbers where a product goes.</summary>
internal enum ProductMode
{
    /// <summary>C = A B.</summary>
    Set,

    /// <summary>C = C + A B.</summary>
    Add,

    /// <summary>C = C - A B.</summary>
    Subtract,
}

/// <summary>The product of dense matrices that need not fit in cache, of any strides.</summary>
/// <remarks>
/// Goto and van de Geijn (2008), "Anatomy of high-performance matrix multiplication": blocks of A and B are copied to
/// panels in the order in which <see cref="ProductTile{T,TLeft}"/> reads them, so that a panel of B stays in the first
/// cache while the block of A passes from the second. Each element is one chain of fused multiply-adds in the order of
/// the inner index, begun at zero or at what it was: the bits are those of three plain loops, whatever the blocks.
/// </remarks>
internal static unsafe class DenseProduct<T, TLeft>
    where T : unmanaged, INumber<T>
    where TLeft : struct, ILeftElement
{
    private const int Rows = ProductTile<T, TLeft>.Rows;

    // Elements of A are eight times as large when they are packs; one panel of them then stays in the first cache, and
    // the panels of B pass.
    private static int BlockDepth => TLeft.Width == 1 ? 256 : 48;

    private static int BlockRows => TLeft.Width == 1 ? 192 : Rows;

    private static int BlockColumns => TLeft.Width == 1 ? 128 * Tile : 64 * Tile;

    private static int Tile => ProductTile<T, TLeft>.Columns;

    // Copying the elements of A to panels takes as long as some ten multiply-adds with each. Weights times few draws
    // are read where they lie.
    private static int FewColumns => typeof(T) == typeof(float) && TLeft.Width == 1 ? 6 * Tile : 0;

    private static int Pack => Vector512<T>.Count;

    /// <summary>Columns of the next tile where so many are left: of four packs two, since a tile of one has too few
    /// multiply-adds for what it reads.</summary>
    private static int Width(int rest) =>
        TLeft.Width == 1 && Vector512.IsHardwareAccelerated && rest > Tile && rest <= 4 * Pack ? 2 * Pack : Tile;

    /// <summary>Multiplies. The memory of C must not overlap that of A or B.</summary>
    /// <param name="c">Where the product goes.</param>
    /// <param name="a">A, by elements.</param>
    /// <param name="b">B.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C, in numbers.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="mode">What becomes of what is in C.</param>
    /// <param name="lowerOnly">Whether the elements of C above the diagonal are of no interest; some of them are then
    /// left alone.</param>
    public static void Multiply(MatrixView<T> c, MatrixView<T> a, MatrixView<T> b, int m, int n, int k,
        ProductMode mode, bool lowerOnly = false)
    {
        if (TLeft.Width == 1 && c.Run == 1 && b.Run == 1 && Math.Abs(c.RowStride) == 1 && Math.Abs(c.ColumnStride) != 1)
        {
            // Cᵀ = Bᵀ Aᵀ has packs.
            Debug.Assert(!lowerOnly, "The lower triangle would become the upper one.");
            if (c.RowStride < 0)
            {
                (c, a) = (c.Upward(m), a.Upward(m));
            }
            (m, n) = (n, m);
            (c, a, b) = (c.Transposed, b.Transposed, a.Transposed);
        }
        if (k == 0 && mode == ProductMode.Set)
        {
            Clear(c, m, n);
        }
        T factor = mode == ProductMode.Subtract ? -T.One : T.One;
        bool inPlace = n <= FewColumns && mode != ProductMode.Subtract && c.HasPacks && c.Run == 1
            && Vector512.IsHardwareAccelerated && a.RowStride != 1;
        int blocks = Math.Max(1, (k + BlockDepth - 1) / BlockDepth);
        int depthMost = (k + blocks - 1) / blocks, rowsMost = Math.Min(RoundUp(m, Rows), BlockRows);
        T* left = PanelMemory.Left<T>((long)rowsMost * depthMost * TLeft.Width);
        T* right = PanelMemory.Right<T>((long)Math.Min(RoundUp(n, Tile), BlockColumns) * depthMost);
        for (int column = 0; column < n; column += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, n - column);
            for (int first = 0; first < k; first += depthMost)
            {
                int depth = Math.Min(depthMost, k - first);
                PackRight(b, first, depth, column, columns, right);
                bool add = mode != ProductMode.Set || first > 0;
                for (int row = 0; row < m; row += BlockRows)
                {
                    int rows = Math.Min(BlockRows, m - row);
                    if (lowerOnly && column / TLeft.Width >= row + rows)
                    {
                        continue;
                    }
                    // In place or not, rows that do not fill a tile come from a panel.
                    int lying = inPlace ? rows / Rows * Rows : 0;
                    PackLeft(a, row + lying, rows - lying, first, depth, left + (nint)lying * depth * TLeft.Width,
                        factor);
                    Block(c, inPlace ? new(a.At(row, first), a.RowStride, a.ColumnStride) : default, left, right, row,
                        rows, column, columns, depth, add, lowerOnly);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(MatrixView<T> c, MatrixView<T> lying, T* left, T* right, int row, int rows, int column,
        int columns, int depth, bool add, bool lowerOnly)
    {
        int width;
        for (int j = 0; j < columns; j += width, right += (nint)depth * Tile)
        {
            width = Width(columns - j);
            int there = Math.Min(width, columns - j);
            for (int i = 0; i < rows; i += Rows)
            {
                if (lowerOnly && (column + j) / TLeft.Width >= row + i + Rows)
                {
                    continue;
                }
                T* panel = left + (nint)i * depth * TLeft.Width;
                int packs = there / Pack;
                if (lying.Start is not null && i + Rows <= rows && packs * Pack == there)
                {
                    ProductTile<T, TLeft>.RunInPlace(packs, depth, lying.Start + i * lying.RowStride, lying.RowStride,
                        lying.ColumnStride, right, c.At(row + i, column + j), c.RowStride, add);
                }
                else if (lying.Start is not null && i + Rows <= rows)
                {
                    Panels<T>.Gather(lying.Start + i * lying.RowStride, lying.ColumnStride, lying.RowStride, Rows,
                        depth, panel, Rows, T.One);
                    Edge(c, row + i, Rows, column + j, there, depth, panel, right, add);
                }
                else if (Vector512.IsHardwareAccelerated && c.HasPacks && c.Run == 1 && packs is 1 or 2
                    && i + Rows <= rows && packs * Pack == there)
                {
                    ProductTile<T, TLeft>.Run(
                        packs, depth, panel, right, c.At(row + i, column + j), c.RowStride, add);
                }
                else if (c.HasPacks && i + Rows <= rows && there == Tile)
                {
                    T* first = c.At(row + i, column + j), second = c.At(row + i, column + j + Pack);
                    T* third = c.At(row + i, column + j + 2 * Pack);
                    if (i + 2 * Rows <= rows)
                    {
                        nint down = Rows * c.RowStride;
                        Prefetch(first + down, second + down, third + down, c.RowStride);
                    }
                    else if (j + 2 * Tile <= columns)
                    {
                        int next = column + j + Tile;
                        Prefetch(c.At(row, next), c.At(row, next + Pack), c.At(row, next + 2 * Pack), c.RowStride);
                    }
                    ProductTile<T, TLeft>.Run(depth, panel, right, first, second, third, c.RowStride, add);
                }
                else
                {
                    Edge(c, row + i, Math.Min(Rows, rows - i), column + j, there, depth, panel, right, add);
                }
            }
        }
    }

    /// <summary>Asks for the next tile; its rows are too far apart for the machine to foresee it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(T* first, T* second, T* third, nint stride)
    {
        if (Sse.IsSupported)
        {
            for (int i = 0; i < Rows; i++, first += stride, second += stride, third += stride)
            {
                Sse.Prefetch0(first);
                Sse.Prefetch0(second);
                Sse.Prefetch0(third);
            }
        }
    }

    /// <summary>A tile of which not all exists, or whose rows do not lie in packs.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Edge(MatrixView<T> c, int row, int rows, int column, int columns, int depth, T* left, T* right,
        bool add)
    {
        T* room = stackalloc T[(Rows + 1) * Tile];
        T* tile = PanelMemory.Align(room);
        if (add)
        {
            new Span<T>(tile, Rows * Tile).Clear();
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    tile[i * Tile + j] = *c.At(row + i, column + j);
                }
            }
        }
        ProductTile<T, TLeft>.Run(depth, left, right, tile, tile + Pack, tile + 2 * Pack, Tile, add);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                *c.At(row + i, column + j) = tile[i * Tile + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackLeft(MatrixView<T> a, int row, int rows, int first, int depth, T* target, T factor)
    {
        for (int i = 0; i < rows; i += Rows, target += (nint)Rows * depth * TLeft.Width)
        {
            int there = Math.Min(Rows, rows - i);
            T* source = a.Start + (row + i) * a.RowStride + first * a.ColumnStride;
            if (TLeft.Width == 1)
            {
                Panels<T>.Gather(source, a.ColumnStride, a.RowStride, there, depth, target, Rows, factor);
                continue;
            }
            for (int r = 0; r < Rows; r++)
            {
                // Rows that do not exist repeat the last one; what comes of them is not kept.
                Panels<T>.GatherPacks(source + Math.Min(r, there - 1) * a.RowStride, a.ColumnStride, depth,
                    target + r * TLeft.Width, Rows * TLeft.Width, factor);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRight(MatrixView<T> b, int first, int depth, int column, int columns, T* target)
    {
        int width;
        for (int j = 0; j < columns; j += width, target += (nint)depth * Tile)
        {
            width = Width(columns - j);
            for (int pack = 0; pack < width; pack += 8)
            {
                int there = Math.Clamp(columns - j - pack, 0, 8);
                Panels<T>.Gather(there > 0 ? b.At(first, column + j + pack) : b.Start, b.RowStride, b.Apart, there,
                    depth, target + pack, Tile, T.One);
            }
        }
    }

    private static void Clear(MatrixView<T> c, int m, int n)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                *c.At(i, j) = T.Zero;
            }
        }
    }

    private static int RoundUp(int count, int unit) => checked((count + unit - 1) / unit * unit);
}
