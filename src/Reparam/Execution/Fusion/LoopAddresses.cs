using System.Reflection.Emit;

namespace Reparam.Execution.Fusion;

/// <summary>Emits where the elements lie that a loop loads and stores: the numbers from which addresses are made, each
/// of them computed once, as far outside as it can be.</summary>
internal sealed class LoopAddresses(LoopSections code, FusedLoop loop, List<int[]> tables)
{
    private readonly ILGenerator _il = code.Il;

    // By what they are: a name and what belongs to it.
    private readonly Dictionary<object, LocalBuilder> _numbers = [];

    /// <summary>Prepares the address of an element in each row; what it returns puts it on the stack.</summary>
    /// <param name="home">The tensor in whose place it lies.</param>
    /// <param name="access">The element of each row.</param>
    public Action OfRow(Tensor home, ElementAccess access)
    {
        LocalBuilder address = Of(home, access.Start);
        LocalBuilder? offset = access switch
        {
            { IsInvariant: true } => null,
            { Index: { } index } => Offset(home.Varies, access.Stride, Place(index)),
            { Table: { } table } => Offset(home.Varies, 1, Place(table)),
            _ => Offset(home.Varies, access.Stride, code.RowIndex),
        };
        return () =>
        {
            Put(address);
            if (offset is not null)
            {
                Put(offset);
                _il.Emit(OpCodes.Add);
            }
        };
    }

    /// <summary>The address of an element: for a value by draw that of the pack.</summary>
    public LocalBuilder Of(Tensor home, int element) => Number(
        ("address", home, element), home.Varies ? code.PackStart : code.Start, () =>
        {
            LocalBuilder pointer = Number(("pointer", home), code.Start, () => () => PutPointer(
                nameof(LoopArguments.Pointers), loop.Pointer(home)));
            Action elementBytes = ElementBytes(home.Varies);
            return () =>
            {
                Put(pointer);
                if (element != 0)
                {
                    Put(element);
                    elementBytes();
                    _il.Emit(OpCodes.Mul);
                    _il.Emit(OpCodes.Add);
                }
                if (home.Varies)
                {
                    Put(code.Pack);
                    _il.Emit(OpCodes.Add);
                }
            };
        });

    /// <summary>Bytes to a place, where each is as many elements as the stride.</summary>
    private LocalBuilder Offset(bool byDraw, int stride, LocalBuilder place) => Number(
        ("offset", byDraw, stride, place), code.Row, () =>
        {
            Action elementBytes = ElementBytes(byDraw);
            return () =>
            {
                Put(place);
                elementBytes();
                _il.Emit(OpCodes.Mul);
                if (stride != 1)
                {
                    Put(stride);
                    _il.Emit(OpCodes.Mul);
                }
            };
        });

    /// <summary>The element that a table names for this row, or -1.</summary>
    public LocalBuilder Place(int[] table) => Number(("place", table), code.Row, () =>
    {
        int number = tables.Count;
        tables.Add(table);
        LocalBuilder start = Number(("table", table), code.Start, () => () => PutPointer(
            nameof(LoopArguments.Tables), number));
        return () =>
        {
            Put(start);
            Put(code.RowIndex);
            Put(sizeof(int));
            _il.Emit(OpCodes.Mul);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I4);
            _il.Emit(OpCodes.Conv_I);
        };
    });

    /// <summary>The place that an index names for this row.</summary>
    private LocalBuilder Place(Tensor index) => Number(("place", index), code.Row, () =>
    {
        Action location = OfRow(index, ElementAccess.OfIndex(loop.Rows));
        return () =>
        {
            location();
            _il.Emit(OpCodes.Ldind_R8);
            _il.Emit(OpCodes.Conv_I);
        };
    });

    /// <summary>Prepares the address of this row of a tile; what it returns puts it on the stack.</summary>
    public Action OfTile(int slot)
    {
        LocalBuilder address = Number(("tile", slot), code.Start, () => () =>
        {
            code.Argument(nameof(LoopArguments.Tiles));
            Put(slot * (long)LoopKernel.BlockRowsOfTiles * 64);
            _il.Emit(OpCodes.Add);
        });
        LocalBuilder offset = Number("bytes from the first row of the block", code.Row, () => () =>
        {
            Put(code.RowIndex);
            code.Argument(nameof(LoopArguments.FirstRow));
            _il.Emit(OpCodes.Sub);
            Put(64);
            _il.Emit(OpCodes.Mul);
        });
        return () =>
        {
            Put(address);
            Put(offset);
            _il.Emit(OpCodes.Add);
        };
    }

    /// <summary>Prepares the bytes from one element to the next; what it returns puts them on the stack.</summary>
    private Action ElementBytes(bool byDraw)
    {
        if (!byDraw)
        {
            return () => Put(sizeof(double));
        }
        LocalBuilder bytes =
            Number("bytes of the lanes", code.Start, () => () => code.Argument(nameof(LoopArguments.LaneBytes)));
        return () => Put(bytes);
    }

    /// <summary>A number that is computed once in a section, however many ask for it.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="section">Where it is computed.</param>
    /// <param name="prepare">Makes sure of the numbers that it is computed from, which so come before it; what it
    /// returns puts the number on the stack.</param>
    private LocalBuilder Number(object what, List<Action> section, Func<Action> prepare)
    {
        if (_numbers.TryGetValue(what, out LocalBuilder? found))
        {
            return found;
        }
        Action put = prepare();
        LocalBuilder number = _numbers[what] = code.Number();
        section.Add(() =>
        {
            put();
            _il.Emit(OpCodes.Stloc, number);
        });
        return number;
    }

    private void Put(LocalBuilder number) => _il.Emit(OpCodes.Ldloc, number);

    private void Put(long number) => code.Constant(number);

    /// <summary>Puts on the stack a pointer of an array of them.</summary>
    private void PutPointer(string array, int place)
    {
        code.Argument(array);
        Put(place * (long)sizeof(long));
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I);
    }
}
