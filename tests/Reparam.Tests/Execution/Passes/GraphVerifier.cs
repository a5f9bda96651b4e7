using Reparam.Primitives;

namespace Reparam.Tests.Execution.Passes;

/// <summary>Checks that a graph is one that could have been written.</summary>
internal static class GraphVerifier
{
    public static void Check(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs)
    {
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder(outputs))
        {
            Assert.True(node.Primitive != Leaves.Input || inputs.Contains(node), $"{node} is no input that was given");
            Assert.All(node.Operands, operand => Assert.True(seen.Contains(operand), $"{node} comes before {operand}"));
            Assert.Equal(node.Primitive.ResultShape(node.Operands, node.Attributes), node.Shape);
            Assert.Equal(node.Primitive.Varies(node.Operands, node.Attributes), node.Varies);
            switch (node.Attributes)
            {
                case ConstantAttributes constant:
                    Assert.Equal(node.Size, constant.Values.Length);
                    break;
                case IndexMap map when node.Primitive == Rearrangements.Take:
                    Assert.Equal(node.Size, map.Source.Length);
                    Assert.All(map.Source, e => Assert.InRange(e, -1, node.Operands[0].Size - 1));
                    break;
                case IndexMap map:
                    Assert.Equal(node.Operands[0].Size, map.Source.Length);
                    Assert.All(map.Source, e => Assert.InRange(e, -1, node.Size - 1));
                    break;
            }
            Assert.True(seen.Add(node));
        }
    }
}
