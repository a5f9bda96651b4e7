using FsCheck;
using FsCheck.Fluent;
using Reparam.Execution;

namespace Reparam.Tests.Execution;

/// <summary>Random graphs of operations that nobody runs, for what orders, repeats and places steps.</summary>
/// <param name="Nodes">The operations, in the order of a traversal from the outputs.</param>
/// <param name="Outputs">Some of them.</param>
internal sealed record StepGraph(Tensor[] Nodes, Tensor[] Outputs)
{
    private static readonly int[] s_sizes = [16, 1024, 1100, 1500, 2048];

    /// <summary>Up to 200 operations: elements from elements, as most, and others of any size.</summary>
    public static Gen<StepGraph> All =>
        from count in Gen.Choose(5, 200)
        from picks in Gen.Choose(0, 9999).ArrayOf(4 * count)
        from roots in Gen.Choose(0, 9999).ArrayOf(2)
        select Make(count, picks, roots);

    public static Config Settings => Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261122, 3);

    /// <summary>Whether a value is held to the end in any case.</summary>
    public bool IsHeld(Tensor node) => Outputs.Contains(node, ReferenceEqualityComparer.Instance);

    /// <summary>An operation of numbers that nobody computes.</summary>
    /// <param name="number">Its number: no two are the same operation.</param>
    /// <param name="size">Elements of the result.</param>
    /// <param name="isElementwise">Whether elements are computed from elements.</param>
    /// <param name="operands">What it reads.</param>
    public static Tensor Operation(int number, int size, bool isElementwise, params Tensor[] operands) =>
        new(new Primitive(isElementwise ? "elements" : "others")
        {
            ResultShape = static (_, attributes) => [((int, int))attributes! is var (_, s) ? s : 0],
            Pullback = static (_, _, _) => null,
            Kernel = static _ => throw new NotSupportedException("Nobody computes this."),
            SingleKernel = static _ => throw new NotSupportedException("Nobody computes this."),
            Regularity = Regularity.Smooth,
            IsElementwise = isElementwise,
        }, (number, size), operands);

    /// <summary>Each operation as a step of its own.</summary>
    public static PlanStep[] Steps(IEnumerable<Tensor> nodes) =>
        [.. nodes.Select(static node => PlanStep.Of(node, ElementType.Single))];

    private static StepGraph Make(int count, int[] picks, int[] roots)
    {
        List<Tensor> values = [Tensor.Input("x", [1024], varies: true), Tensor.Input("p", [1500])];
        for (int i = 0; i < count; i++)
        {
            int[] pick = picks[(4 * i)..(4 * i + 4)];
            // One of the last two, and any one, so that some values rest for long.
            Tensor a = values[^(1 + pick[1] % 2)], b = values[pick[2] % values.Count];
            values.Add((pick[0] % 8) switch
            {
                < 2 when a.Size == b.Size => Operation(i, a.Size, true, a, b),
                < 6 => Operation(i, a.Size, true, a),
                6 => Operation(i, s_sizes[pick[3] % s_sizes.Length], false, a, b),
                _ => Operation(i, s_sizes[pick[3] % s_sizes.Length], false, a),
            });
        }
        Tensor[] outputs = [.. roots.Select(r => values[2 + r % count]).Append(values[^1]).Distinct()];
        return new([.. Graph.TopologicalOrder(outputs).Where(static n => n.Operands.Length > 0)], outputs);
    }
}
