using Reparam.Distributions;
using Reparam.Execution;

namespace Reparam;

/// <summary>What is refused of rows, before a model is used.</summary>
internal static class RowChecks
{
    /// <summary>Refuses a log density that is not one number a row, each of its row alone.</summary>
    public static void RequireRowwise(Tensor logDensity, RowBlocks rows, string site)
    {
        if (RowwiseExpression.FirstThatMixes(logDensity, rows) is { } mixing)
        {
            string what = mixing.Operands.Length == 0 || !RowwiseExpression.DependsOn(mixing, rows)
                ? "does not depend on them"
                : $"does not take each by itself: '{mixing.Primitive}' of shape {mixing.Shape}";
            throw new ArgumentException(
                $"{site}: the log density over the rows '{rows.Name}' {what}. Rows come block by block, so each " +
                "must have an addend of its own. Compute what needs all rows beforehand; use Columns for a matrix, " +
                "Gather for values of groups, and columns of the source for all that differs by row.",
                nameof(logDensity));
        }
        if (logDensity.Rank != 1)
        {
            throw new ArgumentException(
                $"{site}: one number a row is needed, but the shape of a block is {logDensity.Shape}. " +
                "Sum over the inner axes.",
                nameof(logDensity));
        }
    }

    /// <summary>Reads the rows once and refuses observed values outside the support, where the values depend on rows
    /// alone.</summary>
    public static void RequireSupport(string name, Distribution likelihood, Tensor values, RowBlocks rows)
    {
        if (values.Varies || !Graph.TopologicalOrder([values]).All(n => n.Operands.Length > 0 || rows.Gives(n)
            || n.Primitive == Primitives.Leaves.Constant) || !RowwiseExpression.DependsOn(values, rows))
        {
            return;
        }
        var run = new PlanRunner(ExecutionPlan.Create(rows.Inputs, [values]), 1);
        double[][] buffers = rows.Buffers();
        int inner = values.Size / rows.Length;
        for (long block = 0; block < rows.Count; block++)
        {
            long first = rows.First(block);
            int count = (int)(rows.First(block + 1) - first);
            rows.Load(first, count, buffers);
            for (int i = 0; i < buffers.Length; i++)
            {
                run.SetShared(i, buffers[i]);
            }
            run.Run();
            ReadOnlySpan<double> observed = run.Shared(0)[..(count * inner)];
            if (likelihood.Support.Violation(observed, values.Shape) is null)
            {
                continue;
            }
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<double> one = observed.Slice(row * inner, inner);
                if (likelihood.Support.Violation(one, values.Shape[1..]) is { } violation)
                {
                    throw new ArgumentException(FormattableString.Invariant(
                        $"Observe '{name}': in row {first + row} of '{rows.Name}' (counted from 0) {violation}. ") +
                        $"Correct the value, or observe it under a distribution that allows it; " +
                        $"{likelihood.GetType().Name} does not.", nameof(values));
                }
            }
        }
    }
}
