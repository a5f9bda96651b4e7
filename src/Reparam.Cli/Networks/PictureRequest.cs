namespace Reparam.Cli;

/// <summary>What pictures of a trained network were asked for.</summary>
internal sealed record PictureRequest
{
    public required string Folder { get; init; }

    public ImageDataRequest Data { get; init; } = new(null, null, null);

    /// <summary>The number of images; of a manifold, on each side; null for what suits.</summary>
    public required int? Count { get; init; }

    /// <summary>The side of the square that a pixel becomes; null for what suits.</summary>
    public required int? Magnification { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The file; null for one in the folder.</summary>
    public required string? Output { get; init; }
}
