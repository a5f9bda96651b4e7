using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Reparam.Tests.Numerics;

namespace Reparam.Tests.Execution;

/// <summary>Runs the tests of bits again in a process whose runtime is told not to use wide vectors.</summary>
public sealed class VectorWidthTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "256 bits")]
    [InlineData("DOTNET_EnableAVX2", "128 bits")]
    public async Task Functions_and_plans_have_the_same_bits_with_narrower_vectors(string switchedOff, string width)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                "vstest", typeof(VectorWidthTests).Assembly.Location,
                "/TestCaseFilter:" +
                    $"FullyQualifiedName~{nameof(PlanBitsTests)}|FullyQualifiedName~{nameof(LaneMathBitsTests)}" +
                    $"|FullyQualifiedName~{nameof(DenseProductTests)}.Products_of_whole_packs",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment[switchedOff] = "0";
        start.Environment[PlanBitsTests.Expected] = PlanBitsTests.Bits(threads: 1);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"With vectors of {width}: {output}\n{await errors}");
        // A filter that matches nothing would pass as well.
        int passed = int.Parse(Regex.Match(output, @"Passed: +(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(passed >= 29, output);
    }
}
