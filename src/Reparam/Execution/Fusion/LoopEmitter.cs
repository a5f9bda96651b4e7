using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>
/// Emits the code of a part of a loop: over packs of eight draws, and in each over the rows of a block. Sums over rows
/// stay in registers until the block ends.
/// </summary>
internal sealed class LoopEmitter
{
    private readonly FusedLoop _loop;
    private readonly DynamicMethod _method;
    private readonly LoopMemory _memory;
    private readonly LoopSections _code;
    private readonly Dictionary<RowValue, LocalBuilder> _values = [];
    private readonly Dictionary<RowValue, int> _uses = [];
    private readonly Dictionary<RowValue, RowNode> _onlyUser = [];
    private readonly Dictionary<RowValue, PointwiseNode> _delayed = [];
    private readonly Dictionary<Tensor, (PointwiseNode First, PointwiseNode Second)> _twins =
        new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RowValue, LocalBuilder> _computed = [];

    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    private LoopEmitter(FusedLoop loop, RowNode[] nodes, List<int[]> tables, bool descending = false)
    {
        _loop = loop;
        _method = new DynamicMethod(loop.ToString(), typeof(void), [typeof(LoopArguments*)], typeof(LoopEmitter).Module,
            skipVisibility: true);
        _code = new LoopSections(_method.GetILGenerator(), loop.Rows, descending);
        _memory = new LoopMemory(_code, loop, tables);
        CountUses(nodes);
        FindTwins(nodes);
        foreach (RowNode node in nodes)
        {
            Emit(node);
        }
    }

    /// <summary>Emits some nodes of a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="nodes">The nodes, operands before results.</param>
    /// <param name="tables">Takes the tables of elements that the code refers to by number.</param>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public static LoopBody Emit(FusedLoop loop, RowNode[] nodes, List<int[]> tables)
    {
        var emitter = new LoopEmitter(loop, nodes, tables);
        emitter._code.Write();
        return emitter._method.CreateDelegate<LoopBody>();
    }

    /// <summary>Emits a loop whose rows hand values on, from the first to the last or from the last to the
    /// first.</summary>
    /// <param name="loop">The loop, in one part.</param>
    /// <param name="carries">What is handed on, with the values that the first row is given.</param>
    /// <param name="descending">Whether the last row comes first.</param>
    /// <param name="tables">Takes the tables of elements that the code refers to by number.</param>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public static LoopBody Emit(FusedLoop loop, CarryNode[] carries, bool descending, List<int[]> tables)
    {
        var emitter = new LoopEmitter(loop, loop.Nodes, tables, descending);
        emitter._code.Assign([.. carries.SelectMany(c => c.Values).Select(v => emitter._values[v])],
            [.. carries.SelectMany(c => c.Next).Select(v => emitter._values[v])]);
        emitter._code.Write();
        return emitter._method.CreateDelegate<LoopBody>();
    }

    /// <summary>Finds the pairs of functions of one operand that are cheaper together.</summary>
    private void FindTwins(RowNode[] nodes)
    {
        foreach (PointwiseNode first in nodes.OfType<PointwiseNode>())
        {
            if (first.TwinAmong(nodes) is { } second)
            {
                _twins[first.Node] = _twins[second.Node] = (first, second);
            }
        }
    }

    private void CountUses(RowNode[] nodes)
    {
        foreach (RowNode node in nodes)
        {
            foreach (Read read in node.Reads)
            {
                if (_loop.Local(read) is { } value)
                {
                    _uses[value] = _uses.GetValueOrDefault(value) + 1;
                    _onlyUser[value] = node;
                }
            }
        }
    }

    private void Emit(RowNode node)
    {
        switch (node)
        {
            case PointwiseNode pointwise:
                for (int component = 0; component < pointwise.Arguments.Length; component++)
                {
                    Emit(pointwise, component);
                }
                break;
            case MoveNode move:
                for (int component = 0; component < move.Sources.Length; component++)
                {
                    Define(node, component, Value(move.Sources[component]));
                }
                break;
            case CollectNode { IsByRow: true } collect:
                for (int component = 0; component < collect.Groups.Length; component++)
                {
                    LocalBuilder[] sources = [.. collect.Groups[component].Select(s => Value(collect.Sources[s]))];
                    Define(node, component, Combine(collect.Combination, sources));
                }
                break;
            case CollectNode collect:
                for (int source = 0; source < collect.Sources.Length; source++)
                {
                    AddTo(node.Node, collect.Targets[source], collect.Sources[source]);
                }
                break;
            case ContractionNode { IsByRow: true } contraction:
                for (int column = 0; column < contraction.Form.N; column++)
                {
                    Define(node, column, DotProduct(contraction, column));
                }
                break;
            case ContractionNode contraction:
                AddOuterProduct(contraction);
                break;
            case CarryNode carry:
                foreach (RowValue value in carry.Values)
                {
                    _values[value] = _code.Variable(_memory.Load(carry.First(value)));
                }
                break;
        }
    }

    private void Emit(PointwiseNode node, int component)
    {
        var value = new RowValue(node.Node, component);
        if (node.Node.Primitive == Elementwise.Multiply && IsFoldable(value, node))
        {
            _delayed.Add(value, node);
            return;
        }
        Read[] arguments = node.Arguments[component];
        if (node.Node.Primitive == Elementwise.Add || node.Node.Primitive == Elementwise.Subtract)
        {
            bool subtract = node.Node.Primitive == Elementwise.Subtract;
            for (int place = 0; place < 2; place++)
            {
                if (Delayed(arguments[place]) is var (x, y))
                {
                    LocalBuilder other = Value(arguments[1 - place]);
                    Define(node, component, _code.MultiplyAdd(x, y, other,
                        negateProduct: subtract && place == 1, negateAddend: subtract && place == 0));
                    return;
                }
            }
        }
        Define(node, component, Apply(node, component));
    }

    private LocalBuilder Apply(PointwiseNode node, int component)
    {
        if (!_twins.TryGetValue(node.Node, out var twins))
        {
            return _code.Call(node.Form.Function, [.. node.Arguments[component].Select(Value)]);
        }
        if (_computed.TryGetValue(new RowValue(node.Node, component), out LocalBuilder? found))
        {
            return found;
        }
        var (first, second) = _code.CallBoth(twins.First.Form.Twin!.Both, Value(node.Arguments[component][0]));
        _computed[new RowValue(twins.First.Node, component)] = first;
        _computed[new RowValue(twins.Second.Node, component)] = second;
        return ReferenceEquals(node, twins.First) ? first : second;
    }

    /// <summary>Whether a product is used but once, by an addition that can take it in.</summary>
    private bool IsFoldable(RowValue product, PointwiseNode node)
    {
        if (_uses.GetValueOrDefault(product) != 1 || _loop.IsStored(node) || _loop.Slot(product) is not null)
        {
            return false;
        }
        return _onlyUser[product] switch
        {
            CollectNode { Combination: Combination.Sum, IsByRow: false } collect => true,
            PointwiseNode { Arguments: var all } user
                when user.Node.Primitive == Elementwise.Add || user.Node.Primitive == Elementwise.Subtract =>
                // Of two products one is taken in.
                !all.Any(arguments => arguments.Any(r => _loop.Local(r) == product)
                    && arguments.Any(r => _loop.Local(r) is { } v && _delayed.ContainsKey(v))),
            _ => false,
        };
    }

    /// <summary>The factors of a product that waits to be taken in.</summary>
    private (LocalBuilder X, LocalBuilder Y)? Delayed(Read read)
    {
        if (_loop.Local(read) is not { } value || !_delayed.TryGetValue(value, out PointwiseNode? product))
        {
            return null;
        }
        Read[] factors = product.Arguments[value.Component];
        return (Value(factors[0]), Value(factors[1]));
    }

    private LocalBuilder Value(Read read)
    {
        if (_loop.Local(read) is not { } value)
        {
            return _memory.Load(read);
        }
        if (!_values.TryGetValue(value, out LocalBuilder? local))
        {
            local = _values[value] = _delayed.TryGetValue(value, out PointwiseNode? product)
                ? Apply(product, value.Component)
                : _memory.LoadTile(_loop.Slot(value)!.Value);
        }
        return local;
    }

    private void Define(RowNode node, int component, LocalBuilder result)
    {
        var value = new RowValue(node.Node, component);
        _values[value] = result;
        if (_loop.IsStored(node))
        {
            _memory.Store(node.Node, ElementAccess.Of(node.Shape, component, null), result);
        }
        if (_loop.Slot(value) is { } slot)
        {
            _memory.StoreTile(slot, result);
        }
    }

    /// <summary>Combines components of a row. A log-sum-exp of them was taken apart before
    /// (<see cref="Passes.LogSumExpParts"/>).</summary>
    private LocalBuilder Combine(Combination combination, LocalBuilder[] sources)
    {
        MethodInfo function = combination switch
        {
            Combination.Sum => LaneInstructions.Add,
            Combination.Max => LaneInstructions.Max,
            _ => throw new InvalidOperationException($"{combination} is no operation of an emitted loop."),
        };
        return sources.Length == 0 ? _code.Call(LaneInstructions.Zero)
            : sources.Aggregate((total, term) => _code.Call(function, total, term));
    }

    private void AddTo(Tensor result, ElementAccess target, Read source)
    {
        if (!target.IsInvariant)
        {
            _memory.Add(result, target, Value(source));
            return;
        }
        LocalBuilder sum = _memory.Accumulator(result, target.Start);
        if (Delayed(source) is var (x, y))
        {
            _code.AddProduct(sum, x, y);
        }
        else
        {
            _code.AddTo(sum, Value(source));
        }
    }

    private LocalBuilder DotProduct(ContractionNode node, int column)
    {
        Contraction form = node.Form;
        LocalBuilder? sum = null;
        for (int k = 0; k < form.K; k++)
        {
            LocalBuilder x = _memory.Load(new Read(node.Fixed,
                new(form.FixedLayout.Offset(0, k), form.M == 1 ? 0 : form.FixedLayout.RowStride, null)));
            LocalBuilder y = _memory.Load(new Read(node.Varying, new(form.VaryingLayout.Offset(k, column), 0, null)));
            sum = sum is null ? _code.Call(LaneInstructions.Multiply, x, y) : _code.MultiplyAdd(x, y, sum);
        }
        return sum!;
    }

    private void AddOuterProduct(ContractionNode node)
    {
        Contraction form = node.Form;
        LocalBuilder[] columns = [.. node.Columns.Select(Value)];
        for (int i = 0; i < form.M; i++)
        {
            LocalBuilder x = _memory.Load(new Read(node.Fixed, new(form.FixedLayout.Offset(i, 0),
                form.K == 1 ? 0 : form.FixedLayout.ColumnStride, null)));
            for (int column = 0; column < form.N; column++)
            {
                LocalBuilder sum = _memory.Accumulator(node.Node, form.ResultLayout.Offset(i, column));
                _code.AddProduct(sum, x, columns[column]);
            }
        }
    }
}
