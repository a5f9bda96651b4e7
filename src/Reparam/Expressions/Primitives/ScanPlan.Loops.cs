namespace Reparam.Primitives;

// Operations as bare loops: a step of few lanes costs little more than what it takes to call its operations.
internal sealed partial class ScanPlan
{
    private const int MostLoops = 8;

    private readonly HashSet<Tensor> _fused = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds operations that are done together with the one operation that uses their result.</summary>
    private void FindFused(List<Tensor> nodes, Tensor[] results)
    {
        ILookup<Tensor, Tensor> users = nodes.SelectMany(n => n.Operands.Select(o => (o, n)))
            .ToLookup(u => u.o, u => u.n, (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance);
        bool IsPlain(Tensor node) => node.Varies && node.Operands.Length == 2
            && node.Operands.All(o => o.Varies ? o.Shape == node.Shape : o.Size == 1);
        foreach (Tensor outer in nodes.Where(IsPlain))
        {
            Tensor? inner = outer.Operands.FirstOrDefault(o => o.Shape == outer.Shape && IsPlain(o)
                && !o.Operands.Any(_fused.Contains) && users[o].Count() == 1 && !results.Contains(o)
                && ElementwiseLoops.Fused(outer.Primitive, o.Primitive, true, [false, false, false]) != 0);
            if (inner is not null)
            {
                _fused.Add(inner);
            }
        }
    }

    /// <summary>What an operation reads, with that of one done together with it in the place of its result.</summary>
    private Tensor[] Reads(Tensor node) =>
        [.. node.Operands.SelectMany(o => _fused.Contains(o) ? o.Operands : [o])];

    /// <summary>Runs an operation as bare loops: one, or a few where it repeats an operand or moves elements.</summary>
    private bool TryLoops(Tensor node, ScanAddress home)
    {
        Tensor[] o = Reads(node);
        if (!node.Varies)
        {
            return false;
        }
        if (node.Primitive.BareLoop is { } loop)
        {
            if (node.Attributes is ReductionAxes)
            {
                var (starts, steps) = Reductions.Layout(node);
                return steps.Length == 2 && Loops(node.Size,
                    [.. steps.Select(step => (o[0], (int[]?)[.. starts.Select(s => s + step)]))], loop, home);
            }
            (Tensor, int[]?)[] operands = [.. o.Select(operand => (operand, operand.Shape.BroadcastMap(node.Shape)))];
            if (o.Length == node.Operands.Length)
            {
                return Loops(node.Size, operands, loop, home);
            }
            int inner = _fused.Contains(node.Operands[0]) ? 0 : 1;
            return Loops(node.Size, operands, isNumber => ElementwiseLoops.Fused(
                node.Primitive, node.Operands[inner].Primitive, inner == 0, isNumber), home);
        }
        if (node.Primitive == Rearrangements.Concatenate && o.Length <= MostLoops
            && o.All(part => part.Varies || part.Size == 1))
        {
            long next = home.Start;
            foreach (Tensor part in o)
            {
                Loops(part.Size, [(part, null)], ElementwiseLoops.Copy, home with { Start = next });
                next += part.Size;
            }
            return true;
        }
        if (node.Primitive == Rearrangements.Accumulate && ((IndexMap)node.Attributes!).Start() is { } start)
        {
            Place(o[0], start, node.Size, home);
            return true;
        }
        if (node.Primitive == Rearrangements.Take)
        {
            int[] source = ((IndexMap)node.Attributes!).Source;
            return !source.Contains(-1) && Loops(node.Size, [(o[0], source)], ElementwiseLoops.Copy, home);
        }
        return false;
    }

    /// <summary>A part between zeros, added to them as the kernel does: 0 + x.</summary>
    private void Place(Tensor part, int start, int size, ScanAddress home)
    {
        Tensor zero = Tensor.Constant([0], Shape.Scalar);
        void Fill(int from, int to)
        {
            if (from < to)
            {
                Loops(to - from, [(zero, new int[to - from])], ElementwiseLoops.Copy,
                    home with { Start = home.Start + from });
            }
        }
        Fill(0, start);
        Loops(part.Size, [(zero, new int[part.Size]), (part, null)], Elementwise.Add.BareLoop!,
            home with { Start = home.Start + start });
        Fill(start + part.Size, size);
    }

    private bool Loops(int size, (Tensor Operand, int[]? Map)[] operands, Func<bool[], nint> loop, ScanAddress home)
    {
        bool[] isNumber = [.. operands.Select(o => !o.Operand.Varies)];
        List<int> starts = [];
        for (int e = 0; e < size; e++)
        {
            if (e == 0 || operands.Any(o => (o.Map?[e] ?? e) - (o.Map?[e - 1] ?? e - 1) != (o.Operand.Varies ? 1 : 0)))
            {
                starts.Add(e);
            }
        }
        if (starts.Count > MostLoops)
        {
            return false;
        }
        starts.Add(size);
        for (int i = 0; i + 1 < starts.Count; i++)
        {
            int first = Addresses.Count, start = starts[i];
            for (int place = 0; place < 3; place++)
            {
                var (operand, map) = operands[Math.Min(place, operands.Length - 1)];
                ScanAddress address = Where(operand);
                Add(address with { Start = address.Start + (map?[start] ?? start) });
            }
            int result = Add(home with { Start = home.Start + start });
            Operations.Add(new(loop(isNumber), starts[i + 1] - start, null, first, result, 0, true));
        }
        return true;
    }
}
