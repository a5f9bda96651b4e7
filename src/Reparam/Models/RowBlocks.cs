using System.Runtime.CompilerServices;
using Reparam.Data;
using Reparam.Primitives;

namespace Reparam;

/// <summary>
/// The rows of a source as inputs of one block, which is filled again and again. What is computed from it is an
/// estimate from the rows in the block: each is weighted by N over their number, and rows that fill up the block by
/// zero.
/// </summary>
internal sealed class RowBlocks
{
    /// <summary>The most rows of a block: with eight draws, a value of each of them is 64 kB, which stays in the
    /// second-level cache.</summary>
    private const int MostRows = 1024;

    private readonly List<Tensor> _inputs = [];
    private readonly List<int[]> _columns = [];
    private readonly double[] _column;

    /// <param name="name">What a row is.</param>
    /// <param name="source">The rows, at least 1.</param>
    public RowBlocks(string name, IRowSource source)
    {
        (Name, Source) = (name, source);
        Count = (source.RowCount - 1) / MostRows + 1;
        // Blocks are as equal as can be, so that at most one row of each is filled up.
        Length = (int)((source.RowCount - 1) / Count + 1);
        _column = new double[Length];
        Weights = Tensor.Input($"weights of the rows of '{name}'", [Length], identity: this);
        _inputs.Add(Weights);
        _columns.Add([]);
    }

    /// <summary>What a row is.</summary>
    public string Name { get; }

    /// <summary>The rows.</summary>
    public IRowSource Source { get; }

    /// <summary>The number of blocks that hold all rows.</summary>
    public long Count { get; }

    /// <summary>Rows of a block, some of which may fill it up.</summary>
    public int Length { get; }

    /// <summary>A weight for each row of the block: N / rows in it, or 0.</summary>
    public Tensor Weights { get; }

    /// <summary>Everything that a block gives, the weights first.</summary>
    public IReadOnlyList<Tensor> Inputs => _inputs;

    /// <summary>The first row of a block of all rows.</summary>
    public long First(long block) =>
        block * (Source.RowCount / Count) + Math.Min(block, Source.RowCount % Count);

    /// <summary>The input that gives some columns: a vector for one by itself, a matrix for several.</summary>
    /// <param name="columns">Their places in the source.</param>
    /// <param name="isMatrix">Whether one column is a matrix, too.</param>
    public Tensor Input(int[] columns, bool isMatrix)
    {
        Shape shape = isMatrix ? [Length, columns.Length] : [Length];
        int known = Enumerable.Range(1, _inputs.Count - 1)
            .FirstOrDefault(i => _columns[i].AsSpan().SequenceEqual(columns) && _inputs[i].Shape == shape);
        if (known == 0)
        {
            string[] names = [.. columns.Select(c => Source.Columns[c].Name)];
            known = _inputs.Count;
            _inputs.Add(Tensor.Input(string.Join(", ", names), shape, identity: this));
            _columns.Add(columns);
        }
        return _inputs[known];
    }

    /// <summary>Room for the values of all inputs.</summary>
    public double[][] Buffers() => [.. _inputs.Select(input => new double[input.Size])];

    /// <summary>Fills a block with rows that follow each other.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many, at least 1 and at most <see cref="Length"/>.</param>
    /// <param name="buffers">Receives the values of the inputs.</param>
    /// <exception cref="InvalidDataException">A number is not finite, or a category has no level.</exception>
    public void Load(long first, int count, double[][] buffers) => Load(count, buffers,
        (column, destination) => Source.Read(column, first, destination), row => first + row);

    /// <summary>Fills a block with any rows.</summary>
    /// <inheritdoc cref="Load(long, int, double[][])"/>
    /// <param name="rows">The rows, at least 1 and at most <see cref="Length"/>.</param>
    /// <param name="buffers">Receives the values of the inputs.</param>
    public void Load(long[] rows, double[][] buffers) => Load(rows.Length, buffers, (column, destination) =>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Source.Read(column, rows[i], destination.Slice(i, 1));
        }
    }, row => rows[row]);

    private delegate void Reader(int column, Span<double> destination);

    private void Load(int count, double[][] buffers, Reader read, Func<int, long> row)
    {
        for (int i = 1; i < buffers.Length; i++)
        {
            int[] columns = _columns[i];
            for (int c = 0; c < columns.Length; c++)
            {
                double[] target = columns.Length == 1 ? buffers[i] : _column;
                Span<double> values = target.AsSpan(0, count);
                read(columns[c], values);
                SourceColumn description = Source.Columns[columns[c]];
                int bad = description.FirstInvalid(values);
                if (bad >= 0)
                {
                    throw new InvalidDataException(FormattableString.Invariant(
                        $"Rows '{Name}': column '{description.Name}' is {values[bad]} in row {row(bad)} (counted ") +
                        $"from 0), but must be {description.Expectation}.");
                }
                // Rows that fill up the block repeat one that is there, so that they cost no exceptional arithmetic.
                target.AsSpan(count).Fill(values[0]);
                if (columns.Length > 1)
                {
                    Interleave(target, buffers[i], c, columns.Length);
                }
            }
        }
        buffers[0].AsSpan(0, count).Fill((double)Source.RowCount / count);
        buffers[0].AsSpan(count).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave(ReadOnlySpan<double> column, Span<double> matrix, int place, int width)
    {
        foreach (double value in column)
        {
            matrix[place] = value;
            place += width;
        }
    }

    /// <summary>Whether a tensor is one of the inputs.</summary>
    public bool Gives(Tensor tensor) =>
        tensor.Attributes is InputAttributes { Identity: RowBlocks owner } && owner == this;
}
