using Reparam.Execution;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

/// <summary>Elementwise operations on many rows of floats, which run block by block.</summary>
public sealed class RowBlocksTests
{
    /// <summary>Positions of a channel: not a multiple of the rows of a block.</summary>
    private const int Positions = 300;

    /// <summary>Operations on all rows, with numbers, rows and channels that meet several rows, some of them asked for
    /// and some read again after a sum; and a sum of them.</summary>
    private static (Tensor[] Inputs, Tensor[] Outputs) Network(int channels)
    {
        Tensor x = Input("x", [channels, Positions], varies: true), y = Input("y", [channels, Positions], varies: true);
        Tensor scale = Input("scale", [channels, 1]), spread = Input("spread", [channels, 1], varies: true);
        Tensor shift = Input("shift", [], varies: true), fixedRows = Input("fixed", [channels, Positions]);
        Tensor first = (x * scale + fixedRows) * spread;
        Tensor gate = Sigmoid(first) * shift;
        Tensor second = (gate - y) * (gate + x) + 0.25;
        Tensor reduced = Sum(second, 1);
        Tensor third = second - Reshape(reduced, [channels, 1]) / Positions;
        Tensor last = Tanh(third * third - gate) * first;
        return ([x, y, scale, spread, shift, fixedRows], [gate, reduced, last]);
    }

    private static double[] Numbers(Tensor input, int draws) =>
        [.. SingleNetwork.Numbers(input, draws).Select(static v => (double)v)];

    private static double[][] Run(int channels, int draws, int threads, ElementType element)
    {
        (Tensor[] inputs, Tensor[] outputs) = Network(channels);
        return Evaluation.Run(inputs, [.. inputs.Select(i => Numbers(i, draws))], outputs, draws, threads, element);
    }

    [Fact]
    public void Operations_that_follow_one_another_become_one_step()
    {
        string[] Names(int channels)
        {
            (Tensor[] own, Tensor[] results) = Network(channels);
            return [.. ExecutionPlan.Create(own, results, element: ElementType.Single).Stages
                .SelectMany(static s => s.ByDraw).Select(static i => i.Name)];
        }
        Assert.Contains("multiply, add, multiply, sigmoid, multiply, subtract, add, multiply, add", Names(10));
        Assert.DoesNotContain(Names(4), static name => name.Contains(','));
        // What none but the block needs has no place.
        (Tensor[] inputs, Tensor[] outputs) = Network(10);
        ExecutionPlan plan = ExecutionPlan.Create(inputs, outputs, element: ElementType.Single);
        Assert.InRange(plan.TemporaryLength, 2 * 10 * Positions, 4 * 10 * Positions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(130)]
    public void Blocks_have_the_values_of_double_precision(int draws)
    {
        double[][] exact = Run(10, draws, 1, ElementType.Double), single = Run(10, draws, 1, ElementType.Single);
        for (int o = 0; o < exact.Length; o++)
        {
            // A few roundings of numbers of about 1; of a sum, which is added in doubles, as many of each term.
            double tolerance = (o == 1 ? 4 * Positions : 16) * Rounding.Unit;
            for (int e = 0; e < exact[o].Length; e++)
            {
                Assert.Equal(exact[o][e], single[o][e], tolerance);
            }
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(37)]
    public void Blocks_have_the_bits_of_one_operation_after_another(int draws)
    {
        // Four channels have too few rows for blocks; numbers of the first elements are the same.
        double[][] blocks = Run(10, draws, 1, ElementType.Single), single = Run(4, draws, 1, ElementType.Single);
        for (int o = 0; o < single.Length; o++)
        {
            Assert.Equal(single[o], blocks[o][..single[o].Length]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Threads_that_share_blocks_or_chunks_make_the_bits_of_one(int threads)
    {
        foreach (int draws in new[] { 5, 37, 130 })
        {
            double[][] one = Run(10, draws, 1, ElementType.Single), many = Run(10, draws, threads, ElementType.Single);
            for (int o = 0; o < one.Length; o++)
            {
                Assert.Equal(one[o], many[o]);
            }
        }
    }
}
