namespace Reparam.Cli.Tests.Networks;

/// <summary>Small files of images and labels.</summary>
internal static class IdxData
{
    /// <summary>Images of squares in one of four corners, which are their labels.</summary>
    public static string Images(TemporaryFolder folder, string name, int count, int side = 6)
    {
        var bytes = new byte[count * side * side];
        for (int i = 0; i < bytes.Length; i++)
        {
            int image = i / (side * side), y = i / side % side, x = i % side, corner = image % 4;
            bool isIn = y < side / 2 == corner < 2 && x < side / 2 == (corner % 2 == 0);
            bytes[i] = (byte)(isIn ? 200 + image % 50 : 10);
        }
        return Write(folder, name, bytes, count, side, side);
    }

    public static string Labels(TemporaryFolder folder, string name, int count) =>
        Write(folder, name, [.. Enumerable.Range(0, count).Select(i => (byte)(i % 4))], count);

    public static string Write(TemporaryFolder folder, string name, byte[] bytes, params int[] lengths)
    {
        byte[] header = [0, 0, 8, (byte)lengths.Length, .. lengths.SelectMany(
            n => (byte[])[(byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n])];
        File.WriteAllBytes(folder.File(name), [.. header, .. bytes]);
        return folder.File(name);
    }
}
