namespace Reparam.Neural.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_come_in_ordinal_order_of_their_names()
    {
        Image("b.png", 2, 1, 1, 3, 4);
        Image("a10.PNG", 2, 1, 1, 1, 2);
        Image("Z.png", 2, 1, 1, 5, 6);
        _folder.Write("notes.txt", 1);
        ExampleSet set = ImageFolder.Read(_folder.Path);
        Assert.Equal(["image"], set.Fields.Select(field => field.Name));
        Assert.Equal([1, 1, 2], set["image"].Shape);
        Assert.Equal([5, 6, 1, 2, 3, 4], set["image"].Bytes.ToArray());
    }

    [Fact]
    public void Folders_are_labels()
    {
        Image("two/x.png", 1, 1, 3, 4, 5, 6);
        Image("one/x.png", 1, 1, 3, 1, 2, 3);
        Image("one/y.png", 1, 1, 3, 7, 8, 9);
        _folder.Write(".hidden/file", 1);
        ExampleSet set = ImageFolder.Read(_folder.Path);
        Assert.Equal(["one", "two"], set["label"].Levels!);
        Assert.Equal([0, 0, 1], set["label"].Bytes.ToArray());
        Assert.Equal([1, 2, 3, 7, 8, 9, 4, 5, 6], set["image"].Bytes.ToArray());
    }

    [Fact]
    public void Channels_of_pixels_become_pixels_of_channels()
    {
        Image("a.png", 2, 1, 3, 1, 2, 3, 4, 5, 6);
        ExampleSet set = ImageFolder.Read(_folder.Path);
        Assert.Equal([3, 1, 2], set["image"].Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], set["image"].Bytes.ToArray());
    }

    [Fact]
    public void An_image_of_another_size_is_named()
    {
        Image("a.png", 2, 1, 1, 1, 2);
        Image("b.png", 1, 2, 1, 1, 2);
        Assert.Equal($"{_folder.File("b.png")} is 1 x 2 pixels and grey, but {_folder.File("a.png")} is 2 x 1 pixels " +
            "and grey, and images of one size were expected. Convert it, or leave it out.", Refused());
    }

    [Fact]
    public void Folders_without_images_are_refused()
    {
        Assert.Contains("has no PNG files and 0 folders", Refused(), StringComparison.Ordinal);
        Image("one/x.png", 1, 1, 1, 1);
        _folder.Write("two/x.txt", 1);
        Assert.Contains($"{_folder.File("two")} has no PNG files", Refused(), StringComparison.Ordinal);
        Image("x.png", 1, 1, 1, 1);
        Assert.Contains("has images both in itself ('x.png') and in its folder 'one'", Refused(),
            StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Read(_folder.File("none")));
    }

    private void Image(string name, int width, int height, int channels, params byte[] pixels)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new PngImage(width, height, channels, pixels).Write(path);
    }

    private string Refused() => Assert.Throws<InvalidDataException>(() => ImageFolder.Read(_folder.Path)).Message;
}
