using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>The sums over the draws of each chunk, and their sums: those of the first chunk lie where the result
/// belongs.</summary>
internal sealed unsafe class PartialSums
{
    private readonly ExecutionPlan _plan;
    private readonly int _chunks;
    private readonly int[][] _offsets;
    private readonly AlignedBuffer _parts;

    public PartialSums(ExecutionPlan plan, int chunks)
    {
        (_plan, _chunks) = (plan, chunks);
        int length = 0;
        _offsets = [.. plan.Stages.Select(stage => stage.Reductions.Select(reduction =>
        {
            int offset = length;
            length = checked(length + Padded(reduction) * (chunks - 1));
            return offset;
        }).ToArray())];
        _parts = new AlignedBuffer(length, plan.Element);
    }

    /// <summary>Where the sum over a chunk goes.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="reduction">Which of its reductions.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="shared">Where results lie.</param>
    public double* Place(int stage, int reduction, int chunk, AlignedBuffer shared)
    {
        Instruction instruction = _plan.Stages[stage].Reductions[reduction];
        return chunk == 0
            ? shared.At(instruction.Result.Offset)
            : _parts.At(_offsets[stage][reduction] + (long)(chunk - 1) * Padded(instruction));
    }

    /// <summary>Adds the sums of a stage's other chunks to those of the first, in order.</summary>
    public void Combine(int stage, AlignedBuffer shared)
    {
        Instruction[] reductions = _plan.Stages[stage].Reductions;
        for (int r = 0; r < reductions.Length && _chunks > 1; r++)
        {
            double* sum = Place(stage, r, 0, shared), part = Place(stage, r, 1, shared);
            if (_plan.Element == ElementType.Double)
            {
                Add(sum, part, reductions[r].Result.Size, Padded(reductions[r]));
            }
            else
            {
                Add((float*)sum, (float*)part, Padded(reductions[r]));
            }
        }
    }

    private void Add(double* sum, double* part, int size, int padded)
    {
        for (int chunk = 1; chunk < _chunks; chunk++, part += padded)
        {
            for (int e = 0; e < size; e++)
            {
                sum[e] += part[e];
            }
        }
    }

    /// <summary>Floats of many chunks are added up in doubles, eight elements at a time.</summary>
    private void Add(float* sum, float* part, int padded)
    {
        for (int e = 0; e < padded; e += 8)
        {
            var total = Widening.Load(sum + e);
            for (int chunk = 1; chunk < _chunks; chunk++)
            {
                total += Widening.Load(part + (long)(chunk - 1) * padded + e);
            }
            Widening.Store(total, sum + e);
        }
    }

    private int Padded(Instruction reduction) => _plan.Element.Padded(reduction.Result.Size);
}
