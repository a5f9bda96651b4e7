namespace Reparam.Neural.Tests.Data;

public sealed class ExampleFieldTests
{
    [Fact]
    public void Bytes_and_floats_are_told_apart()
    {
        var bytes = new ExampleField("image", [1, 2], [1, 2, 3, 4], maximum: 4);
        Assert.Equal((2, true, 4), (bytes.Count, bytes.IsBytes, bytes.Maximum));
        Assert.Throws<InvalidOperationException>(() => bytes.Floats.Length);
        var floats = new ExampleField("x", [], [1.5f, 2]);
        Assert.Equal((2, false, 1), (floats.Count, floats.IsBytes, floats.Maximum));
        Assert.Throws<InvalidOperationException>(() => floats.Bytes.Length);
    }

    [Fact]
    public void Values_that_do_not_belong_are_refused_with_the_place()
    {
        Assert.Contains("'image' of example 1 is 17 at element 0, but at most 16",
            Assert.Throws<ArgumentException>(() => new ExampleField("image", [2], [0, 16, 17, 1], maximum: 16)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'label' of example 2 is 2 at element 0, but at most 1",
            Assert.Throws<ArgumentException>(() => new ExampleField("label", [], [0, 1, 2], 1, ["a", "b"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("'x' of example 1 is NaN at element 1",
            Assert.Throws<ArgumentException>(() => new ExampleField("x", [2], [0, 1, 2, float.NaN])).Message,
            StringComparison.Ordinal);
        Assert.Contains("'x' has 3 values, but examples of shape [2]",
            Assert.Throws<ArgumentException>(() => new ExampleField("x", [2], new float[3])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ExampleField("x", [2], System.Array.Empty<byte>()));
        Assert.Throws<ArgumentException>(() => new ExampleField("x", [0], new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExampleField("x", [2], new byte[2], maximum: 0));
    }

    [Fact]
    public void Labels_are_not_bounded_by_what_they_are_divided_by() =>
        Assert.Equal(3, new ExampleField("label", [], [0, 9, 255], maximum: 1).Count);
}
