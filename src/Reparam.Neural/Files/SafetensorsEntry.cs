namespace Reparam.Neural;

/// <summary>What the header of a safetensors file says of one array.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">The lengths of its axes.</param>
/// <param name="Begin">Where its numbers begin, in bytes after the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafetensorsEntry(string Name, ArrayType Type, Shape Shape, long Begin, long End)
{
    /// <summary>Bytes that a number takes.</summary>
    public static int Width(ArrayType type) => type switch
    {
        ArrayType.U8 => 1,
        ArrayType.F32 => 4,
        _ => 8,
    };
}
