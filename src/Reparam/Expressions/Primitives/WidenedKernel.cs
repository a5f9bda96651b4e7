using Reparam.Execution;

namespace Reparam.Primitives;

/// <summary>
/// The kernel for floats of an operation that has one for doubles alone: some draws at a time, its operands are widened
/// to doubles, the kernel for doubles is run, and its result is rounded.
/// </summary>
/// <remarks>It knows nothing of the operation, so every one that takes each draw by itself works in single precision,
/// and loses nothing but the rounding of its result.</remarks>
internal sealed unsafe class WidenedKernel
{
    /// <summary>Draws at a time: as many floats as a cache line has.</summary>
    private const int Tile = 16;

    private readonly Kernel _kernel;
    private readonly bool[] _varies;
    private readonly int[] _sizes;
    private readonly bool _byDraw;
    private readonly int _size;

    private WidenedKernel(Tensor node)
    {
        _kernel = node.Primitive.Kernel(node);
        _varies = [.. node.Operands.Select(static o => o.Varies)];
        _sizes = [.. node.Operands.Select(static o => o.Size)];
        (_byDraw, _size) = (node.Varies, node.Size);
    }

    /// <summary>The kernel of a node.</summary>
    public static Kernel Of(Tensor node) => new WidenedKernel(node).Run;

    /// <summary>Doubles of scratch memory that it needs, whatever the number of lanes.</summary>
    public static int ScratchLength(Tensor node) => checked(
        node.Operands.Sum(o => Room(o.Size, o.Varies)) + Room(node.Size, node.Varies)
        + node.Primitive.Scratch(node) * (node.Varies ? Tile : 1));

    private static int Room(int size, bool varies) => varies ? checked(size * Tile) : AlignedBuffer.Padded(size);

    private void Run(in KernelArguments a)
    {
        double** operands = stackalloc double*[_sizes.Length];
        double* next = a.Scratch;
        for (int i = 0; i < _sizes.Length; i++)
        {
            operands[i] = next;
            next += Room(_sizes[i], _varies[i]);
            if (!_varies[i])
            {
                Widening.Copy(a.At<float>(i), operands[i], _sizes[i]);
            }
        }
        double* result = next;
        var inner = new KernelArguments
        {
            Operands = operands, Result = result, Lanes = _byDraw ? Tile : 1, TotalDraws = a.TotalDraws,
            Scratch = result + Room(_size, _byDraw),
        };
        float* target = a.To<float>();
        if (!_byDraw)
        {
            _kernel(inner);
            Widening.Copy(result, target, _size);
            return;
        }
        for (int lane = 0; lane < a.Lanes; lane += Tile)
        {
            for (int i = 0; i < _sizes.Length; i++)
            {
                for (int e = 0; _varies[i] && e < _sizes[i]; e++)
                {
                    Widening.Copy(a.At<float>(i) + (long)e * a.Lanes + lane, operands[i] + e * Tile, Tile);
                }
            }
            inner.Draws = Math.Clamp(a.Draws - lane, 0, Tile);
            _kernel(inner);
            for (int e = 0; e < _size; e++)
            {
                Widening.Copy(result + e * Tile, target + (long)e * a.Lanes + lane, Tile);
            }
        }
    }
}
