namespace Reparam.Primitives;

/// <summary>
/// Makes the node of a scan of what is written in a body, with only that in the loop which must be there.
/// </summary>
/// <remarks>
/// <para>A step costs one dispatch an operation, whatever there is to compute, so work is moved to where it is done for
/// all steps at once. Before: <c>v ← a + b (y[t] - m)² + c v</c> with output <c>log v</c>. After: <c>d = a + b (y -
/// m)²</c> over all t, then <c>v ← d[t] + c v</c>, then <c>log</c> of all carries.</para>
/// <list type="bullet">
/// <item>What depends on neither carry nor elements stays outside, as a captured tensor.</item>
/// <item>What depends on the elements alone is computed before the loop, and is a sequence of it.</item>
/// <item>What no later step depends on is computed after the loop, from the carries and at most as many other numbers a
/// step as there are carries.</item>
/// <item>A carry that nothing asked for depends on is dropped.</item>
/// </list>
/// <para>An operation that gives more numbers than the loop carries and than it reads stays inside: to write its values
/// at all steps and to read them again costs more.</para>
/// </remarks>
internal sealed class ScanBuilder
{
    private readonly Dictionary<Tensor, Change> _changes = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _live = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _loop = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _sunk = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> _kept = [];
    private readonly List<Tensor> _summed = [];
    private List<Tensor> _order = [];
    private ScanLift _lift = new(0);
    private bool[] _isLive = [];
    private int _carried;

    private enum Change
    {
        /// <summary>The same at each step.</summary>
        None,

        /// <summary>Depends on the elements of the step.</summary>
        ByElement,

        /// <summary>Depends on the carries.</summary>
        ByCarry,
    }

    public required int Length { get; init; }

    public required bool IsReverse { get; init; }

    /// <summary>The carries before the first step, and which of them are asked for after the last.</summary>
    public required Tensor[] Initial { get; init; }

    public required bool[] Asked { get; init; }

    /// <summary>Placeholders of the carries, and the carries after a step.</summary>
    public required Tensor[] Carries { get; init; }

    public required Tensor[] NewCarries { get; init; }

    /// <summary>Tensors with one element a step along their first axis, and their placeholders.</summary>
    public required Tensor[] Sequences { get; init; }

    public required Tensor[] Elements { get; init; }

    /// <summary>What is wanted of each step.</summary>
    public required Tensor[] Outputs { get; init; }

    /// <summary>What is wanted as a sum over the steps.</summary>
    public required Tensor[] Sums { get; init; }

    /// <summary>The carries after the last step (null where not asked for), the outputs of all steps, the
    /// sums.</summary>
    public (Tensor?[] Carries, Tensor[] Outputs, Tensor[] Sums) Build()
    {
        FindLiveCarries();
        Classify();
        for (int k = 0; k < Carries.Length; k++)
        {
            if (_isLive[k])
            {
                Keep(NewCarries[k]);
            }
        }
        foreach (Tensor output in Outputs)
        {
            if (!Sink(output, Math.Max(output.Size, _carried)))
            {
                KeepEachStep(output);
            }
        }
        foreach (Tensor sum in Sums)
        {
            if (!Sink(sum, _carried, mustLeave: true) && !_summed.Contains(sum))
            {
                Keep(sum);
                _summed.Add(sum);
            }
        }
        Tensor?[] final = Loop(out ScanBody? body, out Tensor? result);
        foreach (Tensor node in _order.Where(n => _sunk.Contains(n) && !_lift.Contains(n)))
        {
            _lift.Lift(node);
        }
        return (final,
            [.. Outputs.Select(o => _changes[o] == Change.None ? Repeated(o) : _lift[o])],
            [.. Sums.Select(s => _summed.IndexOf(s) is >= 0 and var place ? body!.Sum(result!, place)
                : _changes[s] == Change.None ? s * Length
                : Tensor.Sum(_lift[s], 0))]);
    }

    private void FindLiveCarries()
    {
        _isLive = [.. Asked];
        for (bool changed = true; changed;)
        {
            changed = false;
            IEnumerable<Tensor> Live(Tensor[] carries) => carries.Where((_, k) => _isLive[k]);
            _order = Graph.TopologicalOrder([.. Live(NewCarries), .. Outputs, .. Sums, .. Live(Carries)]);
            var used = new HashSet<Tensor>(_order, ReferenceEqualityComparer.Instance);
            for (int k = 0; k < Carries.Length; k++)
            {
                changed |= !_isLive[k] && used.Contains(Carries[k]);
                _isLive[k] |= used.Contains(Carries[k]);
            }
        }
        for (int k = 0; k < Carries.Length; k++)
        {
            if (_isLive[k])
            {
                _live.Add(Carries[k]);
                _live.Add(NewCarries[k]);
                _carried += Carries[k].Size;
            }
        }
    }

    /// <summary>Finds what changes from step to step, and lifts what does so with the elements alone.</summary>
    private void Classify()
    {
        _lift = new ScanLift(Length);
        foreach (Tensor carry in Carries)
        {
            _changes[carry] = Change.ByCarry;
        }
        for (int i = 0; i < Elements.Length; i++)
        {
            _changes[Elements[i]] = Change.ByElement;
            _lift[Elements[i]] = Sequences[i];
        }
        foreach (Tensor node in _order.Where(n => !_changes.ContainsKey(n)))
        {
            Change change = node.Operands.Select(o => _changes[o]).DefaultIfEmpty().Max();
            _changes[node] = change;
            if (change == Change.ByElement && MayLeave(node)
                && node.Operands.All(o => _changes[o] == Change.None || _lift.Contains(o)))
            {
                _lift.Lift(node);
            }
        }
    }

    /// <summary>Whether an operation may be done outside the loop for all steps at once.</summary>
    private bool MayLeave(Tensor node)
    {
        bool Changes(Tensor operand) => _changes[operand] != Change.None;
        return ScanLift.CanLift(node, Changes)
            && node.Size <= Math.Max(_carried, node.Operands.Where(Changes).Max(o => o.Size));
    }

    /// <summary>Whether a node is known at all steps without a further output of the loop.</summary>
    private bool IsKnown(Tensor node) => _changes[node] == Change.None || _lift.Contains(node) || _sunk.Contains(node)
        || _live.Contains(node) || _kept.Contains(node);

    /// <summary>Leaves a result to be computed after the loop, if this takes no more than some numbers a step from
    /// it.</summary>
    private bool Sink(Tensor root, int allowance, bool mustLeave = false)
    {
        var visited = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        List<Tensor> outside = [], frontier = [];
        var stack = new Stack<Tensor>([root]);
        while (stack.TryPop(out Tensor? node))
        {
            if (IsKnown(node) || !visited.Add(node))
            {
                continue;
            }
            if (_loop.Contains(node) || !MayLeave(node))
            {
                frontier.Add(node);
                continue;
            }
            outside.Add(node);
            foreach (Tensor operand in node.Operands)
            {
                stack.Push(operand);
            }
        }
        if (frontier.Sum(n => n.Size) > allowance || (mustLeave && frontier.Contains(root)))
        {
            return false;
        }
        _sunk.UnionWith(outside);
        frontier.ForEach(KeepEachStep);
        return true;
    }

    private void KeepEachStep(Tensor node)
    {
        Keep(node);
        _kept.Add(node);
    }

    /// <summary>Marks what must be computed in the loop for a result.</summary>
    private void Keep(Tensor root)
    {
        var stack = new Stack<Tensor>([root]);
        while (stack.TryPop(out Tensor? node))
        {
            if (_changes[node] != Change.None && !_lift.Contains(node) && !Carries.Contains(node) && _loop.Add(node))
            {
                foreach (Tensor operand in node.Operands)
                {
                    stack.Push(operand);
                }
            }
        }
    }

    /// <summary>Makes the node; what is known from it is added to the lifted.</summary>
    private Tensor?[] Loop(out ScanBody? body, out Tensor? result)
    {
        int[] live = [.. Enumerable.Range(0, Carries.Length).Where(k => _isLive[k])];
        Tensor[] results = [.. live.Select(k => NewCarries[k]), .. _kept, .. _summed];
        (body, result) = (null, null);
        var final = new Tensor?[Carries.Length];
        if (results.Length == 0)
        {
            return final;
        }
        var placeholders = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        List<Tensor> sequences = [], captured = [];
        var read = new HashSet<Tensor>(
            results.Concat(_order.Where(_loop.Contains).SelectMany(n => n.Operands)),
            ReferenceEqualityComparer.Instance);
        foreach (Tensor node in _order.Where(n => read.Contains(n) && !_loop.Contains(n)))
        {
            if (_lift.Contains(node))
            {
                sequences.Add(node);
            }
            else if (_changes[node] == Change.None && node.Primitive != Leaves.Constant)
            {
                captured.Add(node);
            }
        }
        foreach (Tensor node in live.Select(k => Carries[k]).Concat(sequences).Concat(captured))
        {
            placeholders[node] = Tensor.Input(
                _lift.Contains(node) ? "element" : _changes[node] == Change.None ? "captured" : "carry", node.Shape);
        }
        Tensor[] step = Graph.Substitute(results, placeholders);
        Tensor[] Placeholders(IEnumerable<Tensor> nodes) => [.. nodes.Select(n => placeholders[n])];
        body = new ScanBody(Length, IsReverse, Placeholders(live.Select(k => Carries[k])), Placeholders(sequences),
            Placeholders(captured), step[..live.Length], step[live.Length..^_summed.Count], step[^_summed.Count..]);
        result = new Tensor(Recurrences.Scan, body,
            [.. live.Select(k => Initial[k]), .. sequences.Select(n => _lift[n]), .. captured]);
        for (int i = 0; i < live.Length; i++)
        {
            int k = live[i];
            final[k] = Asked[k] ? body.Final(result, i) : null;
            _lift[Carries[k]] = body.Before(result, i);
            if (_loop.Contains(NewCarries[k]))
            {
                _lift[NewCarries[k]] = body.After(result, i);
            }
        }
        for (int i = 0; i < _kept.Count; i++)
        {
            _lift[_kept[i]] = body.Output(result, i);
        }
        return final;
    }

    private Tensor Repeated(Tensor x) => Tensor.BroadcastTo(x, Shape.Create([Length, .. x.Shape.Lengths]));
}
