namespace Reparam.Execution.Fusion;

/// <summary>
/// Moves operations to the loop, or the part of one, that wants their results, so that these need not be kept. It does
/// not pay where more than one operand would have to be kept instead.
/// </summary>
/// <example>Of <c>a</c> at level 0, <c>b = f(a)</c> at level 0 and <c>c = b + Σ a</c> at level 1, <c>b</c> goes to
/// level 1: then <c>a</c> is kept, which the sum reads, and <c>b</c> is not.</example>
internal static class PuttingOff
{
    /// <summary>Raises levels.</summary>
    /// <param name="nodes">The operations, operands before results.</param>
    /// <param name="levels">The level of each.</param>
    /// <param name="operands">The operands of an operation that have levels, perhaps several times, and how many levels
    /// each must come before it: 0 or 1.</param>
    /// <param name="mayMove">Whether an operation may be put off.</param>
    public static void Run(IReadOnlyList<Tensor> nodes, Dictionary<Tensor, int> levels,
        Func<Tensor, IEnumerable<(Tensor Operand, int Gap)>> operands, Func<Tensor, bool> mayMove)
    {
        var latest = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        var readers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        IEnumerable<Tensor> Distinct(Tensor node) => operands(node).Select(o => o.Operand).Distinct();
        foreach (Tensor operand in nodes.SelectMany(Distinct))
        {
            readers[operand] = readers.GetValueOrDefault(operand) + 1;
        }
        foreach (Tensor node in nodes.Reverse())
        {
            // An operand of the same level that others read, too, is one to be kept.
            if (latest.TryGetValue(node, out int level) && level > levels[node] && mayMove(node)
                && Distinct(node).Count(o => readers[o] > 1 && levels[o] == levels[node]) <= 1)
            {
                levels[node] = level;
            }
            foreach (var (operand, gap) in operands(node))
            {
                latest[operand] = Math.Min(latest.GetValueOrDefault(operand, int.MaxValue), levels[node] - gap);
            }
        }
    }
}
