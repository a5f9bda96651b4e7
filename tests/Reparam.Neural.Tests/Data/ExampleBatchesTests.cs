namespace Reparam.Neural.Tests.Data;

public sealed class ExampleBatchesTests
{
    private static readonly ExampleSet Digits = ExampleSets.Digits();

    /// <summary>A set whose examples say their places.</summary>
    private static readonly ExampleSet Ten =
        new([new ExampleField("x", [], [.. Enumerable.Range(0, 10).Select(i => (float)i)])]);

    [Fact]
    public void Each_epoch_has_each_example_once_over_the_ends_of_batches()
    {
        var batches = new ExampleBatches(Ten, batchSize: 4, seed: 1);
        float[] seen = [.. Enumerable.Range(0, 10).SelectMany(batch => Batch(batches, batch, "x"))];
        for (int epoch = 0; epoch < 4; epoch++)
        {
            Assert.Equal(Enumerable.Range(0, 10).Select(i => (float)i), seen[(10 * epoch)..(10 * epoch + 10)].Order());
        }
        Assert.NotEqual(seen[..10], seen[10..20]);
    }

    [Fact]
    public void The_order_of_the_set_is_kept_where_it_is_asked_for()
    {
        var batches = new ExampleBatches(Ten, batchSize: 4, seed: 1, isShuffled: false);
        Assert.Equal([8, 9, 0, 1], Batch(batches, 2, "x"));
    }

    [Fact]
    public void A_batch_does_not_depend_on_those_before()
    {
        var noise = new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Binarised };
        var first = new ExampleBatches(Digits, 50, seed: 3, noise);
        _ = Batch(first, 0, "image");
        float[] after = Batch(first, 40, "image");
        var second = new ExampleBatches(Digits, 50, seed: 3, noise);
        float[] labels = Batch(second, 40, "label");
        Assert.Equal(after, Batch(second, 40, "image"));
        Assert.Equal(labels, Batch(first, 40, "label"));
        Assert.NotEqual(after, Batch(first, 41, "image"));
        Assert.NotEqual(after, Batch(new ExampleBatches(Digits, 50, seed: 4, noise), 40, "image"));
        Assert.All(after, value => Assert.True(value is 0 or 1));
    }

    [Fact]
    public void The_same_examples_have_other_noise_in_another_epoch()
    {
        var whole = new ExampleBatches(Digits.Take(50), 50, seed: 3,
            new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Dequantised }, isShuffled: false);
        float[] once = Batch(whole, 0, "image"), again = Batch(whole, 1, "image");
        Assert.NotEqual(once, again);
        Assert.Equal(once.Select(value => MathF.Floor(value * 17)), again.Select(value => MathF.Floor(value * 17)));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var batches = new ExampleBatches(Digits, 50, seed: 3,
            new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Binarised });
        var destination = new float[64 * 50];
        batches.Fill(0, "image", destination);
        batches.Fill(0, "label", destination.AsSpan(0, 50));
        long before = GC.GetAllocatedBytesForCurrentThread();
        batches.Fill(1, "image", destination);
        batches.Fill(1, "label", destination.AsSpan(0, 50));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Assert.Contains("a batch was to have 11 examples, but the set has 10",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ExampleBatches(Ten, 11, 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExampleBatches(Ten, 0, 1));
        Assert.Contains("there is no field 'y', but 'x'", Assert.Throws<ArgumentException>(() => new ExampleBatches(
            Ten, 2, 1, new Dictionary<string, PixelNoise> { ["y"] = PixelNoise.None })).Message,
            StringComparison.Ordinal);
        Assert.Contains("'x' was to be dequantised", Assert.Throws<ArgumentException>(() => new ExampleBatches(
            Ten, 2, 1, new Dictionary<string, PixelNoise> { ["x"] = PixelNoise.Dequantised })).Message,
            StringComparison.Ordinal);
    }

    private static float[] Batch(ExampleBatches batches, long batch, string field)
    {
        var values = new float[batches.BatchSize * batches.Fields[field].Size];
        batches.Fill(batch, field, values);
        return values;
    }
}
