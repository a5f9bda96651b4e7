namespace Reparam.Cli.Tests.Networks;

/// <summary>What a command says of wrong input.</summary>
internal static class WrongInput
{
    /// <summary>One message for the user, without a trace of the code.</summary>
    public static void Wrong(string message, CommandRun run)
    {
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongInput, run.Code);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", run.Error, StringComparison.Ordinal);
    }
}
