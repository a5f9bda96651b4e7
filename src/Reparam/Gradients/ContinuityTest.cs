using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Primitives;
using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>Tests on its boundary whether an operation that jumps makes the integrand jump, where algebra did not
/// decide.</summary>
/// <remarks>
/// Points of the boundary are found by bisection between draws on its two sides, a third of them of normal noise three
/// times as wide. The selections that use the operation, or else the integrand, are compared at the two ends of what is
/// left between them, the integrand with the result of the operation forced to either side. A step below
/// <see cref="Tolerance"/> is not seen; of an operation with more than <see cref="MostElements"/> elements, that many
/// are tested. What no draws straddle counts as a jump.
/// </remarks>
internal sealed class ContinuityTest
{
    /// <summary>Relative to the size of a selection, plus 1.</summary>
    public const double Tolerance = 1e-7;

    // Of an integrand, which may be large beside its steps, no more than what rounding makes.
    private const double WholeTolerance = 1e-11;

    /// <summary>The most elements of one operation that are tested.</summary>
    public const int MostElements = 64;

    private const int DrawCount = 192;
    private const int LeastPointsByElement = 4;
    private const int LeastPoints = 128;

    // Leaves 1e-13 between the ends: what is continuous varies less there than the tolerance, and no end is rounded
    // onto the boundary itself.
    private const int Bisections = 44;

    private readonly ProblemTrace _trace;
    private readonly double[][] _noise;

    private ContinuityTest(ProblemTrace trace)
    {
        _trace = trace;
        _noise = [.. trace.Noise.Select(static n => new double[n.Input.Size * DrawCount])];
        new NoiseSource(trace.Noise, RandomKey.FromSeed(0).Fold("continuity"), NoiseScheme.Independent, 1)
            .Fill(0, DrawCount, _noise);
        for (int i = 0; i < _noise.Length; i++)
        {
            for (int e = 0; trace.Noise[i].Kind == NoiseKind.Normal && e < _noise[i].Length; e++)
            {
                _noise[i][e] *= e % DrawCount % 3 == 0 ? 3 : 1;
            }
        }
    }

    private IReadOnlyList<Tensor> Inputs => [_trace.Theta, .. _trace.Noise.Select(static n => n.Input)];

    /// <summary>The operations of a value on the paths of a problem that jump, with what algebra and test say of
    /// them.</summary>
    public static IReadOnlyList<Jump> Jumps(ProblemTrace trace, Tensor value)
    {
        List<Jump> jumps = PathRegularity.Jumps(value, trace.Spread, trace.Noise.Select(static n => n.Input),
            trace.Wholes);
        if (jumps.TrueForAll(static j => j.Continuity != Continuity.Jumps))
        {
            return jumps;
        }
        var test = new ContinuityTest(trace);
        return [.. jumps.Select(j => j.Continuity == Continuity.Jumps && j.Scan is null
            && Margin(j.Operation) is { } margin && test.Holds(value, j.Operation, margin)
            ? j with { Continuity = Continuity.Tested } : j)];
    }

    /// <summary>What is positive on one side of the boundary of an operation and negative on the other: there its
    /// result is greater, or of other kinds of operation null.</summary>
    public static Tensor? Margin(Tensor operation) =>
        operation.Primitive == Elementwise.Less || operation.Primitive == Elementwise.LessOrEqual
            ? Tensor.BroadcastTo(operation.Operands[1] - operation.Operands[0], operation.Shape)
        : operation.Primitive == Elementwise.Sign ? operation.Operands[0]
        : null;

    /// <summary>The results of an operation on the two sides of its boundary.</summary>
    public static (double Below, double Above) Sides(Tensor operation) =>
        operation.Primitive == Elementwise.Sign ? (-1, 1) : (0, 1);

    private bool Holds(Tensor value, Tensor operation, Tensor margin)
    {
        double[] margins = Run([margin], DrawCount, _noise)[0];
        int[] elements = [.. Enumerable.Range(0, Math.Min(margin.Size, MostElements))
            .Select(i => (int)((long)i * margin.Size / Math.Min(margin.Size, MostElements)))];
        var pairs = new List<(int Element, int Below, int Above)>();
        foreach (int e in elements)
        {
            int[] below = Draws(margins, e, static m => m < 0), above = Draws(margins, e, static m => m > 0);
            if (below.Length == 0 || above.Length == 0)
            {
                return false;
            }
            // Walking through both sides at different paces, so that few of the pairs repeat.
            pairs.AddRange(Enumerable.Range(0, Math.Max(LeastPointsByElement, LeastPoints / elements.Length))
                .Select(i => (e, below[i % below.Length], above[(i + i / above.Length) % above.Length])));
        }
        return IsContinuous(value, operation, pairs, Bisect(margin, pairs));
    }

    private static int[] Draws(double[] margins, int element, Func<double, bool> on) =>
        [.. Enumerable.Range(0, DrawCount).Where(d => on(margins[element * DrawCount + d]))];

    /// <summary>Noise just below and above the boundary, for each pair of draws.</summary>
    private (double[][] Below, double[][] Above) Bisect(Tensor margin, List<(int Element, int Below, int Above)> pairs)
    {
        double[][] Pick(Func<(int Element, int Below, int Above), int> draw) => [.. _noise.Select(n =>
        {
            var picked = new double[n.Length / DrawCount * pairs.Count];
            for (int i = 0; i < picked.Length; i++)
            {
                picked[i] = n[i / pairs.Count * DrawCount + draw(pairs[i % pairs.Count])];
            }
            return picked;
        })];
        double[][] below = Pick(static p => p.Below), above = Pick(static p => p.Above);
        var runner = new PlanRunner(ExecutionPlan.Create(Inputs, [Tensor.Spread(margin)]), pairs.Count);
        runner.SetShared(0, _trace.At);
        var margins = new double[margin.Size * pairs.Count];
        for (int step = 0; step < Bisections; step++)
        {
            double[][] middle =
                [.. below.Zip(above, static (b, a) => b.Zip(a, static (x, y) => 0.5 * (x + y)).ToArray())];
            for (int i = 0; i < middle.Length; i++)
            {
                runner.SetByDraw(1 + i, middle[i]);
            }
            runner.Run();
            runner.CopyByDraw(0, margins);
            for (int pair = 0; pair < pairs.Count; pair++)
            {
                double found = margins[pairs[pair].Element * pairs.Count + pair];
                for (int i = 0; i < middle.Length; i++)
                {
                    for (int e = pair; e < middle[i].Length; e += pairs.Count)
                    {
                        // On the boundary itself both ends come nearer.
                        below[i][e] = found > 0 ? below[i][e]
                            : found < 0 ? middle[i][e] : 0.5 * (below[i][e] + middle[i][e]);
                        above[i][e] = found < 0 ? above[i][e]
                            : found > 0 ? middle[i][e] : 0.5 * (above[i][e] + middle[i][e]);
                    }
                }
            }
        }
        return (below, above);
    }

    private bool IsContinuous(Tensor value, Tensor operation, List<(int Element, int Below, int Above)> pairs,
        (double[][] Below, double[][] Above) ends)
    {
        Tensor[] uses = [.. Graph.TopologicalOrder([value]).Where(n => n.Operands.Contains(operation))];
        bool areSelections = operation != value && Array.TrueForAll(uses, u => u.Primitive == Elementwise.Choose
            && u.Operands[0] == operation && u.Operands[1] != operation && u.Operands[2] != operation
            && u.Shape == operation.Shape);
        if (areSelections)
        {
            double[][] below = Run(uses, pairs.Count, ends.Below), above = Run(uses, pairs.Count, ends.Above);
            return Enumerable.Range(0, uses.Length).All(k => pairs.Select((p, i) => p.Element * pairs.Count + i)
                .All(i => Agree(below[k][i], above[k][i], Tolerance)));
        }
        return AreForcedAlike(value, operation, pairs, ends.Below)
            && AreForcedAlike(value, operation, pairs, ends.Above);
    }

    /// <summary>Whether the integrand is the same with the operation forced to either result. On both ends, for other
    /// operations of the same boundary may hide it on one.</summary>
    private bool AreForcedAlike(Tensor value, Tensor operation, List<(int Element, int Below, int Above)> pairs,
        double[][] noise)
    {
        Tensor element = Tensor.Input("element", operation.Shape, varies: true);
        (double below, double above) = Sides(operation);
        Tensor Forced(double side) => Graph.Substitute([value], new Dictionary<Tensor, Tensor>(
            ReferenceEqualityComparer.Instance) { [operation] = Tensor.Select(element, side, operation) })[0];
        var masks = new double[operation.Size * pairs.Count];
        for (int i = 0; i < pairs.Count; i++)
        {
            masks[pairs[i].Element * pairs.Count + i] = 1;
        }
        double[][] values = Evaluation.Run([.. Inputs, element], [_trace.At, .. noise, masks],
            [Tensor.Spread(Forced(below)), Tensor.Spread(Forced(above))], pairs.Count);
        return values[0].Zip(values[1]).All(static v => Agree(v.First, v.Second, WholeTolerance));
    }

    private double[][] Run(Tensor[] outputs, int draws, double[][] noise) => Evaluation.Run(
        Inputs, [_trace.At, .. noise], [.. outputs.Select(Tensor.Spread)], draws);

    private static bool Agree(double x, double y, double relative) =>
        Math.Abs(x - y) <= Tolerance + relative * (Math.Abs(x) + Math.Abs(y));
}
