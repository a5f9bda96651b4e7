using Reparam.Execution;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class ElementReadsTests
{
    private static readonly Tensor Matrix = Input("a", [3, 3]);
    private static readonly Tensor Wide = Input("b", [3, 2]);
    private static readonly Tensor Cube = Input("c", [2, 3, 4]);
    private static readonly Tensor Row = Input("r", [1, 3]);

    /// <summary>Operations through which a NaN passes to all that reads it, whatever the other numbers.</summary>
    private static readonly Tensor[] Exact =
    [
        Exp(Matrix), Matrix + Row, Row / Matrix, Sum(Cube, [0, 2]), Sum(Cube, [1]), Sum(Cube),
        MatMul(Matrix, Wide), MatMul(Transpose(Wide), Matrix),
        MatrixProducts.Multiply(Wide, Matrix, transposeLeft: true),
        MatrixProducts.Multiply(Wide, Wide, transposeRight: true), Gather(Wide, [2, 0, 2]), Transpose(Wide),
        Reshape(Cube, [6, 4]), BroadcastTo(Row, [3, 3]), Concatenate([Matrix, Row]),
        new Tensor(Rearrangements.Accumulate, new IndexMap("scatter", [1, 0, 1, -1, 2, 0], [3]), Wide),
    ];

    private static readonly Tensor[] Triangles =
    [
        new(Triangular.Cholesky, null, Matrix), SolveTriangular(Matrix, Wide),
        SolveTriangular(Matrix, Wide, transposed: true),
    ];

    [Fact]
    public void A_NaN_reaches_just_the_elements_that_read_it() =>
        Assert.All(Exact, node => Check(node, (reached, read) => reached == read));

    [Fact]
    public void In_triangular_systems_a_NaN_reaches_none_but_the_elements_that_read_it() =>
        Assert.All(Triangles, node => Check(node, (reached, read) => read || !reached));

    [Fact]
    public void A_choice_reads_the_side_that_it_takes()
    {
        Tensor choice = Select(new double[] { 1, 0 }, Input("yes", [2]), Input("no", []));
        double Value(Tensor node, int element) => ((ConstantAttributes)node.Attributes!).Values[element];
        Assert.Equal([(0, 0), (1, 0)], ElementReads.Of(choice, 0, Value));
        Assert.Equal([(0, 1), (2, 0)], ElementReads.Of(choice, 1, Value));
    }

    /// <summary>Puts a NaN into each element of each leaf in turn and compares what it reaches with what reads
    /// it.</summary>
    private static void Check(Tensor node, Func<bool, bool, bool> holds)
    {
        Tensor[] leaves = [.. Graph.TopologicalOrder([node]).Where(static n => n.Operands.Length == 0)];
        double[][] values = [.. leaves.Select(Positive)];
        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            for (int e = 0; e < leaves[leaf].Size; e++)
            {
                double kept = values[leaf][e];
                values[leaf][e] = double.NaN;
                double[] result = Evaluation.Run(leaves, values, [node], 1)[0];
                values[leaf][e] = kept;
                for (int r = 0; r < result.Length; r++)
                {
                    Assert.True(holds(double.IsNaN(result[r]), Reads(node, r, leaves[leaf], e)),
                        $"{node}, element {r}: NaN in element {e} of operand {leaf} gave {result[r]}.");
                }
            }
        }
    }

    private static bool Reads(Tensor node, int element, Tensor leaf, int leafElement) =>
        ReferenceEquals(node, leaf) ? element == leafElement
        : ElementReads.Of(node, element, static (_, _) => 1)
            .Any(read => Reads(node.Operands[read.Operand], read.Element, leaf, leafElement));

    /// <summary>A diagonally dominant matrix, so that factors and solutions exist.</summary>
    private static double[] Positive(Tensor leaf) =>
        [.. Enumerable.Range(0, leaf.Size).Select(e => e % (leaf.Shape[^1] + 1) == 0 ? 9.0 : 1)];
}
