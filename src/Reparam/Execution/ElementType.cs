namespace Reparam.Execution;

/// <summary>The numbers that a plan's buffers hold.</summary>
internal enum ElementType
{
    /// <summary>Doubles: statistics.</summary>
    Double,

    /// <summary>Floats: networks.</summary>
    Single,
}

/// <summary>What follows from the type of the elements.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Bytes(this ElementType element) => element == ElementType.Double ? sizeof(double) : sizeof(float);

    /// <summary>Elements in a pack of 64 bytes.</summary>
    public static int Pack(this ElementType element) => 64 / element.Bytes();

    /// <summary>The smallest number of whole packs that holds so many elements, in elements.</summary>
    public static int Padded(this ElementType element, int length) =>
        checked((length + element.Pack() - 1) & -element.Pack());
}
