namespace Reparam.Tests.Data;

/// <summary>A folder for one file, removed with what is in it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reparam-columns-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "table.columns");

    public string[] FilesBeside => [.. _folder.GetFiles().Select(f => f.Name)];

    public void Dispose() => _folder.Delete(recursive: true);
}
