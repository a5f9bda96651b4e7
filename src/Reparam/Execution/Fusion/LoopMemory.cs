using System.Reflection.Emit;

namespace Reparam.Execution.Fusion;

/// <summary>Emits what an emitted loop loads and stores; each element is loaded once a row, or once a pack where all
/// rows share it.</summary>
internal sealed class LoopMemory(LoopSections code, FusedLoop loop, List<int[]> tables)
{
    private readonly ILGenerator _il = code.Il;
    private readonly LoopAddresses _addresses = new(code, loop, tables);
    private readonly Dictionary<Read, LocalBuilder> _loaded = [];
    private readonly Dictionary<(Tensor Home, int Element), LocalBuilder> _accumulators = [];

    /// <summary>Loads what a node reads from memory.</summary>
    public LocalBuilder Load(Read read)
    {
        if (_loaded.TryGetValue(read, out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder result = _loaded[read] = code.Lanes();
        Action location = _addresses.OfRow(read.Home, read.Access);
        LocalBuilder? gaps = read.Access.HasGaps ? _addresses.Place(read.Access.Table!) : null;
        (read.Access.IsInvariant ? code.Once(read.Home.Varies) : code.Row).Add(() =>
        {
            Label end = _il.DefineLabel();
            if (gaps is not null)
            {
                _il.Emit(OpCodes.Call, LaneInstructions.Zero);
                _il.Emit(OpCodes.Stloc, result);
                SkipIfNone(gaps, end);
            }
            location();
            LoadFrom(read.Home, result);
            _il.MarkLabel(end);
        });
        return result;
    }

    /// <summary>Stores an element of a result.</summary>
    public void Store(Tensor result, ElementAccess access, LocalBuilder value)
    {
        Action location = _addresses.OfRow(result, access);
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, value);
            location();
            _il.Emit(OpCodes.Call, LaneInstructions.Store);
        });
    }

    /// <summary>Adds to an element of a result, which differs from row to row.</summary>
    public void Add(Tensor result, ElementAccess access, LocalBuilder value)
    {
        Action location = _addresses.OfRow(result, access);
        LocalBuilder? gaps = access.HasGaps ? _addresses.Place(access.Table!) : null;
        LocalBuilder address = code.Number();
        code.Row.Add(() =>
        {
            Label end = _il.DefineLabel();
            if (gaps is not null)
            {
                SkipIfNone(gaps, end);
            }
            location();
            _il.Emit(OpCodes.Stloc, address);
            AddAt(address, value);
            _il.MarkLabel(end);
        });
    }

    /// <summary>A sum over the rows of the block, added to an element of a result when the block ends.</summary>
    public LocalBuilder Accumulator(Tensor result, int element)
    {
        if (_accumulators.TryGetValue((result, element), out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder sum = _accumulators[(result, element)] = code.Lanes();
        LocalBuilder address = _addresses.Of(result, element);
        code.PackStart.Add(() =>
        {
            _il.Emit(OpCodes.Call, LaneInstructions.Zero);
            _il.Emit(OpCodes.Stloc, sum);
        });
        code.PackEnd.Add(() => AddAt(address, sum));
        return sum;
    }

    /// <summary>Loads what another part of the loop computed in this row.</summary>
    public LocalBuilder LoadTile(int slot)
    {
        LocalBuilder result = code.Lanes();
        Action location = _addresses.OfTile(slot);
        code.Row.Add(() =>
        {
            location();
            _il.Emit(OpCodes.Call, LaneInstructions.Load);
            _il.Emit(OpCodes.Stloc, result);
        });
        return result;
    }

    /// <summary>Leaves a value for another part of the loop.</summary>
    public void StoreTile(int slot, LocalBuilder value)
    {
        Action location = _addresses.OfTile(slot);
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, value);
            location();
            _il.Emit(OpCodes.Call, LaneInstructions.Store);
        });
    }

    private void LoadFrom(Tensor home, LocalBuilder result)
    {
        if (home.Varies)
        {
            _il.Emit(OpCodes.Call, LaneInstructions.Load);
        }
        else
        {
            _il.Emit(OpCodes.Ldind_R8);
            _il.Emit(OpCodes.Call, LaneInstructions.Broadcast);
        }
        _il.Emit(OpCodes.Stloc, result);
    }

    private void AddAt(LocalBuilder address, LocalBuilder value)
    {
        _il.Emit(OpCodes.Ldloc, address);
        _il.Emit(OpCodes.Call, LaneInstructions.Load);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Call, LaneInstructions.Add);
        _il.Emit(OpCodes.Ldloc, address);
        _il.Emit(OpCodes.Call, LaneInstructions.Store);
    }

    private void SkipIfNone(LocalBuilder place, Label end)
    {
        _il.Emit(OpCodes.Ldloc, place);
        code.Constant(0);
        _il.Emit(OpCodes.Blt, end);
    }
}
