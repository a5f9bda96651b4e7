using System.IO.Compression;
using System.Reflection;

namespace Reparam.Neural;

/// <summary>Sets of examples that are within the library.</summary>
public static class ExampleSets
{
    /// <summary>1797 handwritten digits of 8 × 8 pixels with 17 shades, and what they are.</summary>
    /// <returns>A field "image" of shape [1, 8, 8], whose byte 16 stands for 1, and a field "label".</returns>
    /// <remarks>Images come in the order in which people wrote them: split them by chance. Source: E. Alpaydin and C.
    /// Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine Learning Repository, of which this is
    /// the part for testing; licence CC BY 4.0.</remarks>
    public static ExampleSet Digits() => ExampleSet.FromImages(
        Resource("Digits.images.idx.gz"), Resource("Digits.labels.idx.gz"), maximum: 16);

    private static NamedArray Resource(string name)
    {
        using Stream resource = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream($"Reparam.Neural.Data.{name}")!;
        using var stream = new GZipStream(resource, CompressionMode.Decompress);
        return IdxFile.Read(stream, name, resource.Length * GzipFile.MostExpansion);
    }
}
