using Reparam.Primitives;

namespace Reparam;

/// <summary>Derivatives of expressions, as expressions: reverse mode, so that derivatives can be differentiated
/// again.</summary>
/// <remarks>
/// The rules of the operations stand in the table of primitives. Here they are joined: cotangents flow from the output
/// to the inputs and are added where a tensor is used more than once. The implicit draw axis is one along which tensors
/// broadcast: one that is the same in all draws, used where values vary by draw, receives the sum of its cotangent over
/// the draws.
/// </remarks>
public static class Differentiate
{
    /// <summary>∂output/∂input for each input.</summary>
    /// <param name="output">A scalar. If it varies by draw, it is its sum over the draws that is
    /// differentiated.</param>
    /// <param name="inputs">Tensors that the output is computed from.</param>
    /// <returns>One tensor of the shape of each input; zero where the output does not depend on it.</returns>
    /// <exception cref="ArgumentException">The output is not a scalar, or an input is a constant.</exception>
    public static Tensor[] Gradient(Tensor output, params IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.Size == 1
            ? VectorJacobianProduct(output, Tensor.BroadcastTo(1, output.Shape), inputs)
            : throw new ArgumentException(
                $"Gradient: the output must be a scalar, but its shape is {output.Shape}. Sum it, or use " +
                "VectorJacobianProduct with weights for its elements.", nameof(output));
    }

    /// <summary>vᵀ J for each input, where J is the Jacobian of the output in that input.</summary>
    /// <param name="output">A tensor of any shape.</param>
    /// <param name="cotangent">v: the weights of the output's elements.</param>
    /// <param name="inputs">Tensors that the output is computed from.</param>
    /// <returns>One tensor of the shape of each input.</returns>
    /// <exception cref="ArgumentException">The shape of v does not broadcast to the output's, or an input is a
    /// constant.</exception>
    public static Tensor[] VectorJacobianProduct(Tensor output, Tensor cotangent, params IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(cotangent);
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (Tensor input in inputs)
        {
            // x + 0 is x where it is written, and a reshaped constant is another constant: a derivative by one would be
            // zero without a sign that it is wrong.
            if (input.Primitive == Leaves.Constant)
            {
                throw new ArgumentException(
                    $"Differentiate: a constant of shape {input.Shape} was given to differentiate by. Constants are " +
                    "merged into the expressions that use them, so what depended on one is not known. Differentiate " +
                    "by an input or an expression of inputs, and give the numbers when it is run.", nameof(inputs));
            }
        }
        List<Tensor> order = Graph.TopologicalOrder([output]);
        HashSet<Tensor> dependent = DependentOn(inputs, order);
        var cotangents = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance)
        {
            [output] = Tensor.BroadcastTo(cotangent, output.Shape),
        };
        for (int i = order.Count - 1; i >= 0; i--)
        {
            Tensor node = order[i];
            if (!dependent.Contains(node) || !cotangents.TryGetValue(node, out Tensor? received))
            {
                continue;
            }
            for (int operand = 0; operand < node.Operands.Length; operand++)
            {
                Tensor target = node.Operands[operand];
                if (dependent.Contains(target) && node.Primitive.Pullback(node, received, operand) is { } contribution)
                {
                    if (!target.Varies && node.Varies)
                    {
                        contribution = Tensor.DrawSum(contribution);
                    }
                    cotangents[target] = cotangents.TryGetValue(target, out Tensor? sum)
                        ? sum + contribution
                        : contribution;
                }
            }
        }
        return [.. inputs.Select(input => cotangents.TryGetValue(input, out Tensor? found)
            ? Tensor.BroadcastTo(found, input.Shape)
            : Tensor.Full(0, input.Shape))];
    }

    /// <summary>H v, where H is the Hessian of the output in the input: the gradient of gradient · v.</summary>
    /// <param name="output">A scalar.</param>
    /// <param name="input">The tensor to differentiate by.</param>
    /// <param name="vector">v, of the shape of the input.</param>
    public static Tensor HessianVectorProduct(Tensor output, Tensor input, Tensor vector) =>
        Gradient(Tensor.Sum(Gradient(output, input)[0] * vector), input)[0];

    /// <summary>The Hessian of a scalar in a vector, of shape [n, n], row by row.</summary>
    /// <param name="output">A scalar.</param>
    /// <param name="input">A vector of length n.</param>
    public static Tensor Hessian(Tensor output, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Jacobian(Gradient(output, input)[0], input);
    }

    /// <summary>The Jacobian of a vector in a vector, of shape [outputs, inputs].</summary>
    /// <remarks>One reverse pass an output: for small sizes.</remarks>
    /// <param name="output">A vector of length m.</param>
    /// <param name="input">A vector of length n.</param>
    public static Tensor Jacobian(Tensor output, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(input);
        return Tensor.Stack([.. Enumerable.Range(0, output.Size).Select(i =>
            Gradient(Tensor.Reshape(output, [output.Size])[i], input)[0])]);
    }

    private static HashSet<Tensor> DependentOn(IReadOnlyList<Tensor> inputs, List<Tensor> order)
    {
        var dependent = new HashSet<Tensor>(inputs, ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
        {
            if (node.Operands.Any(dependent.Contains))
            {
                dependent.Add(node);
            }
        }
        return dependent;
    }
}
