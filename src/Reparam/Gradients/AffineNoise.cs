using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>Whether expressions are affine in a tensor, all elements of it together.</summary>
internal static class AffineNoise
{
    private const int Free = 0;
    private const int Affine = 1;
    private const int Other = 2;

    /// <summary>Whether an expression is affine in a tensor, with coefficients that are free of it.</summary>
    /// <remarks>By the rules of sums and products: (x + 1) (x - 1) - x² is not found affine. A selection is where its
    /// condition is free of the tensor.</remarks>
    public static bool Holds(Tensor expression, Tensor variable)
    {
        var degrees = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in Graph.TopologicalOrder([expression]))
        {
            degrees[node] = node == variable ? Affine : Degree(node, degrees);
        }
        return degrees[expression] <= Affine;
    }

    private static int Degree(Tensor node, Dictionary<Tensor, int> degrees)
    {
        int[] operands = [.. node.Operands.Select(o => degrees[o])];
        if (Array.TrueForAll(operands, static d => d == Free))
        {
            return Free;
        }
        Primitive p = node.Primitive;
        return p == Elementwise.Add || p == Elementwise.Subtract || p == Elementwise.Negate
            || p == Rearrangements.Reshape || p == Rearrangements.Take || p == Rearrangements.Accumulate
            || p == Rearrangements.Concatenate || p == Reductions.Sum || p == Draws.Spread ? operands.Max()
            : p == Elementwise.Multiply || p == MatrixProducts.Product ? Math.Min(Other, operands[0] + operands[1])
            : p == Elementwise.Divide && operands[1] == Free ? operands[0]
            : p == Elementwise.Choose && operands[0] == Free ? operands.Max()
            : p == Triangular.Solve && operands[0] == Free ? operands[1]
            : Other;
    }
}
