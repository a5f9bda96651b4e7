using System.Collections.Concurrent;

namespace Reparam.Primitives;

/// <summary>
/// What a <see cref="Recurrences.Scan"/> computes at each step: expressions of placeholders, and how its one result is
/// laid out.
/// </summary>
/// <remarks>
/// <para>The operands of the node are, in this order, the initial carries, the sequences, whose first axis is the
/// step, and the captured tensors, which are the same in all steps. Each has its placeholder here: an input of the
/// shape that it has at one step.</para>
/// <para>The result is a vector of one block after another: for each carry its history, one row more than there are
/// steps, with the initial value first (last, when the scan runs in reverse); for each output one row a step; for each
/// sum its total over the steps. The history is what the reverse pass starts each step from, and the final carry is one
/// of its rows.</para>
/// <para>Placeholders do not vary by draw, whatever the operands do, so that derivatives of the body sum over no draws.
/// Which values vary is decided when a node is prepared to run.</para>
/// </remarks>
internal sealed class ScanBody
{
    private readonly ConcurrentDictionary<(int, int), int[]> _ranges = new();
    private readonly ConcurrentDictionary<string, ScanProgram> _programs = new();
    private ScanBody? _folded;

    public ScanBody(int length, bool reverse, Tensor[] carries, Tensor[] elements, Tensor[] captured,
        Tensor[] newCarries, Tensor[] outputs, Tensor[] sums)
    {
        (Length, IsReverse, Carries, Elements, Captured) = (length, reverse, carries, elements, captured);
        (NewCarries, Outputs, Sums) = (newCarries, outputs, sums);
        int start = 0;
        int Block(long size)
        {
            int begin = start;
            start = checked((int)(start + size));
            return begin;
        }
        HistoryStarts = [.. carries.Select(c => Block((length + 1L) * c.Size))];
        OutputStarts = [.. outputs.Select(o => Block((long)length * o.Size))];
        SumStarts = [.. sums.Select(s => Block(s.Size))];
        Size = start;
    }

    /// <summary>The number of steps.</summary>
    public int Length { get; }

    /// <summary>Whether the last element of the sequences comes first.</summary>
    public bool IsReverse { get; }

    /// <summary>The placeholders of the carries before a step.</summary>
    public Tensor[] Carries { get; }

    /// <summary>The placeholders of the sequences' elements at a step.</summary>
    public Tensor[] Elements { get; }

    /// <summary>The placeholders of what is the same in all steps.</summary>
    public Tensor[] Captured { get; }

    /// <summary>The carries after a step.</summary>
    public Tensor[] NewCarries { get; }

    /// <summary>What is kept of each step.</summary>
    public Tensor[] Outputs { get; }

    /// <summary>What is added up over the steps.</summary>
    public Tensor[] Sums { get; }

    /// <summary>Where in the result the history of each carry begins.</summary>
    public int[] HistoryStarts { get; }

    /// <summary>Where in the result each output begins.</summary>
    public int[] OutputStarts { get; }

    /// <summary>Where in the result each sum begins.</summary>
    public int[] SumStarts { get; }

    /// <summary>The number of elements of the result.</summary>
    public int Size { get; }

    /// <summary>The placeholders in the order of the operands.</summary>
    public IEnumerable<Tensor> Placeholders => Carries.Concat(Elements).Concat(Captured);

    /// <summary>All that is computed at a step: new carries, outputs, sums.</summary>
    public IEnumerable<Tensor> Results => NewCarries.Concat(Outputs).Concat(Sums);

    /// <summary>How smooth a step is: as its least smooth operation.</summary>
    public Regularity Regularity =>
        Graph.TopologicalOrder(Results).Select(static node => node.Regularity).DefaultIfEmpty().Max();

    /// <summary>The carry before each step, in the order of the sequences: [steps, carry].</summary>
    public Tensor Before(Tensor result, int carry) => Rows(result, carry, IsReverse ? 1 : 0);

    /// <summary>The carry after each step, in the order of the sequences: [steps, carry].</summary>
    public Tensor After(Tensor result, int carry) => Rows(result, carry, IsReverse ? 0 : 1);

    /// <summary>The carry after the last step.</summary>
    public Tensor Final(Tensor result, int carry)
    {
        int size = Carries[carry].Size;
        return Part(result, HistoryStarts[carry] + (IsReverse ? 0 : Length * size), Carries[carry].Shape);
    }

    /// <summary>An output: [steps, output].</summary>
    public Tensor Output(Tensor result, int output) =>
        Part(result, OutputStarts[output], Steps(Outputs[output].Shape));

    /// <summary>A sum.</summary>
    public Tensor Sum(Tensor result, int sum) => Part(result, SumStarts[sum], Sums[sum].Shape);

    /// <summary>The same body with its results rewritten; the rewriting is done once.</summary>
    /// <param name="rewrite">What equivalent expressions to compute instead.</param>
    public ScanBody Folded(Func<Tensor[], Tensor[]> rewrite)
    {
        if (_folded is null)
        {
            Tensor[] results = rewrite([.. Results]);
            int outputs = Carries.Length + Outputs.Length;
            var folded = new ScanBody(Length, IsReverse, Carries, Elements, Captured,
                results[..Carries.Length], results[Carries.Length..outputs], results[outputs..]);
            folded._folded = folded;
            // Two threads may both have come here: one body is kept, so that equal scans stay equal.
            Interlocked.CompareExchange(ref _folded, folded, null);
        }
        return _folded;
    }

    /// <summary>The program of a node with this body: one for each choice of operands that vary by draw.</summary>
    public ScanProgram Program(Tensor node) => _programs.GetOrAdd(
        new string([.. node.Operands.Select(static o => o.Varies ? 'v' : 's')]), _ => ScanProgram.Create(this, node));

    /// <summary>Which step an element of the result belongs to: a shape whose first axis is the step, and the element
    /// in it. The initial carry, and a sum, belong to none, and keep their own shape.</summary>
    public (Shape Shape, int Element) Locate(int element)
    {
        for (int k = 0; k < Carries.Length; k++)
        {
            Shape shape = Carries[k].Shape;
            int inside = element - HistoryStarts[k] - (IsReverse ? 0 : shape.Size), initial = IsReverse ? Length : -1;
            if (inside < Length * shape.Size + (IsReverse ? shape.Size : 0))
            {
                return inside < 0 || inside / shape.Size == initial
                    ? (shape, (inside + shape.Size) % shape.Size) : (Steps(shape), inside);
            }
        }
        for (int j = 0; j < Outputs.Length; j++)
        {
            if (element - OutputStarts[j] < Length * Outputs[j].Size)
            {
                return (Steps(Outputs[j].Shape), element - OutputStarts[j]);
            }
        }
        int sum = Array.FindLastIndex(SumStarts, start => start <= element);
        return (Sums[sum].Shape, element - SumStarts[sum]);
    }

    /// <summary>A shape with the axis of the steps in front.</summary>
    public Shape Steps(Shape shape) => Shape.Create([Length, .. shape.Lengths]);

    private Tensor Rows(Tensor result, int carry, int first)
    {
        Shape shape = Carries[carry].Shape;
        return Part(result, HistoryStarts[carry] + first * shape.Size, Steps(shape));
    }

    private Tensor Part(Tensor result, int start, Shape shape)
    {
        int size = shape.Size;
        // Index maps are equal when they share their array.
        int[] range = _ranges.GetOrAdd((start, size), static r => [.. Enumerable.Range(r.Item1, r.Item2)]);
        return Tensor.Reshape(size == result.Size ? result : Tensor.Take(result, "slice", range, [size]), shape);
    }
}
