using System.Diagnostics;
using System.Globalization;

namespace Reparam.Cli.Tests;

/// <summary>The command in a process that may not make code at run time, as programs compiled ahead of time may
/// not.</summary>
public class WithoutDynamicCodeTests
{
    [Fact]
    public async Task A_fit_that_would_be_compiled_runs_on_the_interpreter()
    {
        using var folder = new TemporaryFolder();
        // Enough distinct rows for a plan to be compiled where it may be.
        IEnumerable<string> rows = Enumerable.Range(0, 4000).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{(Math.Sin(i * 1.7) + 0.5 * Math.Sin(i) > 0 ? 1 : 0)},{Math.Sin(i):R}"));
        string data = folder.Write("d.csv", "y,x\n" + string.Join('\n', rows) + "\n");

        double[] compiled = await Estimates(folder, data, dynamicCode: true);
        double[] interpreted = await Estimates(folder, data, dynamicCode: false);

        Assert.NotEmpty(compiled);
        Assert.Equal(compiled.Length, interpreted.Length);
        // Different rounding leads the optimiser along slightly different ways to the same end.
        Assert.All(compiled.Zip(interpreted), pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    /// <summary>The means of the summary.</summary>
    private static async Task<double[]> Estimates(TemporaryFolder folder, string data, bool dynamicCode)
    {
        string switches = dynamicCode ? "true" : "false";
        string configuration = folder.Write($"{switches}.runtimeconfig.json", $$"""
            {
              "runtimeOptions": {
                "tfm": "net10.0",
                "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" },
                "configProperties": {
                  "System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported": {{switches}}
                }
              }
            }
            """);
        string output = Path.Combine(folder.Path, "fit-" + switches);
        string bin = AppContext.BaseDirectory;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                "exec", "--runtimeconfig", configuration,
                "--depsfile", Path.Combine(bin, "Reparam.Cli.Tests.deps.json"), Path.Combine(bin, "Reparam.Cli.dll"),
                "fit", "--formula", "y ~ x", "--family", "bernoulli", "--data", data, "--seed", "1", "--output", output,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, printed + await errors);
        return [.. File.ReadAllLines(Path.Combine(output, "summary.csv")).Where(l => !l.StartsWith('#')).Skip(1)
            .Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
    }
}
