using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam.Tests.Expressions;

/// <summary>What results in single precision may differ by from those in double precision: found by computing in double
/// precision with operands and results of operations moved by as much as a rounding to float may move it.</summary>
internal static class Rounding
{
    /// <summary>Half the distance of 1 from the next float: the greatest relative error of a rounding.</summary>
    public const double Unit = 1.0 / (1 << 24);

    private const int Trials = 6;

    // Their results are floats if their operands are.
    private static readonly Primitive[] s_exact =
    [
        Leaves.Constant, Leaves.Input, Leaves.DrawCount, Elementwise.Negate, Elementwise.Abs, Elementwise.Sign,
        Elementwise.Floor, Elementwise.Maximum, Elementwise.Minimum, Elementwise.Less, Elementwise.LessOrEqual,
        Elementwise.IsEqual, Elementwise.Choose, Elementwise.BinaryExponent, Elementwise.BinaryExponentOfExp,
        Elementwise.PowerOfTwo, Reductions.Max, IndexedRows.Gather, Sampling.Draw, Sampling.Pathless,
    ];

    /// <summary>The greatest change of each number of the outputs in a few random trials.</summary>
    /// <param name="inputs">The inputs of the outputs.</param>
    /// <param name="values">Their values.</param>
    /// <param name="outputs">What is computed.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="exact">The values of the outputs.</param>
    public static double[][] Spread(
        Tensor[] inputs, double[][] values, Tensor[] outputs, int draws, double[][] exact)
    {
        double[][] spread = [.. exact.Select(static v => new double[v.Length])];
        var random = new SplitMix(23);
        for (int trial = 0; trial < Trials; trial++)
        {
            double[][] moved = Evaluation.Run(inputs, values, Moved(outputs, random), draws);
            for (int o = 0; o < spread.Length; o++)
            {
                for (int e = 0; e < spread[o].Length; e++)
                {
                    double change = Math.Abs(moved[o][e] - exact[o][e]);
                    spread[o][e] = change >= 0 ? Math.Max(spread[o][e], change) : double.PositiveInfinity;
                }
            }
        }
        return spread;
    }

    /// <summary>The difference to be tolerated: four times what was seen of six trials, each of which may have missed
    /// the worst, and a few roundings of the value itself, or of the least normal float.</summary>
    public static double Allowed(double exact, double spread) => 4 * spread + 4 * Unit * Math.Abs(exact) + 2e-38;

    /// <summary>The expressions with operands and result of each operation that rounds times 1 + u or 1 - u, element by
    /// element: the operands stand for what is rounded inside it.</summary>
    private static Tensor[] Moved(Tensor[] outputs, SplitMix random)
    {
        Tensor Move(Tensor x) =>
            x * Tensor.From([.. random.Numbers(x.Size).Select(static v => 1 + Math.Sign(v) * Unit)], x.Shape);
        var moved = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder(outputs))
        {
            if (node.Operands.Length == 0)
            {
                moved[node] = node;
                continue;
            }
            bool rounds = !s_exact.Contains(node.Primitive) && !ElementReads.IsRearrangement(node.Primitive);
            // The index of rows is no number to be rounded.
            Tensor[] operands = [.. node.Operands.Select((o, i) =>
                rounds && (node.Primitive != IndexedRows.Scatter || i == 0) ? Move(moved[o]) : moved[o])];
            var copy = new Tensor(node.Primitive, node.Attributes, operands);
            moved[node] = rounds ? Move(copy) : copy;
        }
        return [.. outputs.Select(o => moved[o])];
    }
}
