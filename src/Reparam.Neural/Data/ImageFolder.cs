using System.Globalization;

namespace Reparam.Neural;

/// <summary>Reads folders of PNG images of one size.</summary>
public static class ImageFolder
{
    private const int MostLabels = 256;

    /// <summary>Reads a folder.</summary>
    /// <param name="path">A folder of PNG files, or of folders of them, one for each label. Other files, and folders
    /// whose names begin with a point, are not looked at.</param>
    /// <returns>A field "image" of shape [channels, height, width], bytes, and, where folders are labels, a field
    /// "label" whose levels are their names. Files and folders are in ordinal order of their names: the same on every
    /// machine.</returns>
    /// <exception cref="InvalidDataException">There are no images, or some both in the folder and in folders within it,
    /// or none in one of those; an image differs from the first in size or channels, or cannot be read; there are more
    /// than 256 labels.</exception>
    /// <exception cref="IOException">The folder, or a file, cannot be read.</exception>
    public static ExampleSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] files = Files(path);
        string[] folders = [.. Directory.GetDirectories(path).Where(folder => Path.GetFileName(folder)[0] != '.')
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        if (files.Length > 0)
        {
            string? both = folders.FirstOrDefault(folder => Files(folder).Length > 0);
            return both is null ? new ExampleSet([Images(files)]) : throw new InvalidDataException(
                $"{path} has images both in itself ('{Path.GetFileName(files[0])}') and in its folder " +
                $"'{Path.GetFileName(both)}', but either all images or one folder for each label were expected. Move " +
                "them.");
        }
        if (folders.Length is 0 or > MostLabels)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path} has no PNG files and {folders.Length} folders, but images were expected, or 1 to " +
                $"{MostLabels} folders, one for each label. Give a folder of files whose names end in .png."));
        }
        return Labelled(folders);
    }

    private static ExampleSet Labelled(string[] folders)
    {
        var files = new List<string>();
        var labels = new List<byte>();
        for (int label = 0; label < folders.Length; label++)
        {
            string[] found = Files(folders[label]);
            if (found.Length == 0)
            {
                throw new InvalidDataException(
                    $"{folders[label]} has no PNG files, but each folder is a label and needs at least one image. " +
                    "Add some, or remove the folder.");
            }
            files.AddRange(found);
            labels.AddRange(Enumerable.Repeat((byte)label, found.Length));
        }
        string[] names = [.. folders.Select(folder => Path.GetFileName(folder))];
        return new ExampleSet(
            [Images([.. files]), new ExampleField("label", [], [.. labels], maximum: 1, names)]);
    }

    private static ExampleField Images(string[] files)
    {
        PngImage first = PngImage.Read(files[0]);
        int size = first.Pixels.Length, area = first.Width * first.Height;
        var bytes = new byte[checked(size * files.Length)];
        for (int i = 0; i < files.Length; i++)
        {
            PngImage image = i == 0 ? first : PngImage.Read(files[i]);
            if (image.Width != first.Width || image.Height != first.Height || image.Channels != first.Channels)
            {
                throw new InvalidDataException(
                    $"{files[i]} is {Size(image)}, but {files[0]} is {Size(first)}, and images of one size were " +
                    "expected. Convert it, or leave it out.");
            }
            // From pixels of channels to channels of pixels.
            for (int place = 0; place < size; place++)
            {
                bytes[i * size + place] = image.Pixels[place % area * first.Channels + place / area];
            }
        }
        return new ExampleField("image", [first.Channels, first.Height, first.Width], bytes);
    }

    private static string[] Files(string folder) =>
    [
        .. Directory.GetFiles(folder)
            .Where(file => Path.GetExtension(file).Equals(".png", StringComparison.OrdinalIgnoreCase))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal),
    ];

    private static string Size(PngImage image) => string.Create(CultureInfo.InvariantCulture,
        $"{image.Width} x {image.Height} pixels and {(image.Channels == 1 ? "grey" : "coloured")}");
}
