namespace Reparam.Primitives;

/// <summary>
/// What runs at a step of a scan, in which order, and where each value lies: for operands of which some vary by draw
/// and others do not.
/// </summary>
/// <remarks>
/// <para>A value that is a result of the step is computed in its row of the scan's result. Others lie in scratch
/// memory, whose places are used again once a value is dead; slices and reshapes lie where their operand does.</para>
/// <para>Kernels write whole packs, which past the end of a row that does not vary would be the next row, and in a scan
/// in reverse one that is done. Such values are computed in scratch memory and copied.</para>
/// </remarks>
internal sealed partial class ScanPlan
{
    private readonly ScanBody _body;
    private readonly Dictionary<Tensor, ScanAddress> _homes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _lastUse = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(bool, int), Stack<ScanAddress>> _free = [];
    private int _fixed;
    private int _varying;

    private ScanPlan(ScanBody body, bool varies) => (_body, Varies) = (body, varies);

    /// <summary>Whether the result varies by draw.</summary>
    public bool Varies { get; }

    /// <summary>What runs at a step.</summary>
    public List<ScanOperation> Operations { get; } = [];

    /// <summary>The table of addresses.</summary>
    public List<ScanAddress> Addresses { get; } = [];

    /// <summary>Places that begin as zeros.</summary>
    public List<int> Cleared { get; } = [];

    /// <summary>Copies before the first step: the initial carries.</summary>
    public List<ScanCopy> CopiesBefore { get; } = [];

    /// <summary>Copies at the end of a step: results that could not be computed in their rows.</summary>
    public List<ScanCopy> CopiesEachStep { get; } = [];

    /// <summary>Copies after the last step: sums that could not be added up in their places.</summary>
    public List<ScanCopy> CopiesAfter { get; } = [];

    /// <summary>The numbers of the constants.</summary>
    public List<double> Constants { get; } = [];

    /// <summary>Elements of scratch memory for values that vary by draw.</summary>
    public int VaryingScratch => _varying;

    /// <summary>Numbers of scratch memory for values that do not.</summary>
    public int FixedScratch => _fixed;

    /// <summary>Makes the plan for a node with this body.</summary>
    public static ScanPlan Create(ScanBody body, Tensor node)
    {
        var plan = new ScanPlan(body, node.Varies);
        Tensor[] placeholders = [.. body.Placeholders];
        var inputs = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        int carries = body.Carries.Length;
        for (int i = 0; i < placeholders.Length; i++)
        {
            bool varies = i < carries ? node.Varies : node.Operands[i].Varies;
            Tensor input = Tensor.Input("placeholder", placeholders[i].Shape, varies);
            inputs[placeholders[i]] = input;
            plan.PlaceInput(i, input, node.Operands[i]);
        }
        Tensor[] results = Graph.Substitute([.. body.Results], inputs);
        Tensor[] sums = [.. results[^body.Sums.Length..].Select((sum, i) => plan.Running(sum, i))];
        plan.Lay(results[..carries], results[carries..^body.Sums.Length], sums);
        return plan;
    }

    /// <summary>The row of a history or of an output at the first step, and from step to step.</summary>
    private ScanAddress Row(int blockStart, int size, int row, int rows)
    {
        int first = _body.IsReverse ? rows - 1 - row : row;
        return new(ScanRegion.Result, 0, blockStart + (long)first * size, _body.IsReverse ? -size : size, size, Varies);
    }

    private void PlaceInput(int operand, Tensor input, Tensor value)
    {
        int size = input.Size, carries = _body.Carries.Length;
        if (operand < carries)
        {
            _homes[input] = Row(_body.HistoryStarts[operand], size, 0, _body.Length + 1);
            CopiesBefore.Add(new ScanCopy(
                Add(new(ScanRegion.Operand, operand, 0, 0, size, value.Varies)), Add(_homes[input] with { Step = 0 })));
            return;
        }
        bool isSequence = operand < carries + _body.Elements.Length;
        long start = isSequence && _body.IsReverse ? (long)Math.Max(_body.Length - 1, 0) * size : 0;
        int step = !isSequence ? 0 : _body.IsReverse ? -size : size;
        _homes[input] = new(ScanRegion.Operand, operand, start, step, size, value.Varies);
    }

    /// <summary>A running sum: an addition in place.</summary>
    private Tensor Running(Tensor addend, int sum)
    {
        Tensor total = Tensor.Input("sum", addend.Shape, Varies);
        var place = new ScanAddress(ScanRegion.Result, 0, _body.SumStarts[sum], 0, addend.Size, Varies);
        _homes[total] = Varies ? place : Scratch(addend.Size, varies: false);
        Cleared.Add(Add(_homes[total]));
        var added = new Tensor(Elementwise.Add, null, total, addend);
        _homes[added] = _homes[total];
        if (!Varies)
        {
            CopiesAfter.Add(new ScanCopy(Add(_homes[total]), Add(place)));
        }
        return added;
    }

    private void Lay(Tensor[] carries, Tensor[] outputs, Tensor[] sums)
    {
        Tensor[] results = [.. carries, .. outputs, .. sums];
        List<Tensor> nodes = Graph.TopologicalOrder(results);
        FindFused(nodes, results);
        Tensor[] order = [.. nodes.Where(n => n.Operands.Length > 0 && Alias(n) is null && !_fused.Contains(n))];
        for (int i = 0; i < order.Length; i++)
        {
            foreach (Tensor operand in Reads(order[i]))
            {
                _lastUse[Home(operand).Node] = i;
            }
        }
        List<(Tensor Value, ScanAddress Row)> rows = [];
        for (int k = 0; k < carries.Length; k++)
        {
            rows.Add((carries[k], Row(_body.HistoryStarts[k], carries[k].Size, 1, _body.Length + 1)));
        }
        for (int j = 0; j < outputs.Length; j++)
        {
            rows.Add((outputs[j], Row(_body.OutputStarts[j], outputs[j].Size, 0, _body.Length)));
        }
        foreach (var (value, row) in rows)
        {
            Tensor home = Home(value).Node;
            _lastUse[home] = order.Length;
            if (Varies && home.Varies && home.Operands.Length > 0 && home.Size == value.Size)
            {
                _homes.TryAdd(home, row);
            }
        }
        for (int i = 0; i < order.Length; i++)
        {
            Operate(order[i], i);
        }
        foreach (var (value, row) in rows.Where(r => Where(r.Value) != r.Row))
        {
            CopiesEachStep.Add(new ScanCopy(Add(Where(value)), Add(row)));
        }
    }

    private void Operate(Tensor node, int index)
    {
        List<ScanAddress> dying = [.. Reads(node).Select(o => Home(o).Node).Distinct()
            .Where(o => _lastUse[o] == index && o.Operands.Length > 0).Select(o => _homes[o])
            .Where(a => a.Region is ScanRegion.VaryingScratch or ScanRegion.FixedScratch)];
        if (!_homes.TryGetValue(node, out ScanAddress home))
        {
            int replaced = node.Primitive.IsElementwise
                ? dying.FindIndex(a => a.Size == node.Size && a.Varies == node.Varies) : -1;
            home = replaced >= 0 ? dying[replaced] : Scratch(node.Size, node.Varies);
            dying.Remove(home);
            _homes[node] = home;
        }
        if (!TryLoops(node, home))
        {
            ScanAddress scratch = Scratch(node.Primitive.Scratch(node), node.Varies);
            int operands = Addresses.Count;
            foreach (Tensor operand in node.Operands)
            {
                Add(Where(operand));
            }
            Operations.Add(
                new(0, 0, node.Primitive.Kernel(node), operands, Add(home), Add(scratch), node.Varies));
            dying.Add(scratch);
        }
        dying.ForEach(a => Free(a.Varies, a.Size).Push(a));
    }

    /// <summary>Where the values of a node lie, itself computed or not.</summary>
    private ScanAddress Where(Tensor node)
    {
        var (home, offset) = Home(node);
        if (!_homes.TryGetValue(home, out ScanAddress address))
        {
            address = new(ScanRegion.Constants, 0, Constants.Count, 0, home.Size, Varies: false);
            Constants.AddRange(((ConstantAttributes)home.Attributes!).Values);
            _homes[home] = address;
        }
        return address with { Start = address.Start + offset, Size = node.Size };
    }

    private ScanAddress Scratch(int size, bool varies)
    {
        if (Free(varies, size).TryPop(out ScanAddress free))
        {
            return free;
        }
        if (varies)
        {
            int start = _varying;
            _varying = checked(_varying + size);
            return new(ScanRegion.VaryingScratch, 0, start, 0, size, varies);
        }
        int begin = _fixed;
        _fixed = checked(_fixed + ((size + 7) & ~7));
        return new(ScanRegion.FixedScratch, 0, begin, 0, size, varies);
    }

    private Stack<ScanAddress> Free(bool varies, int size)
    {
        if (!_free.TryGetValue((varies, size), out Stack<ScanAddress>? free))
        {
            _free[(varies, size)] = free = new();
        }
        return free;
    }

    private int Add(ScanAddress address)
    {
        Addresses.Add(address);
        return Addresses.Count - 1;
    }

    /// <summary>The node in whose memory the values of another lie, and where in it.</summary>
    private static (Tensor Node, int Offset) Home(Tensor node)
    {
        int offset = 0;
        while (Alias(node) is { } start)
        {
            offset += start;
            node = node.Operands[0];
        }
        return (node, offset);
    }

    /// <summary>Where in its operand a node's elements stand in order, or null where they do not.</summary>
    private static int? Alias(Tensor node) => Rearrangements.IsAlias(node.Primitive) ? 0
        : node.Primitive == Rearrangements.Take ? ((IndexMap)node.Attributes!).Start()
        : null;
}
