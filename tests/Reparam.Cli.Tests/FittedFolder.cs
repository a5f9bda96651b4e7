namespace Reparam.Cli.Tests;

/// <summary>A folder with the table d.csv and the results of two fits to it: "plain" without groups, "grouped" with
/// them.</summary>
public sealed class FittedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FittedFolder()
    {
        CommandRun run = CommandRun.Fit(_folder, "y ~ x * g", "gaussian", TestData.Groups,
            "--output", _folder.File("plain"), "--draws", "300", "--quiet");
        Assert.Equal(0, run.Code);
        run = CommandRun.Fit(_folder, "y ~ x + (1 | g)", "gaussian", TestData.Groups,
            "--output", _folder.File("grouped"), "--draws", "300", "--seed", "3", "--prior", "b ~ normal(0, 2.5)");
        Assert.Equal(0, run.Code);
    }

    public string File(string name) => _folder.File(name);

    public string Read(string name) => _folder.Read(name);

    public void Dispose() => _folder.Dispose();
}
