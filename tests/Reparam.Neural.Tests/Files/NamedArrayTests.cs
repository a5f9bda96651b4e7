namespace Reparam.Neural.Tests.Files;

public sealed class NamedArrayTests
{
    [Fact]
    public void Values_are_had_by_their_type_and_refused_by_another()
    {
        var array = new NamedArray("w", new double[6], [2, 3]);
        Assert.Equal("w: F64 [2, 3]", array.ToString());
        Assert.Equal(6, array.Doubles.Length);
        var failure = Assert.Throws<InvalidOperationException>(() => array.Floats);
        Assert.Contains("'w' was asked for as F32, but it is F64 [2, 3]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(() => new NamedArray("w", new float[5], [2, 3]));
        Assert.StartsWith("NamedArray: 'w' has 5 values, but its shape [2, 3] has 6. Pass", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(() => new NamedArray("ab\ud800", new float[1], []));
        Assert.Contains("index 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal("\ud83d\ude00", new NamedArray("\ud83d\ude00", new float[1], []).Name);
    }
}
