namespace Reparam.Neural;

/// <summary>What chance adds to a field each time that it is read.</summary>
public enum PixelNoise
{
    /// <summary>Nothing: bytes are divided by their maximum, floats are as they are.</summary>
    None,

    /// <summary>Values become 0 or 1, 1 with the probability that the value is: dynamic binarisation (R. Salakhutdinov
    /// and I. Murray 2008; Burda, Grosse and Salakhutdinov 2015).</summary>
    Binarised,

    /// <summary>Bytes are spread evenly over their width, (byte + u) / (maximum + 1), u uniform in (0, 1): the density
    /// of the sum bounds the probability of bytes (L. Theis, A. van den Oord and M. Bethge 2016).</summary>
    Dequantised,
}
