using System.Reflection.Emit;

namespace Reparam.Execution.Fusion;

/// <summary>Emits what an emitted loop loads and stores; each element is loaded once a row, or once a pack where all
/// rows share it.</summary>
internal sealed class LoopMemory(LoopSections code, FusedLoop loop, List<int[]> tables)
{
    private readonly ILGenerator _il = code.Il;
    private readonly Dictionary<Tensor, LocalBuilder> _pointers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Tensor Home, int Start), LocalBuilder> _addresses = [];
    private readonly Dictionary<(bool ByDraw, int Stride), LocalBuilder> _offsets = [];
    private readonly Dictionary<int[], LocalBuilder> _indices = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, LocalBuilder> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Read, LocalBuilder> _loaded = [];
    private readonly Dictionary<(Tensor Home, int Element), LocalBuilder> _accumulators = [];
    private readonly Dictionary<int, LocalBuilder> _tileAddresses = [];
    private LocalBuilder? _laneBytes;
    private LocalBuilder? _tileOffset;

    /// <summary>Loads what a node reads from memory.</summary>
    public LocalBuilder Load(Read read)
    {
        if (_loaded.TryGetValue(read, out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder result = _loaded[read] = code.Lanes();
        Tensor home = read.Home;
        if (read.Access.IsInvariant)
        {
            LocalBuilder address = Address(home, read.Access.Start);
            code.Once(home.Varies).Add(() =>
            {
                _il.Emit(OpCodes.Ldloc, address);
                LoadFrom(home, result);
            });
            return result;
        }
        Action location = Location(home, read.Access);
        int[]? gaps = read.Access.HasGaps ? read.Access.Table : null;
        code.Row.Add(() =>
        {
            Label end = _il.DefineLabel();
            if (gaps is not null)
            {
                _il.Emit(OpCodes.Call, LaneInstructions.Zero);
                _il.Emit(OpCodes.Stloc, result);
                SkipIfNone(gaps, end);
            }
            location();
            LoadFrom(home, result);
            _il.MarkLabel(end);
        });
        return result;
    }

    /// <summary>Stores an element of a result.</summary>
    public void Store(Tensor result, ElementAccess access, LocalBuilder value)
    {
        Action location = Location(result, access);
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
        Action location = Location(result, access);
        int[]? gaps = access.HasGaps ? access.Table : null;
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
        LocalBuilder address = Address(result, element);
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
        LocalBuilder result = code.Lanes(), address = TileAddress(slot), offset = TileOffset();
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, address);
            _il.Emit(OpCodes.Ldloc, offset);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Call, LaneInstructions.Load);
            _il.Emit(OpCodes.Stloc, result);
        });
        return result;
    }

    /// <summary>Leaves a value for another part of the loop.</summary>
    public void StoreTile(int slot, LocalBuilder value)
    {
        LocalBuilder address = TileAddress(slot), offset = TileOffset();
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, value);
            _il.Emit(OpCodes.Ldloc, address);
            _il.Emit(OpCodes.Ldloc, offset);
            _il.Emit(OpCodes.Add);
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

    private void SkipIfNone(int[] table, Label end)
    {
        _il.Emit(OpCodes.Ldloc, _indices[table]);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Blt, end);
    }

    /// <summary>Prepares the address of an element in each row; what it returns puts it on the stack.</summary>
    private Action Location(Tensor home, ElementAccess access)
    {
        LocalBuilder address = Address(home, access.Start);
        if (access.IsInvariant)
        {
            return () => _il.Emit(OpCodes.Ldloc, address);
        }
        if (access.Index is { } places)
        {
            LocalBuilder row = Index(places);
            return () =>
            {
                _il.Emit(OpCodes.Ldloc, address);
                _il.Emit(OpCodes.Ldloc, row);
                ElementBytes(home.Varies);
                _il.Emit(OpCodes.Mul);
                if (access.Stride != 1)
                {
                    code.Constant(access.Stride);
                    _il.Emit(OpCodes.Mul);
                }
                _il.Emit(OpCodes.Add);
            };
        }
        LocalBuilder? offset = access.Table is null ? Offset(home.Varies, access.Stride) : null;
        LocalBuilder? index = access.Table is null ? null : Index(access.Table);
        return () =>
        {
            _il.Emit(OpCodes.Ldloc, address);
            if (offset is not null)
            {
                _il.Emit(OpCodes.Ldloc, offset);
            }
            else
            {
                _il.Emit(OpCodes.Ldloc, index!);
                ElementBytes(home.Varies);
                _il.Emit(OpCodes.Mul);
            }
            _il.Emit(OpCodes.Add);
        };
    }

    /// <summary>The address of an element: for a value by draw that of the pack.</summary>
    private LocalBuilder Address(Tensor home, int element)
    {
        if (_addresses.TryGetValue((home, element), out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder pointer = Pointer(home), address = _addresses[(home, element)] = code.Number();
        if (home.Varies)
        {
            LaneBytes();
        }
        (home.Varies ? code.PackStart : code.Start).Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, pointer);
            if (element != 0)
            {
                code.Constant(element);
                ElementBytes(home.Varies);
                _il.Emit(OpCodes.Mul);
                _il.Emit(OpCodes.Add);
            }
            if (home.Varies)
            {
                _il.Emit(OpCodes.Ldloc, code.Pack);
                _il.Emit(OpCodes.Add);
            }
            _il.Emit(OpCodes.Stloc, address);
        });
        return address;
    }

    private LocalBuilder Pointer(Tensor home)
    {
        if (_pointers.TryGetValue(home, out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder pointer = _pointers[home] = code.Number();
        code.Start.Add(() =>
        {
            code.Argument(nameof(LoopArguments.Pointers));
            code.Constant(loop.Pointer(home) * (long)sizeof(long));
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I);
            _il.Emit(OpCodes.Stloc, pointer);
        });
        return pointer;
    }

    /// <summary>Bytes from the first row to this one.</summary>
    private LocalBuilder Offset(bool byDraw, int stride)
    {
        if (_offsets.TryGetValue((byDraw, stride), out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder offset = _offsets[(byDraw, stride)] = code.Number();
        if (byDraw)
        {
            LaneBytes();
        }
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, code.RowIndex);
            ElementBytes(byDraw);
            _il.Emit(OpCodes.Mul);
            if (stride != 1)
            {
                code.Constant(stride);
                _il.Emit(OpCodes.Mul);
            }
            _il.Emit(OpCodes.Stloc, offset);
        });
        return offset;
    }

    /// <summary>The element that a table names for this row.</summary>
    private LocalBuilder Index(int[] table)
    {
        if (_indices.TryGetValue(table, out LocalBuilder? found))
        {
            return found;
        }
        int number = tables.Count;
        tables.Add(table);
        LocalBuilder start = code.Number(), index = _indices[table] = code.Number();
        LaneBytes();
        code.Start.Add(() =>
        {
            code.Argument(nameof(LoopArguments.Tables));
            code.Constant(number * (long)sizeof(long));
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I);
            _il.Emit(OpCodes.Stloc, start);
        });
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, start);
            _il.Emit(OpCodes.Ldloc, code.RowIndex);
            code.Constant(sizeof(int));
            _il.Emit(OpCodes.Mul);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_I4);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Stloc, index);
        });
        return index;
    }

    /// <summary>The number that an index has for this row.</summary>
    private LocalBuilder Index(Tensor index)
    {
        if (_places.TryGetValue(index, out LocalBuilder? found))
        {
            return found;
        }
        Action location = Location(index, ElementAccess.OfIndex(loop.Rows));
        LocalBuilder place = _places[index] = code.Number();
        code.Row.Add(() =>
        {
            location();
            _il.Emit(OpCodes.Ldind_R8);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Stloc, place);
        });
        return place;
    }

    private LocalBuilder TileAddress(int slot)
    {
        if (_tileAddresses.TryGetValue(slot, out LocalBuilder? found))
        {
            return found;
        }
        LocalBuilder address = _tileAddresses[slot] = code.Number();
        code.Start.Add(() =>
        {
            code.Argument(nameof(LoopArguments.Tiles));
            code.Constant(slot * (long)LoopKernel.BlockRowsOfTiles * 64);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Stloc, address);
        });
        return address;
    }

    /// <summary>Bytes from the first row of the block to this one, in a tile.</summary>
    private LocalBuilder TileOffset()
    {
        if (_tileOffset is not null)
        {
            return _tileOffset;
        }
        LocalBuilder offset = _tileOffset = code.Number();
        code.Row.Add(() =>
        {
            _il.Emit(OpCodes.Ldloc, code.RowIndex);
            code.Argument(nameof(LoopArguments.FirstRow));
            _il.Emit(OpCodes.Sub);
            code.Constant(64);
            _il.Emit(OpCodes.Mul);
            _il.Emit(OpCodes.Stloc, offset);
        });
        return offset;
    }

    private LocalBuilder LaneBytes()
    {
        if (_laneBytes is not null)
        {
            return _laneBytes;
        }
        LocalBuilder bytes = _laneBytes = code.Number();
        code.Start.Add(() =>
        {
            code.Argument(nameof(LoopArguments.LaneBytes));
            _il.Emit(OpCodes.Stloc, bytes);
        });
        return bytes;
    }

    /// <summary>Puts the bytes from one element to the next on the stack.</summary>
    private void ElementBytes(bool byDraw)
    {
        if (byDraw)
        {
            _il.Emit(OpCodes.Ldloc, LaneBytes());
        }
        else
        {
            code.Constant(sizeof(double));
        }
    }
}
