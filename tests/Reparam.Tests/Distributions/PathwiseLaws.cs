using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

/// <summary>What holds for every distribution of numbers with a sampling path: the gradient through the path is that of
/// the expectation, also twice. Noise is integrated by quadrature, so no test has a false alarm.</summary>
public abstract class PathwiseLaws : ScalarLaws
{
    /// <summary>A function of the draw, by default x + x².</summary>
    protected virtual Tensor Integrand(Tensor x) => x + Square(x);

    /// <summary>Its expectation in closed form.</summary>
    protected virtual Tensor Expectation(Distribution distribution, Tensor[] p) =>
        distribution.Mean + distribution.Variance + Square(distribution.Mean);

    /// <summary>The parameters at which the expectation exists.</summary>
    protected virtual bool HasExpectation(double[] parameters) => true;

    /// <summary>Nodes and weights of the noise: of one draw each where the noise is a number; otherwise nodes of shape
    /// [count], then that of the noise. Where the path has a kink in its noise, nodes on either side of it.</summary>
    protected virtual (Tensor Nodes, double[] Weights) NoiseIntegration(
        Distribution distribution, double[] parameters) =>
        distribution.NoiseShape.Size == 1 ? Quadrature.Over(distribution.Noise) : OverTwo(distribution);

    /// <summary>The error allowed in the gradient, relative to its size or 1, whichever is greater.</summary>
    protected virtual double PathTolerance => 1e-11;

    /// <summary>The error allowed in second derivatives, likewise.</summary>
    protected virtual double SecondPathTolerance => 10 * PathTolerance;

    [Fact]
    public void Pathwise_gradient_is_the_gradient_of_the_expectation_in_every_parameter()
    {
        int checkedSets = 0;
        foreach (Numbers[] parameters in ParameterSets)
        {
            if (!HasExpectation([.. parameters.SelectMany(p => p.Values)]))
            {
                continue;
            }
            Tensor[] inputs = [.. parameters.Select((p, i) => Input("p" + i, p.Shape))];
            Distribution distribution = Make(inputs);
            (Tensor nodes, double[] weights) =
                NoiseIntegration(distribution, [.. parameters.SelectMany(p => p.Values)]);
            // Nodes are draws, which need no memory of their own: [element of the noise][node].
            int size = nodes.Size / weights.Length;
            double[] flat = nodes.ToArray(), byElement =
                [.. Enumerable.Range(0, flat.Length).Select(i => flat[i % weights.Length * size + i / weights.Length])];
            Tensor noise = Input("noise", distribution.NoiseShape, varies: true);
            Tensor weight = Input("weight", [], varies: true);
            Tensor estimate = DrawSum(weight * Integrand(distribution.FromNoise(noise)));
            Tensor expectation = Expectation(distribution, inputs);
            double[][] result = Evaluation.Run(
                [.. inputs, noise, weight], [.. parameters.Select(p => p.Values), byElement, weights],
                [.. WithDerivatives(estimate, inputs), .. WithDerivatives(expectation, inputs)], weights.Length);
            for (int i = 0; i < result.Length / 2; i++)
            {
                AssertClose(result[result.Length / 2 + i][0], result[i][0],
                    i > inputs.Length ? SecondPathTolerance : PathTolerance,
                    $"{Name}({string.Join(", ", parameters.Select(p => p.Values[0]))}): " + (i == 0 ? "the expectation"
                        : i <= inputs.Length ? $"its pathwise gradient in parameter {i}"
                        : $"its second derivative in parameter {i - inputs.Length}"));
            }
            checkedSets++;
        }
        Assert.True(checkedSets >= 1);
    }

    /// <summary>Over two normal numbers: the product, with one step for every eight in the second.</summary>
    private static (Tensor Nodes, double[] Weights) OverTwo(Distribution distribution)
    {
        Assert.Equal([2], distribution.NoiseShape);
        Assert.Equal(NoiseKind.Normal, distribution.Noise);
        (double[] nodes, double[] weights) = Quadrature.Over(NoiseKind.Normal);
        (double Node, double Weight)[] second =
            [.. nodes.Zip(weights, (x, w) => (x, 8 * w)).Where((_, i) => i % 8 == 0)];
        double[] pairs = [.. second.SelectMany(s => nodes.SelectMany(x => new[] { x, s.Node }))];
        return (Tensor.From(pairs, [pairs.Length / 2, 2]), [.. second.SelectMany(s => weights.Select(w => w * s.Weight))]);
    }

    /// <summary>A scalar, its gradient, and the second derivative in each parameter.</summary>
    private static Tensor[] WithDerivatives(Tensor value, Tensor[] inputs)
    {
        Tensor[] gradient = Differentiate.Gradient(value, inputs);
        return [value, .. gradient, .. gradient.Select((g, i) => Differentiate.Gradient(g, inputs[i])[0])];
    }
}
