namespace Reparam.Neural.Tests.Diffusion;

public sealed class DiffusionDecoderTests
{
    private static readonly Module Nothing = new Sequential();

    [Theory]
    [InlineData(-2)]
    [InlineData(1.5)]
    [InlineData(6)]
    public void The_probabilities_of_the_levels_at_one_point_sum_to_one(double logRatio)
    {
        const int levels = 5;
        const double point = 0.13;
        double[] middles = [.. Enumerable.Range(0, levels).Select(k => (2.0 * k + 1) / levels - 1)];
        // x / α = x₀ + e^(-λ/2) ε is the same point for each level.
        double[] noise = [.. middles.Select(m => (point - m) * Math.Exp(logRatio / 2))];
        var program = new DoubleProgram(Nothing);
        Tensor encoded = program.ByDraw([1], middles), drawn = program.ByDraw([1], noise);
        double[] values = program.Run(levels,
            DiffusionDecoder.Discrete(levels).Reconstruction(encoded, new SignalToNoise(logRatio), () => drawn))[0];
        Assert.Equal(1, values.Sum(v => Math.Exp(-v)), 1e-12);
        Assert.Equal(2, Array.IndexOf(values, values.Min()));
    }

    [Fact]
    public void Every_level_is_read_back_from_the_middle_of_its_cell()
    {
        const int levels = 17;
        double[] values = [.. Enumerable.Range(0, levels).Select(k => k / (levels - 1.0))];
        var start = new SignalToNoise(9);
        var program = new DoubleProgram(Nothing);
        Tensor example = program.ByDraw([1], values);
        DiffusionDecoder decoder = DiffusionDecoder.Discrete(levels);
        Tensor encoded = decoder.Encode(example, new NetworkInputs());
        double[][] found = program.Run(levels, encoded, decoder.Decode(start.Signal * encoded, start));
        Assert.All(values.Zip(found[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(-16.0 / 17, found[0][0], 1e-12);
        Assert.Equal(16.0 / 17, found[0][^1], 1e-12);
    }

    [Fact]
    public void Dequantised_numbers_fill_their_cells()
    {
        const int levels = 4;
        NetworkFunction function = NetworkFunction.Compile(Nothing, inputs =>
            [DiffusionDecoder.Dequantised(levels).Encode(inputs.Field("x", [1]), inputs)]);
        float[] x = [.. Enumerable.Range(0, 4000).Select(i => i % levels / 3f)];
        float[] encoded = function.Run(WeightValues.Initial(Nothing, 1), x.Length,
            new Dictionary<string, float[]> { ["x"] = x })[0];
        for (int k = 0; k < levels; k++)
        {
            double[] cell = [.. encoded.Where((_, i) => i % levels == k).Select(v => (double)v)];
            Assert.InRange(cell.Min(), k / 2.0 - 1 - 1e-6, k / 2.0 - 1 + 0.01);
            Assert.InRange(cell.Max(), k / 2.0 - 0.5 - 0.01, k / 2.0 - 0.5 + 1e-6);
        }
    }

    [Fact]
    public void Dequantisation_adds_the_logarithm_of_the_cells_to_the_continuous_term()
    {
        var program = new DoubleProgram(Nothing);
        Tensor encoded = program.ByDraw([3], 0.1, 0.2, 0.3);
        var start = new SignalToNoise(5);
        double[][] values = program.Run(1,
            DiffusionDecoder.Continuous.Reconstruction(encoded, start, () => encoded),
            DiffusionDecoder.Dequantised(16).Reconstruction(encoded, start, () => encoded));
        Assert.Equal(1.5 * (Math.Log(2 * Math.PI * Math.E) - 5), values[0][0], 1e-12);
        Assert.Equal(values[0][0] + 3 * Math.Log(8), values[1][0], 1e-12);
    }

    [Fact]
    public void One_level_is_refused() =>
        Assert.Contains("at least 2",
            Assert.Throws<ArgumentOutOfRangeException>(() => DiffusionDecoder.Discrete(1)).Message);
}
