using System.Text.Json;
using Reparam.Execution;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

public sealed class ConvolutionsTests
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>Channels, height, width, results, kernel height, kernel width, stride, padding.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int> Forms => new()
    {
        { 1, 1, 1, 1, 1, 1, 1, 0 }, { 1, 5, 7, 1, 3, 3, 1, 0 }, { 3, 5, 4, 8, 3, 3, 1, 1 }, { 2, 6, 7, 9, 3, 2, 2, 1 },
        { 2, 7, 7, 13, 1, 1, 1, 0 }, { 3, 7, 5, 4, 1, 1, 2, 0 }, { 1, 9, 8, 11, 3, 3, 3, 2 },
        { 2, 4, 5, 17, 4, 5, 1, 0 },
        { 9, 3, 3, 2, 3, 3, 1, 1 }, { 5, 4, 4, 16, 4, 4, 2, 1 }, { 4, 2, 3, 5, 3, 4, 1, 3 }, { 2, 8, 8, 3, 2, 2, 3, 0 },
        { 0, 4, 4, 3, 3, 3, 1, 1 }, { 2, 4, 4, 0, 3, 3, 1, 1 }, { 12, 6, 6, 20, 3, 3, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_three_agree_with_plain_loops(int c, int h, int w, int o, int kh, int kw, int stride, int padding)
    {
        var form = new Convolution(h, w, kh, kw, stride, padding);
        for (int mask = 0; mask < 4; mask++)
        {
            bool first = (mask & 1) != 0, second = (mask & 2) != 0;
            foreach (int draws in mask == 0 ? [1] : new[] { 1, 3, 8, 13, 16, 17, 40 })
            {
                Tensor x = Input("x", [c, h, w], first), k = Input("k", [o, c, kh, kw], second);
                Check(form, [x, k], Convolve(x, k, stride, padding), draws, 0);
                Tensor y = Input("y", [o, form.ResultHeight, form.ResultWidth], first);
                Check(form, [y, k], new(Convolutions.Transposed, form, y, k), draws, 1);
                Tensor z = Input("y", y.Shape, second);
                Tensor inKernel = new(Convolutions.InKernel, form, x, z);
                Check(form, [x, z], inKernel, draws, 2);
                Check(form, [x, z], inKernel.Varies ? DrawSum(inKernel) : inKernel, draws, 2);
            }
        }
    }

    [Fact]
    public void Values_and_gradients_are_those_of_PyTorch()
    {
        string path = RepositoryRoot.File("tests/Reparam.Tests/Reference/convolutions.json");
        Case[] cases = JsonSerializer.Deserialize<Reference>(File.ReadAllText(path), s_options)!.Cases;
        Assert.True(cases.Length >= 14);
        foreach (Case c in cases)
        {
            Tensor x = Input("x", Shape.Create(c.Image), varies: true), k = Input("k", Shape.Create(c.Kernel));
            Tensor y = c.Transposed
                ? ConvolveTransposed(x, k, c.Stride, c.Padding, c.OutputPadding) : Convolve(x, k, c.Stride, c.Padding);
            Assert.Equal(Shape.Create(c.Shape), y.Shape);
            Tensor loss = Sum(y * From(Numbers(29, y.Size), y.Shape));
            double[][] result = Evaluation.Run([x, k], [Numbers(0, x.Size), Numbers(13, k.Size)],
                [y, .. Differentiate.Gradient(DrawSum(loss), [x, k])], 1);
            AssertClose(c.Value, result[0], 1e-12);
            AssertClose(c.InImage, result[1], 1e-12);
            AssertClose(c.InKernel, result[2], 1e-12);
        }

        static double[] Numbers(int shift, int count) =>
            [.. Enumerable.Range(shift, count).Select(static e => (7919 * e % 4001 - 2000) / 2048.0)];
    }

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    [InlineData(300)]
    public void Floats_agree_with_doubles_and_threads_with_one(int draws)
    {
        var (inputs, outputs) = ConvolutionNetwork.Make();
        double[][] values = [.. inputs.Select(i => ConvolutionNetwork.Numbers(i, draws))];
        double[][] exact = Evaluation.Run(inputs, values, outputs, draws);
        double[][] one = Evaluation.Run(inputs, values, outputs, draws, 1, ElementType.Single);
        for (int o = 0; o < outputs.Length; o++)
        {
            Assert.Equal(one[o], Evaluation.Run(inputs, values, outputs, draws, 3, ElementType.Single)[o]);
            double size = exact[o].Max(Math.Abs);
            for (int e = 0; e < exact[o].Length; e++)
            {
                // As sums of up to 198 products, or of 182 places and the draws of a chunk, added up in floats.
                Assert.True(Math.Abs(exact[o][e] - one[o][e]) <= 64 * Rounding.Unit * size, $"output {o}, element {e}");
            }
        }
    }

    [Fact]
    public void The_sum_over_draws_in_the_kernel_is_never_held_by_draw()
    {
        Tensor x = Input("x", [2, 5, 5], varies: true), k = Input("k", [3, 2, 3, 3]);
        Tensor gradient = Differentiate.Gradient(DrawSum(Sum(Square(Convolve(x, k)))), k)[0];
        List<Tensor> nodes = Graph.TopologicalOrder([gradient]);
        Assert.Contains(nodes, static n => n.Primitive == Convolutions.SumInKernel);
        Assert.DoesNotContain(nodes, static n => n.Primitive == Convolutions.InKernel);
        Assert.Equal(Convolutions.Convolve, DrawSum(Convolve(x, k)).Primitive);
    }

    [Fact]
    public void What_is_beyond_the_last_draw_is_not_counted()
    {
        const int draws = 5;
        Tensor x = Input("x", [1, 3, 3], varies: true), y = Input("y", [1, 3, 3], varies: true);
        Tensor sum = DrawSum(new Tensor(Convolutions.InKernel, new Convolution(3, 3, 3, 3, 1, 1), x, Exp(y)));
        // Padding repeats the first draw, in which a number times infinity is infinity.
        double[] image = [.. Enumerable.Repeat(1.0, 9 * draws)], exponents = new double[9 * draws];
        exponents[4 * draws] = 1000;
        double[] result = Evaluation.Run([x, y], [image, exponents], [sum], draws)[0];
        Assert.All(result, static v => Assert.Equal(double.PositiveInfinity, v));
        exponents[4 * draws] = 0;
        Assert.Equal(9 * draws, Evaluation.Run([x, y], [image, exponents], [sum], draws)[0][4]);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        const int draws = 70;
        var (inputs, outputs) = ConvolutionNetwork.Make();
        foreach (ElementType element in new[] { ElementType.Single, ElementType.Double })
        {
            var runner = new PlanRunner(ExecutionPlan.Create(inputs, outputs, element: element), draws);
            for (int i = 0; i < inputs.Length; i++)
            {
                double[] numbers = ConvolutionNetwork.Numbers(inputs[i], draws);
                if (inputs[i].Varies)
                {
                    runner.SetByDraw(i, numbers);
                }
                else
                {
                    runner.SetShared(i, numbers);
                }
            }
            runner.Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            runner.Run();
            runner.Run();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Pooling_takes_means_and_upsampling_repeats()
    {
        Tensor x = Reshape(new double[] { 1, 2, 3, 4, 5, 6, 7, 8 }, [1, 2, 4]);
        Assert.Equal([3.5, 5.5], AveragePool(x).ToArray());
        Assert.Equal([1, 1, 2], AveragePool(x).Shape.Lengths.ToArray());
        Assert.Equal(x.ToArray(), AveragePool(x, 1).ToArray());
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2, 5, 5, 6, 6, 5, 5, 6, 6],
            Upsample(Gather(x, [0, 1], 2)).ToArray());
        Assert.Equal([1, 6, 12], Upsample(x, 3).Shape.Lengths.ToArray());
        Assert.Equal(x.ToArray(), AveragePool(Upsample(x, 3), 3).ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Tensor x = Full(1, [2, 5, 5]), k = Full(1, [3, 2, 3, 3]);
        AssertMessage("kernel of shape [3, 2, 3, 3] does not fit an image of shape [3, 5, 5]. Pass one of shape [O, 3,",
            () => Convolve(Full(1, [3, 5, 5]), k));
        AssertMessage("[2, O, kh, kw]", () => ConvolveTransposed(x, k));
        AssertMessage("the shape is [5, 5]", () => Convolve(Full(1, [5, 5]), k));
        AssertMessage("is larger than an image of shape [2, 5, 5] with a padding of 1",
            () => Convolve(x, Full(1, [3, 2, 8, 3]), padding: 1));
        AssertMessage("leave nothing, -3 rows", () => ConvolveTransposed(Full(1, [3, 1, 1]), k, padding: 3));
        AssertMessage("squares of 2 x 2", () => AveragePool(x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Convolve(x, k, stride: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Convolve(x, k, padding: -1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ConvolveTransposed(Full(1, [3, 2, 2]), k, stride: 2, outputPadding: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Upsample(x, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AveragePool(x, 0));

        static void AssertMessage(string part, Func<Tensor> action) => Assert.Contains(
            part, Assert.ThrowsAny<ArgumentException>(() => action()).Message, StringComparison.Ordinal);
    }

    /// <summary>One of the three against seven loops.</summary>
    /// <param name="form">The sizes.</param>
    /// <param name="inputs">Image and kernel, result and kernel, or image and result.</param>
    /// <param name="node">What is computed of them.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="open">Which of result, image and kernel it is.</param>
    private static void Check(Convolution form, Tensor[] inputs, Tensor node, int draws, int open)
    {
        double[][] values = [.. inputs.Select((t, i) =>
            new SplitMix(71 + (ulong)i).Numbers(t.Size * (t.Varies ? draws : 1)))];
        double[] actual = Evaluation.Run(inputs, values, [node], draws)[0];
        bool isSum = !node.Varies && inputs.Any(static t => t.Varies);
        var expected = new double[node.Size * (node.Varies ? draws : 1)];
        for (int d = 0; d < (node.Varies || isSum ? draws : 1); d++)
        {
            Visit(form, open == 1 ? node.Shape[0] : inputs[open == 2 ? 0 : 1].Shape[open == 2 ? 0 : 1],
                open == 1 ? inputs[0].Shape[0] : open == 2 ? inputs[1].Shape[0] : node.Shape[0], (y, x, k) =>
                {
                    var (result, first, second) = open == 0 ? (y, x, k) : open == 1 ? (x, y, k) : (k, x, y);
                    expected[node.Varies ? result * draws + d : result] += Number(0, first) * Number(1, second);
                });
            double Number(int input, int e) => inputs[input].Varies ? values[input][e * draws + d] : values[input][e];
        }
        AssertClose(expected, actual, 1e-13 * (isSum ? draws : 1));
    }

    /// <summary>All places of result, image and kernel that meet.</summary>
    private static void Visit(Convolution form, int channels, int results, Action<int, int, int> visit)
    {
        int height = (form.Height + 2 * form.Padding - form.KernelHeight) / form.Stride + 1;
        int width = (form.Width + 2 * form.Padding - form.KernelWidth) / form.Stride + 1;
        for (int o = 0; o < results; o++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int r = 0; r < height; r++)
                {
                    for (int s = 0; s < width; s++)
                    {
                        for (int i = 0; i < form.KernelHeight; i++)
                        {
                            for (int j = 0; j < form.KernelWidth; j++)
                            {
                                int row = r * form.Stride + i - form.Padding;
                                int column = s * form.Stride + j - form.Padding;
                                if (row >= 0 && row < form.Height && column >= 0 && column < form.Width)
                                {
                                    visit((o * height + r) * width + s, (c * form.Height + row) * form.Width + column,
                                        ((o * channels + c) * form.KernelHeight + i) * form.KernelWidth + j);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double allowed = tolerance * expected.Select(Math.Abs).Append(1).Max();
        for (int e = 0; e < expected.Length; e++)
        {
            Assert.True(Math.Abs(expected[e] - actual[e]) <= allowed,
                FormattableString.Invariant($"element {e}: {actual[e]:R}, but {expected[e]:R}"));
        }
    }

    private sealed record Reference(Case[] Cases);

    private sealed record Case(bool Transposed, int[] Image, int[] Kernel, int Stride, int Padding, int OutputPadding,
        int[] Shape, double[] Value, double[] InImage, double[] InKernel);
}
