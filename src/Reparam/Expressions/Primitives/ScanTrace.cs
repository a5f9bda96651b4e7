using System.Globalization;

namespace Reparam.Primitives;

/// <summary>Calls the body of a scan once, with placeholders, and checks what it gives.</summary>
internal static class ScanTrace
{
    public static (Tensor[] Carry, Tensor[] Outputs) Run(Tensor[] initial, Tensor[] sequences,
        Func<Tensor[], Tensor[], (Tensor[] Carry, Tensor[] Outputs)> body, bool reverse, int? length)
    {
        Array.ForEach(initial, static c => ArgumentNullException.ThrowIfNull(c, nameof(initial)));
        Array.ForEach(sequences, static s => ArgumentNullException.ThrowIfNull(s, nameof(sequences)));
        int steps = Steps(sequences, length);
        // They vary by draw while the body is traced: a derivative inside it, in a carry, is then that of one draw.
        Tensor[] carries = [.. initial.Select(c => Tensor.Input("carry", c.Shape, varies: true))];
        Tensor[] elements = [.. sequences.Select(s => Tensor.Input("element", s.Shape[1..], varies: true))];
        (Tensor[] next, Tensor[] outputs) = body([.. carries], [.. elements]);
        CheckCarries(initial, next);
        ArgumentNullException.ThrowIfNull(outputs);
        CheckDraws(carries.Concat(elements), [.. next, .. outputs]);
        bool[] all = new bool[initial.Length];
        Array.Fill(all, true);
        var (final, each, _) = new ScanBuilder
        {
            Length = steps, IsReverse = reverse, Initial = initial, Asked = all, Carries = carries, NewCarries = next,
            Sequences = sequences, Elements = elements, Outputs = outputs, Sums = [],
        }.Build();
        return ([.. final.Select(static c => c!)], each);
    }

    private static int Steps(Tensor[] sequences, int? length)
    {
        for (int i = 0; i < sequences.Length; i++)
        {
            if (sequences[i].Rank == 0)
            {
                throw new ArgumentException(
                    $"Scan: sequence {Text(i)} is a scalar and has no elements to step over. Give a tensor whose " +
                    "first axis is the step, or use a scalar in the body as it is.", nameof(sequences));
            }
            if (sequences[i].Length != (length ?? sequences[0].Length))
            {
                throw new ArgumentException(
                    $"Scan: sequence {Text(i)}, of shape {sequences[i].Shape}, has {Text(sequences[i].Length)} " +
                    $"elements along its first axis, but {(length is null ? "sequence 0 has" : "length is")} " +
                    $"{Text(length ?? sequences[0].Length)}. Each step takes one element of each sequence: cut them " +
                    "to one length.", nameof(sequences));
            }
        }
        int steps = length ?? (sequences.Length > 0 ? sequences[0].Length : throw new ArgumentException(
            "Scan: without sequences the number of steps is not known. Pass length.", nameof(length)));
        return steps >= 0 ? steps : throw new ArgumentOutOfRangeException(
            nameof(length), steps, $"Scan: length must be at least 0, but is {Text(steps)}. Pass the number of steps.");
    }

    private static void CheckCarries(Tensor[] initial, Tensor[] next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.Length != initial.Length)
        {
            throw new ArgumentException(
                $"Scan: there are {Text(initial.Length)} initial carries, but the body gives {Text(next.Length)}. " +
                "Return the next value of each carry, in the same order.", nameof(next));
        }
        for (int k = 0; k < next.Length; k++)
        {
            if (next[k].Shape != initial[k].Shape)
            {
                throw new ArgumentException(
                    $"Scan: carry {Text(k)} has shape {initial[k].Shape} before a step and {next[k].Shape} after it. " +
                    "A carry keeps its shape: give the initial one the shape that the body returns (BroadcastTo, " +
                    "Reshape), or reduce in the body.", nameof(next));
            }
        }
    }

    private static void CheckDraws(IEnumerable<Tensor> placeholders, Tensor[] results)
    {
        var inside = new HashSet<Tensor>(placeholders, ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder(results))
        {
            if (node.Operands.Any(inside.Contains))
            {
                inside.Add(node);
                if (Draws.IsReduction(node.Primitive) || node.Primitive == Draws.Spread)
                {
                    throw new ArgumentException(
                        $"Scan: the body uses '{node.Primitive.Name}' on what changes from step to step, but a step " +
                        "is the step of one draw. A derivative in a tensor that is the same in all draws sums over " +
                        "them: differentiate in a carry or an element, or outside the scan.", nameof(results));
                }
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
