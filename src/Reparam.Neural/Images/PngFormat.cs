namespace Reparam.Neural;

/// <summary>What reading and writing PNG files share.</summary>
internal static class PngFormat
{
    public const byte Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The bytes that each file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The checksum of a chunk's type and data: CRC-32 (specification, annex D).</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte b in bytes)
        {
            sum = Table[(byte)(sum ^ b)] ^ sum >> 8;
        }
        return ~sum;
    }

    /// <summary>What a pixel is guessed to be from those to the left, above, and above to the left (specification,
    /// section 9.4): whichever is nearest to left + above - corner.</summary>
    public static int Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner), toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - 2 * corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint sum = i;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? 0xEDB88320 ^ sum >> 1 : sum >> 1;
            }
            table[i] = sum;
        }
        return table;
    }
}
