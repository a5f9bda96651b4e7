using Reparam.Random;

namespace Reparam.Neural.Tests.Training;

/// <summary>Batches of examples that are large enough for threads to share making one.</summary>
public sealed class BatchBuffersTests
{
    // Neither numbers of elements is one of whole blocks, and examples say their places.
    private const int Count = 60, Pixels = 50 * 51, Numbers = 1501, Maximum = 16;

    private static readonly byte[] s_shades =
        [.. Enumerable.Range(0, Count * Pixels).Select(static i => (byte)(i * 7919 % 4001 % (Maximum + 1)))];

    private static readonly float[] s_numbers =
        [.. Enumerable.Range(0, Count * Numbers).Select(static i => (i * 7919 % 4001 - 2000) / 4096f)];

    private static readonly ExampleSet s_set = new(
    [
        new ExampleField("image", [1, 50, 51], s_shades, Maximum), new ExampleField("x", [Numbers], s_numbers),
        new ExampleField("place", [], [.. Enumerable.Range(0, Count).Select(static i => (byte)i)], maximum: 1),
    ]);

    public static TheoryData<PixelNoise, int> Kinds
    {
        get
        {
            var kinds = new TheoryData<PixelNoise, int>();
            foreach (PixelNoise noise in Enum.GetValues<PixelNoise>())
            {
                foreach (int size in new[] { 5, 16, 37 })
                {
                    kinds.Add(noise, size);
                }
            }
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Threads_that_share_a_batch_make_each_number_of_it(PixelNoise noise, int size)
    {
        foreach (int threads in new[] { 1, 2, 3 })
        {
            Loss loss = MakeLoss();
            var program = new NetworkProgram(
                loss.Module, loss.Inputs, [loss.Total], size, threads, RandomKey.FromSeed(1));
            var buffers = new BatchBuffers(Batches(noise, size), [.. loss.Inputs.OfType<FieldInput>()], program,
                new TrainingOptions { Threads = threads, Prefetches = false });
            // Over the end of an epoch, and back.
            foreach (int number in new[] { 0, 1, 12, 2, 13 })
            {
                float[][] batch = buffers.Get(number);
                float[] places = Filled("place", 1);
                Assert.Equal(Filled("image", Pixels), batch[0]);
                Assert.Equal(Enumerable.Range(0, Numbers * size).Select(
                    i => s_numbers[(int)places[i % size] * Numbers + i / size]), batch[1]);
                float[] shades = [.. Enumerable.Range(0, Pixels * size).Select(
                    i => (float)s_shades[(int)places[i % size] * Pixels + i / size])];
                Assert.All(shades.Zip(batch[0]), pair => Assert.True(noise switch
                {
                    PixelNoise.None => pair.Second == pair.First / Maximum,
                    PixelNoise.Binarised => pair.First switch
                    {
                        0 => pair.Second == 0,
                        Maximum => pair.Second == 1,
                        _ => pair.Second is 0 or 1,
                    },
                    _ => MathF.Floor(pair.Second * (Maximum + 1)) == pair.First,
                }));

                float[] Filled(string field, int elements)
                {
                    var values = new float[elements * size];
                    Batches(noise, size).Fill(number, field, values);
                    return values;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_training_has_the_bits_of_one_thread(PixelNoise noise, int size)
    {
        WeightValues one = Trained(1), two = Trained(2), three = Trained(3);
        Assert.All(one.Names, name => Assert.Equal(one[name].ToArray(), two[name].ToArray()));
        Assert.All(one.Names, name => Assert.Equal(one[name].ToArray(), three[name].ToArray()));

        WeightValues Trained(int threads)
        {
            Loss loss = MakeLoss();
            var trainer = new Trainer(loss, Batches(noise, size), new TrainingOptions { Threads = threads });
            WeightValues before = trainer.Weights;
            trainer.Run(15);
            Assert.All(before.Names, name => Assert.NotEqual(before[name].ToArray(), trainer.Weights[name].ToArray()));
            return trainer.Weights;
        }
    }

    private static ExampleBatches Batches(PixelNoise noise, int size) =>
        new(s_set, size, seed: 3, new Dictionary<string, PixelNoise> { ["image"] = noise });

    private static Loss MakeLoss()
    {
        var network = new Linear(Pixels + Numbers, 3);
        return Loss.Define(network, builder =>
        {
            Tensor image = Tensor.Reshape(builder.Field("image", [1, 50, 51]), [Pixels]);
            Tensor y = network.Apply(Tensor.Concatenate([image, builder.Field("x", [Numbers])], 0));
            builder.Term("distance", Tensor.Sum(Tensor.Square(Tensor.Tanh(y) - 0.25)));
        });
    }
}
