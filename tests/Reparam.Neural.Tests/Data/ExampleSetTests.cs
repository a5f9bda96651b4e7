using Reparam.Random;

namespace Reparam.Neural.Tests.Data;

public sealed class ExampleSetTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    /// <summary>Five images of 1 × 2 pixels, and what they are.</summary>
    private static readonly ExampleSet Five = ExampleSet.FromImages(
        new NamedArray("images", [0, 255, 51, 102, 153, 204, 1, 2, 3, 4], [5, 1, 2]),
        new NamedArray("labels", [5, 6, 7, 8, 9], [5]));

    [Fact]
    public void Images_and_labels_are_fields()
    {
        Assert.Equal(5, Five.Count);
        Assert.Equal(["image", "label"], Five.Fields.Select(field => field.Name));
        Assert.Equal([1, 1, 2], Five["image"].Shape);
        Assert.Equal([], Five["label"].Shape);
        var coloured = new NamedArray("rgb", new byte[12], [2, 3, 1, 2]);
        Assert.Equal([3, 1, 2], ExampleSet.FromImages(coloured)["image"].Shape);
        Assert.False(ExampleSet.FromImages(new NamedArray("floats", new float[4], [2, 1, 2]))["image"].IsBytes);
    }

    [Fact]
    public void Batches_are_written_element_by_element()
    {
        var batch = new float[6];
        Five.Gather([2, 0, 2], Five.IndexOf("image"), batch);
        Assert.Equal([0.6f, 0, 0.6f, 0.8f, 1, 0.8f], batch);
        Five.Gather([4, 0], Five.IndexOf("label"), batch.AsSpan(0, 2));
        Assert.Equal([9, 5], batch[..2]);
    }

    [Fact]
    public void Parts_share_memory_and_keep_their_places()
    {
        (ExampleSet first, ExampleSet second) = Five.Split(2);
        Assert.Equal((2, 3), (first.Count, second.Count));
        Assert.Equal([7, 8, 9], second["label"].Bytes.ToArray());
        Assert.Equal([9], second.Split(2).Second["label"].Bytes.ToArray());
        Assert.Equal([5, 6, 7], Five.Take(3)["label"].Bytes.ToArray());
        Assert.True(second["image"].Bytes.Overlaps(Five["image"].Bytes));
        var batch = new float[4];
        second.Gather([0, 2], 0, batch);
        Assert.Equal([0.6f, 3 / 255f, 0.8f, 4 / 255f], batch);
        Assert.Throws<ArgumentOutOfRangeException>(() => Five.Split(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Five.Split(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Five.Split(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Five.Take(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Five.Take(0));
    }

    [Fact]
    public void Parts_by_chance_have_each_example_once()
    {
        (ExampleSet first, ExampleSet second) = Five.Split(2, seed: 3);
        byte[] labels = [.. first["label"].Bytes, .. second["label"].Bytes];
        Assert.Equal((byte[])[5, 6, 7, 8, 9], labels.Order());
        byte[] kept = first["label"].Bytes.ToArray();
        Assert.Equal(kept.Order(), kept);
        Assert.Equal(first["label"].Bytes.ToArray(), Five.Split(2, seed: 3).First["label"].Bytes.ToArray());
        Assert.True(Enumerable.Range(0, 20).Select(seed => Five.Split(2, (ulong)seed).First["label"].Bytes[0])
            .Distinct().Count() > 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Five.Split(5, seed: 3));
    }

    [Fact]
    public void Examples_are_selected()
    {
        ExampleSet selected = Five.Select([4, 0]);
        Assert.Equal([9, 5], selected["label"].Bytes.ToArray());
        Assert.Equal([3, 4, 0, 255], selected["image"].Bytes.ToArray());
        Assert.Contains("there is no example 5, but 0 to 4",
            Assert.Throws<ArgumentOutOfRangeException>(() => Five.Select([5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Five.Select([]));
    }

    [Fact]
    public void Binarised_pixels_have_their_probabilities_and_the_same_bits_for_any_batch()
    {
        ExampleSet digits = ExampleSets.Digits();
        int[] hundred = [.. Enumerable.Range(0, 100)];
        float[] whole = new float[6400], part = new float[640], means = new float[6400];
        digits.Gather(hundred, 0, whole, PixelNoise.Binarised, Key, step: 4);
        digits.Gather(hundred.AsSpan(0, 10), 0, part, PixelNoise.Binarised, Key, step: 4);
        digits.Gather(hundred, 0, means);
        for (int i = 0; i < part.Length; i++)
        {
            Assert.Equal(whole[i / 10 * 100 + i % 10], part[i]);
        }
        Assert.All(whole.Zip(means), pair => Assert.True(
            pair.First is 0 or 1 && (pair.Second is not (0 or 1) || pair.First == pair.Second)));
        // Within 5 standard errors: fails for one seed in 1,700,000.
        double deviation = Math.Sqrt(means.Sum(p => (double)p * (1 - p)));
        Assert.InRange((whole.Sum() - means.Sum()) / deviation, -5, 5);
    }

    [Fact]
    public void Dequantised_pixels_are_within_their_shades()
    {
        var batch = new float[10];
        Five.Gather([0, 1, 2, 3, 4], 0, batch, PixelNoise.Dequantised, Key, step: 1);
        byte[] shades = [0, 51, 153, 1, 3, 255, 102, 204, 2, 4];
        Assert.All(batch.Zip(shades), pair => Assert.Equal(pair.Second, Math.Floor(pair.First * 256)));
        var floats = new ExampleSet([new ExampleField("x", [2], [0.1f, 0.2f])]);
        Assert.Contains("'x' holds floats", Assert.Throws<InvalidOperationException>(
            () => floats.Gather([0], 0, new float[2], PixelNoise.Dequantised, Key, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        ExampleSet digits = ExampleSets.Digits();
        int[] examples = [.. Enumerable.Range(0, 50)];
        var batch = new float[64 * 50];
        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Work()
        {
            digits.Gather(examples, 0, batch);
            digits.Gather(examples, 0, batch, PixelNoise.Binarised, Key, 1);
            digits.Gather(examples, 0, batch, PixelNoise.Dequantised, Key, 1);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        var image = new ExampleField("image", [2], new byte[4]);
        Assert.Contains("field 'label' has 3 examples, but 'image' has 2", Refused(
            () => new ExampleSet([image, new ExampleField("label", [], new byte[3])])), StringComparison.Ordinal);
        Assert.Contains("two fields are named 'image'", Refused(() => new ExampleSet([image, image])),
            StringComparison.Ordinal);
        Assert.Contains("fields is empty", Refused(() => new ExampleSet([])), StringComparison.Ordinal);
        Assert.Contains("there is no field 'x', but 'image', 'label'", Refused(() => Five["x"]),
            StringComparison.Ordinal);
        Assert.Contains("the destination has 5 numbers, but 2 examples of 'image' have 2 each",
            Assert.Throws<ArgumentException>(() => Five.Gather([0, 1], 0, new float[5])).Message,
            StringComparison.Ordinal);
        Assert.Contains("there is no example 5", Assert.Throws<ArgumentOutOfRangeException>(
            () => Five.Gather([5], 0, new float[2])).Message, StringComparison.Ordinal);
        var images = new NamedArray("images", new byte[4], [2, 1, 2]);
        Assert.Contains("the labels 'l' are U8 [3], but one byte for each of the 2 images",
            Refused(() => ExampleSet.FromImages(images, new NamedArray("l", new byte[3], [3]))),
            StringComparison.Ordinal);
        Assert.Contains("the images 'l' are U8 [3]",
            Refused(() => ExampleSet.FromImages(new NamedArray("l", new byte[3], [3]))), StringComparison.Ordinal);

        static string Refused(Func<object?> action) => Assert.Throws<ArgumentException>(action).Message;
    }

    [SharedDataFact("binarized_mnist/binarized_mnist_test-images-idx3-ubyte.gz")]
    public void Published_images_of_two_shades_are_read_as_zeros_and_ones()
    {
        ExampleSet set = ExampleSet.FromIdx(
            SharedDataFactAttribute.File("binarized_mnist/binarized_mnist_test-images-idx3-ubyte.gz"));
        Assert.Equal(10000, set.Count);
        var batch = new float[784 * 100];
        set.Gather([.. Enumerable.Range(0, 100)], 0, batch);
        Assert.All(batch, value => Assert.True(value is 0 or 1));
        Assert.Contains(1f, batch);
    }
}
