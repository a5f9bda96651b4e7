using System.Runtime.Intrinsics;

namespace Reparam.Tests.Numerics;

/// <summary>
/// The checksums in <see cref="LaneFunction"/> were computed once; the results must have these bits on every machine.
/// Run the tests with DOTNET_EnableAVX512=0 to see the 256-bit code make them, and with DOTNET_EnableAVX2=0 the 128-bit
/// code.
/// </summary>
public sealed class LaneMathBitsTests
{
    public static TheoryData<string> Names => LaneFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_have_the_same_bits_on_every_vector_width(string name)
    {
        LaneFunction function = LaneFunction.All[name];
        ulong checksum = 14695981039346656037UL;
        ulong state = 1;
        for (int pack = 0; pack < 4000; pack++)
        {
            Vector512<double> x = default;
            for (int lane = 0; lane < 8; lane++)
            {
                x = x.WithElement(lane, Argument(pack, ref state));
            }

            Vector512<double> y = function.Apply(x);
            for (int lane = 0; lane < 8; lane++)
            {
                double value = y.GetElement(lane);
                ulong bits = double.IsNaN(value) ? 1UL : BitConverter.DoubleToUInt64Bits(value);
                checksum = (checksum ^ bits) * 1099511628211UL;
            }
        }

        Assert.True(checksum == function.Bits, $"{name}: checksum 0x{checksum:x16}, expected 0x{function.Bits:x16}");
    }

    [Fact]
    public void Switching_off_512_bits_is_seen_by_the_runtime()
    {
        // Guards the recipe above: were the variable renamed, the narrow run would silently repeat the wide one.
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0")
        {
            Assert.False(Vector512.IsHardwareAccelerated);
        }
    }

    /// <summary>
    /// Arguments from exact operations alone: near zero, positive, of every size, and up to overflow.
    /// </summary>
    private static double Argument(int pack, ref ulong state)
    {
        state = (state * 6364136223846793005UL) + 1442695040888963407UL;
        double uniform = (state >> 11) * (1.0 / (1UL << 53));
        return (pack % 4) switch
        {
            0 => (uniform * 16.0) - 8.0,
            1 => uniform * 4.0,
            2 => Math.ScaleB(0.5 + uniform, (int)(state >> 4 & 63) - 40),
            _ => (uniform * 2048.0) - 1024.0,
        };
    }
}
