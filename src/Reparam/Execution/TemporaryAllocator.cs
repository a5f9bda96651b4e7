using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Gives values that live only within a chunk places that are used again once a value is dead.</summary>
internal sealed class TemporaryAllocator
{
    private readonly List<(int Offset, int Size)> _free = [];

    public int Length { get; private set; }

    public void Assign(PlanStep[] steps, Tensor[] reductions, Dictionary<Tensor, Place> places)
    {
        Dictionary<Tensor, Tensor> viewed = steps.Where(s => s.ViewStart is not null).ToDictionary(
            s => s.Results[0], s => s.Operands[0], (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance);
        Tensor Owner(Tensor tensor) => viewed.TryGetValue(tensor, out Tensor? whole) ? Owner(whole) : tensor;
        var lastUse = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < steps.Length; i++)
        {
            foreach (Tensor operand in steps[i].Operands)
            {
                lastUse[Owner(operand)] = i;
            }
        }
        foreach (Tensor operand in reductions.SelectMany(r => r.Operands))
        {
            lastUse[Rearrangements.Home(operand)] = steps.Length;
        }
        _free.Clear();
        _free.Add((0, int.MaxValue));
        for (int i = 0; i < steps.Length; i++)
        {
            PlanStep step = steps[i];
            if (step.ViewStart is { } start)
            {
                places[step.Results[0]] = places[step.Operands[0]] with
                {
                    Offset = places[step.Operands[0]].Offset + start, Size = step.Results[0].Size,
                };
                continue;
            }
            bool mayReplace = step.MayReplaceOperand && !step.Operands.Any(viewed.ContainsKey);
            List<Place> dying = [.. step.Operands.Select(Owner).Distinct()
                .Where(o => lastUse[o] == i && places[o] is { Storage: Storage.Temporary, Size: > 0 })
                .Select(o => places[o])];
            foreach (Tensor result in step.Results.Where(r => !places.ContainsKey(r)))
            {
                // Writing over an operand that is still in cache is cheaper than writing elsewhere. Otherwise the
                // result is placed before its operands are released, as most kernels must not write where they
                // read.
                int replaced = mayReplace ? dying.FindIndex(p => p.Size == result.Size) : -1;
                places[result] = replaced >= 0
                    ? dying[replaced]
                    : new Place(Storage.Temporary, Take(result.Size), result.Size);
                if (replaced >= 0)
                {
                    dying.RemoveAt(replaced);
                }
            }
            dying.ForEach(Release);
        }
    }

    private int Take(int size)
    {
        // The smallest that is large enough, of several the first.
        int slot = -1;
        for (int i = 0; i < _free.Count; i++)
        {
            if (_free[i].Size >= size && (slot < 0 || _free[i].Size < _free[slot].Size))
            {
                slot = i;
            }
        }
        var (offset, room) = _free[slot];
        if (room == size)
        {
            _free.RemoveAt(slot);
        }
        else
        {
            _free[slot] = (offset + size, room - size);
        }
        Length = Math.Max(Length, checked(offset + size));
        return offset;
    }

    private void Release(Place place)
    {
        int slot = _free.FindIndex(f => f.Offset > place.Offset);
        _free.Insert(slot, (place.Offset, place.Size));
        for (int i = Math.Max(slot - 1, 0); i + 1 < _free.Count && i <= slot; )
        {
            if (_free[i].Offset + _free[i].Size == _free[i + 1].Offset)
            {
                int size = (int)Math.Min((long)_free[i].Size + _free[i + 1].Size, int.MaxValue);
                _free[i] = (_free[i].Offset, size);
                _free.RemoveAt(i + 1);
            }
            else
            {
                i++;
            }
        }
    }
}
