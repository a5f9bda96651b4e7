namespace Reparam.Neural.Tests.Data;

public sealed class BatchGatherTests
{
    [Theory]
    [InlineData(784, 128)]
    [InlineData(784, 100)]
    [InlineData(64, 16)]
    [InlineData(17, 33)]
    [InlineData(16, 16)]
    [InlineData(15, 40)]
    [InlineData(40, 15)]
    [InlineData(1, 20)]
    [InlineData(3, 1)]
    public void Batches_are_those_of_a_plain_loop(int length, int count)
    {
        const int examples = 50;
        byte[] bytes = [.. Enumerable.Range(0, examples * length).Select(i => (byte)(i * 7 + i / 256))];
        float[] floats = [.. bytes.Select(b => b * 0.1f)];
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => i * 31 % examples)];
        float[] fromBytes = new float[length * count], fromFloats = new float[length * count];
        BatchGather.Bytes(bytes, length, chosen, fromBytes, 255);
        BatchGather.Floats(floats, length, chosen, fromFloats);
        for (int element = 0; element < length; element++)
        {
            for (int i = 0; i < count; i++)
            {
                int at = chosen[i] * length + element;
                Assert.Equal(bytes[at] / 255f, fromBytes[element * count + i]);
                Assert.Equal(floats[at], fromFloats[element * count + i]);
            }
        }
    }

    [Fact]
    public void Quotients_of_all_bytes_by_all_bytes_are_rounded_correctly()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        int[] examples = [.. Enumerable.Range(0, 16)];
        var quotients = new float[256];
        for (int maximum = 1; maximum < 256; maximum++)
        {
            BatchGather.Bytes(bytes, 16, examples, quotients, maximum);
            for (int b = 0; b < 256; b++)
            {
                Assert.Equal((float)((double)b / maximum), quotients[b % 16 * 16 + b / 16]);
            }
        }
    }
}
