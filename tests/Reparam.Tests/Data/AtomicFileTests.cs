using Reparam.Data;

namespace Reparam.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_by_a_whole_one()
    {
        string path = _folder.Write("a", 1, 2, 3);
        AtomicFile.Write(path, file => file.Write([4, 5]));
        Assert.Equal([4, 5], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names());
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_earlier_file_and_nothing_else()
    {
        string path = _folder.Write("a", 1, 2, 3);
        var failure = Assert.Throws<IOException>(() => AtomicFile.Write(path, file =>
        {
            file.Write(new byte[100_000]);
            throw new IOException("No space left on device.");
        }));
        Assert.Equal($"{path} could not be written: No space left on device. An earlier file of that name is " +
            "unchanged. Make room on the disk, or give a path in a folder that can be written to.", failure.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names());
    }

    [Fact]
    public void Failures_of_another_kind_go_through_and_clean_up_too()
    {
        string path = _folder.Write("a", 1, 2, 3);
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Write(path, _ => throw new InvalidOperationException()));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        string path = _folder.File("no/such/file");
        Assert.Contains(path, Assert.Throws<IOException>(() => AtomicFile.Write(path, _ => { })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_the_way_leaves_nothing_behind()
    {
        string path = _folder.File("folder");
        Directory.CreateDirectory(path);
        Assert.Throws<IOException>(() => AtomicFile.Write(path, file => file.WriteByte(1)));
        Assert.Equal(["folder"], _folder.Names());
    }

    [Fact]
    public void What_an_ended_process_left_is_overwritten()
    {
        _folder.Write("a.partial", 9, 9, 9, 9);
        AtomicFile.Write(_folder.File("a"), file => file.Write([4, 5]));
        Assert.Equal([4, 5], File.ReadAllBytes(_folder.File("a")));
        Assert.Equal(["a"], _folder.Names());
    }

    [Fact]
    public void Of_two_writers_at_once_the_second_is_refused()
    {
        string path = _folder.File("a");
        AtomicFile.Write(path, file =>
        {
            Assert.Throws<IOException>(() => AtomicFile.Write(path, other => other.WriteByte(1)));
            file.Write([4, 5]);
        });
        Assert.Equal([4, 5], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names());
    }
}
