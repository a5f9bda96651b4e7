namespace Reparam.Primitives;

/// <summary>The primitive with a body: one expression, evaluated step after step.</summary>
internal static unsafe class Recurrences
{
    /// <summary>
    /// Carries that a body takes from step to step over sequences, in either direction, with outputs at each step and
    /// sums over all: see <see cref="ScanBody"/> for its operands and the layout of its result.
    /// </summary>
    /// <remarks>What need not be in the loop is taken out of it by <see cref="ScanBuilder"/>, through which every scan
    /// is made.</remarks>
    public static readonly Primitive Scan = new("scan")
    {
        ResultShape = static (_, attributes) => [((ScanBody)attributes!).Size],
        Pullback = static (result, cotangent, operand) => ScanGradient.Of(result, cotangent)[operand],
        Kernel = static node => ((ScanBody)node.Attributes!).Program(node).Run,
        Scratch = static node => ((ScanBody)node.Attributes!).Program(node).ScratchLength,
        Operations = static node => node.Attributes is ScanBody body
            ? body.Length * Graph.TopologicalOrder(body.Results).Sum(static n => n.Primitive.Operations(n)) : 0,
        Regularity = Regularity.Discontinuous,
    };
}
