namespace Reparam.Numerics;

/// <summary>Where recursive algorithms cut a triangular matrix.</summary>
internal static class BlockOrder
{
    /// <summary>The order of the first part: about half, in whole tiles of a product.</summary>
    /// <param name="order">The order of the whole, above 16.</param>
    public static int Half(int order)
    {
        int unit = order > 48 ? 24 : 8;
        return (order / 2 + unit - 1) / unit * unit;
    }
}
