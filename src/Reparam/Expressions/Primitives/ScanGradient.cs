using System.Runtime.CompilerServices;

namespace Reparam.Primitives;

/// <summary>
/// The reverse pass of a scan: a scan in the other direction over the carries that the forward pass kept, whose body is
/// the derivative of the body.
/// </summary>
/// <remarks>
/// With cotangent λ of the carry after a step, that of the carry before it is Jᵀ λ plus what reaches the history there
/// from outside, J the Jacobian of the body; the cotangents of elements are outputs, those of captured tensors sums.
/// Values inside a step are computed again from the carry before it. As they do not depend on λ,
/// <see cref="ScanBuilder"/> computes most of them for all steps at once, and what remains in the loop is linear in λ.
/// </remarks>
internal static class ScanGradient
{
    // One derivative asks operand by operand, and the pass gives all.
    private static readonly ConditionalWeakTable<Tensor, Pass> Last = [];

    /// <summary>The cotangents of the operands of a scan; null for one that depends on no input.</summary>
    public static Tensor?[] Of(Tensor result, Tensor cotangent)
    {
        lock (Last)
        {
            if (!Last.TryGetValue(result, out Pass? pass) || !ReferenceEquals(pass.Cotangent, cotangent))
            {
                pass = new Pass(cotangent, Operands(result, cotangent));
                Last.AddOrUpdate(result, pass);
            }
            return pass.Operands;
        }
    }

    private static Tensor?[] Operands(Tensor result, Tensor cotangent)
    {
        var body = (ScanBody)result.Attributes!;
        Tensor full = Tensor.BroadcastTo(cotangent, result.Shape);
        Tensor[] operands = result.Operands, placeholders = [.. body.Placeholders];
        bool[] asked = DependOnInputs(operands);
        int carries = body.Carries.Length, sequences = body.Elements.Length;

        Tensor[] byCarry = Like(body.Carries), fromHistory = Like(body.Carries), after = Like(body.Carries);
        Tensor[] byOutput = Like(body.Outputs), bySum = Like(body.Sums);
        Tensor total = 0;
        foreach (var (value, weight) in body.Results.Zip(byCarry.Concat(byOutput).Concat(bySum)))
        {
            total += Tensor.Sum(value * weight);
        }
        int[] wanted = [.. Enumerable.Range(0, operands.Length).Where(i => i < carries || asked[i])];
        Tensor[] slopes = Differentiate.Gradient(total, [.. wanted.Select(i => placeholders[i])]);

        var known = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < body.Captured.Length; i++)
        {
            known[body.Captured[i]] = operands[carries + sequences + i];
        }
        for (int i = 0; i < bySum.Length; i++)
        {
            known[bySum[i]] = Part(full, body.SumStarts[i], bySum[i].Shape) ?? Tensor.Full(0, bySum[i].Shape);
        }
        for (int k = 0; k < carries; k++)
        {
            if (body.NewCarries[k].Operands.Length > 0)
            {
                known.TryAdd(body.NewCarries[k], after[k]);
            }
        }
        slopes = Graph.Substitute(slopes, known);

        int[] each = [.. Enumerable.Range(0, carries)];
        Tensor?[] histories = [.. each.Select(k => Part(full,
            body.HistoryStarts[k] + (body.IsReverse ? byCarry[k].Size : 0), body.Steps(byCarry[k].Shape)))];
        int[] reached = [.. each.Where(k => histories[k] is not null)];
        int outputs = wanted.Count(i => i < carries + sequences);
        var (first, elements, captured) = new ScanBuilder
        {
            Length = body.Length,
            IsReverse = !body.IsReverse,
            Carries = byCarry,
            Initial = [.. each.Select(k => Part(full,
                body.HistoryStarts[k] + (body.IsReverse ? 0 : body.Length * byCarry[k].Size), byCarry[k].Shape)
                    ?? Tensor.Full(0, byCarry[k].Shape))],
            Asked = asked[..carries],
            NewCarries = [.. each.Select(k => histories[k] is null ? slopes[k] : slopes[k] + fromHistory[k])],
            Elements =
            [
                .. body.Carries, .. after, .. reached.Select(k => fromHistory[k]), .. byOutput, .. body.Elements,
            ],
            Sequences =
            [
                .. each.Select(k => body.Before(result, k)), .. each.Select(k => body.After(result, k)),
                .. reached.Select(k => histories[k]!), .. byOutput.Select((_, j) => body.Output(full, j)),
                .. operands[carries..(carries + sequences)],
            ],
            Outputs = slopes[carries..outputs],
            Sums = slopes[outputs..],
        }.Build();

        var cotangents = new Tensor?[operands.Length];
        foreach (var (i, value) in wanted.Zip(first.Concat(elements).Concat(captured)))
        {
            cotangents[i] = value;
        }
        return cotangents;
    }

    /// <summary>Elements of a cotangent of the result, or null where they are all zero, as those of a history are of
    /// which only the end is used.</summary>
    private static Tensor? Part(Tensor cotangent, int start, Shape shape)
    {
        int end = start + shape.Size;
        if (cotangent.Primitive == Rearrangements.Accumulate && ((IndexMap)cotangent.Attributes!).Start() is { } first)
        {
            Tensor placed = cotangent.Operands[0];
            if (end <= first || start >= first + placed.Size)
            {
                return null;
            }
            if (start >= first && end <= first + placed.Size)
            {
                return Tensor.Reshape(Tensor.Reshape(placed, [placed.Size])[(start - first)..(end - first)], shape);
            }
        }
        if (cotangent.Primitive == Elementwise.Add && cotangent.Operands.All(o => o.Shape == cotangent.Shape))
        {
            Tensor? left = Part(cotangent.Operands[0], start, shape), right = Part(cotangent.Operands[1], start, shape);
            return left is null ? right : right is null ? left : left + right;
        }
        return Tensor.Reshape(cotangent[start..end], shape);
    }

    private static Tensor[] Like(Tensor[] tensors) => [.. tensors.Select(t => Tensor.Input("cotangent", t.Shape))];

    /// <summary>Which tensors depend on an input: none can be asked for the derivative in another.</summary>
    private static bool[] DependOnInputs(Tensor[] tensors)
    {
        var dependent = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder(tensors))
        {
            if (node.Primitive == Leaves.Input || node.Operands.Any(dependent.Contains))
            {
                dependent.Add(node);
            }
        }
        return [.. tensors.Select(dependent.Contains)];
    }

    private sealed record Pass(Tensor Cotangent, Tensor?[] Operands);
}
