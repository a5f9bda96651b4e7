using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Reparam.Execution.Fusion;

/// <summary>
/// The code of an emitted loop in four sections, which are written in any order and joined at the end: before all
/// packs, before the rows of a pack, in each row, and after the rows of a pack.
/// </summary>
internal sealed class LoopSections(ILGenerator il, int rows, bool descending = false)
{
    /// <summary>Runs once.</summary>
    public List<Action> Start { get; } = [];

    /// <summary>Runs before the rows of each pack.</summary>
    public List<Action> PackStart { get; } = [];

    /// <summary>Runs in each row.</summary>
    public List<Action> Row { get; } = [];

    /// <summary>Runs after the rows of each pack.</summary>
    public List<Action> PackEnd { get; } = [];

    public ILGenerator Il => il;

    /// <summary>Bytes from the first lane to that of the pack.</summary>
    public LocalBuilder Pack { get; } = il.DeclareLocal(typeof(nint));

    /// <summary>The row of the loop.</summary>
    public LocalBuilder RowIndex { get; } = il.DeclareLocal(typeof(nint));

    /// <summary>Where what all rows share is best loaded: before them, unless there is but one.</summary>
    public List<Action> Once(bool byDraw) => rows == 1 ? Row : byDraw ? PackStart : Start;

    public LocalBuilder Number() => il.DeclareLocal(typeof(nint));

    public LocalBuilder Lanes() => il.DeclareLocal(typeof(Vector512<double>));

    public LocalBuilder Call(MethodInfo function, params LocalBuilder[] arguments)
    {
        LocalBuilder result = Lanes();
        Row.Add(() =>
        {
            foreach (LocalBuilder argument in arguments)
            {
                il.Emit(OpCodes.Ldloc, argument);
            }
            il.Emit(OpCodes.Call, function);
            il.Emit(OpCodes.Stloc, result);
        });
        return result;
    }

    /// <summary>Calls a method that gives two results.</summary>
    public (LocalBuilder First, LocalBuilder Second) CallBoth(MethodInfo function, LocalBuilder argument)
    {
        // What has an address stays in memory, so the results are copied to where they may be in registers.
        LocalBuilder firstPlace = Lanes(), secondPlace = Lanes(), first = Lanes(), second = Lanes();
        Row.Add(() =>
        {
            il.Emit(OpCodes.Ldloc, argument);
            il.Emit(OpCodes.Ldloca, firstPlace);
            il.Emit(OpCodes.Ldloca, secondPlace);
            il.Emit(OpCodes.Call, function);
            il.Emit(OpCodes.Ldloc, firstPlace);
            il.Emit(OpCodes.Stloc, first);
            il.Emit(OpCodes.Ldloc, secondPlace);
            il.Emit(OpCodes.Stloc, second);
        });
        return (first, second);
    }

    /// <summary>x y + z with one rounding; with the product or z negated where asked.</summary>
    public LocalBuilder MultiplyAdd(LocalBuilder x, LocalBuilder y, LocalBuilder z, bool negateProduct = false,
        bool negateAddend = false)
    {
        LocalBuilder result = Lanes();
        Row.Add(() => MultiplyAdd(result, x, y, z, negateProduct, negateAddend));
        return result;
    }

    /// <summary>A variable that rows hand on, with what it is given before the rows of each pack.</summary>
    public LocalBuilder Variable(LocalBuilder first)
    {
        LocalBuilder variable = Lanes();
        PackStart.Add(() =>
        {
            il.Emit(OpCodes.Ldloc, first);
            il.Emit(OpCodes.Stloc, variable);
        });
        return variable;
    }

    /// <summary>Gives variables new values, all at once, when the row ends.</summary>
    public void Assign(IReadOnlyList<LocalBuilder> variables, IReadOnlyList<LocalBuilder> values) => Row.Add(() =>
    {
        foreach (LocalBuilder value in values)
        {
            il.Emit(OpCodes.Ldloc, value);
        }
        foreach (LocalBuilder variable in variables.Reverse())
        {
            il.Emit(OpCodes.Stloc, variable);
        }
    });

    /// <summary>Adds x y to a sum.</summary>
    public void AddProduct(LocalBuilder sum, LocalBuilder x, LocalBuilder y) =>
        Row.Add(() => MultiplyAdd(sum, x, y, sum, false, false));

    /// <summary>Adds to a sum.</summary>
    public void AddTo(LocalBuilder sum, LocalBuilder x) => Row.Add(() =>
    {
        il.Emit(OpCodes.Ldloc, sum);
        il.Emit(OpCodes.Ldloc, x);
        il.Emit(OpCodes.Call, LaneInstructions.Add);
        il.Emit(OpCodes.Stloc, sum);
    });

    public void Constant(long value)
    {
        il.Emit(OpCodes.Ldc_I8, value);
        il.Emit(OpCodes.Conv_I);
    }

    /// <summary>Puts a field of the arguments on the stack.</summary>
    public void Argument(string field)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, typeof(LoopArguments).GetField(field)!);
    }

    /// <summary>Joins the sections.</summary>
    public void Write()
    {
        LocalBuilder lastPack = Argument(nameof(LoopArguments.LastPackBytes), Number());
        LocalBuilder firstRow = Argument(nameof(LoopArguments.FirstRow), Number());
        LocalBuilder lastRow = Argument(nameof(LoopArguments.LastRow), Number());
        Start.ForEach(emit => emit());
        Argument(nameof(LoopArguments.FirstPackBytes), Pack);
        Loop(Pack, 64, OpCodes.Blt, lastPack, () =>
        {
            PackStart.ForEach(emit => emit());
            il.Emit(OpCodes.Ldloc, descending ? lastRow : firstRow);
            Constant(descending ? -1 : 0);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, RowIndex);
            Loop(RowIndex, descending ? -1 : 1, descending ? OpCodes.Bge : OpCodes.Blt,
                descending ? firstRow : lastRow, () => Row.ForEach(emit => emit()));
            PackEnd.ForEach(emit => emit());
        });
        il.Emit(OpCodes.Ret);
    }

    private LocalBuilder Argument(string field, LocalBuilder destination)
    {
        Argument(field);
        il.Emit(OpCodes.Stloc, destination);
        return destination;
    }

    /// <summary>A loop that runs at least once.</summary>
    private void Loop(LocalBuilder index, long step, OpCode again, LocalBuilder end, Action body)
    {
        Label top = il.DefineLabel();
        il.MarkLabel(top);
        body();
        il.Emit(OpCodes.Ldloc, index);
        Constant(step);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, index);
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Ldloc, end);
        il.Emit(again, top);
    }

    private void MultiplyAdd(LocalBuilder result, LocalBuilder x, LocalBuilder y, LocalBuilder z, bool negateProduct,
        bool negateAddend)
    {
        il.Emit(OpCodes.Ldloc, x);
        if (negateProduct)
        {
            il.Emit(OpCodes.Call, LaneInstructions.Negate);
        }
        il.Emit(OpCodes.Ldloc, y);
        il.Emit(OpCodes.Ldloc, z);
        if (negateAddend)
        {
            il.Emit(OpCodes.Call, LaneInstructions.Negate);
        }
        il.Emit(OpCodes.Call, LaneInstructions.MultiplyAdd);
        il.Emit(OpCodes.Stloc, result);
    }
}
