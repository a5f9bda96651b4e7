namespace Reparam.Neural;

/// <summary>The type of the numbers of a <see cref="NamedArray"/>, by its name in safetensors files.</summary>
public enum ArrayType
{
    /// <summary>Floats of 32 bits.</summary>
    F32,

    /// <summary>Floats of 64 bits.</summary>
    F64,

    /// <summary>Bytes, 0 to 255.</summary>
    U8,

    /// <summary>Integers of 64 bits.</summary>
    I64,
}
