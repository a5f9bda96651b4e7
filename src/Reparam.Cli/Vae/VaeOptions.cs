using System.CommandLine;

namespace Reparam.Cli;

/// <summary>Options that commands on trained networks share.</summary>
internal static class VaeOptions
{
    /// <summary>The folder of a training.</summary>
    public static Argument<string> Folder() => new("MODEL")
    {
        Description = "A folder that 'reparam vae train --output' wrote.",
    };

    public static Option<int> Threads() => new("--threads")
    {
        HelpName = "N",
        Description = "The most threads to use; by default as many as the machine has.",
        CustomParser = result => FitCommand.Read(result, "--threads", 1, FitCommand.MostThreads),
    };

    public static Option<ulong> Seed() => FitCommand.Whole(
        "--seed", "The seed.", FitRequest.DefaultSeed, ulong.MinValue, ulong.MaxValue);
}
