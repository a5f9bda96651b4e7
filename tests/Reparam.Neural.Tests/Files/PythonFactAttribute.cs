using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Reparam.Neural.Tests.Files;

/// <summary>A test that another implementation takes part in, a script of Python 3 and nothing beside it; skipped, with
/// the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    private static readonly bool IsThere = Find();

    public PythonFactAttribute()
    {
        if (!IsThere)
        {
            Skip = "There is no python3 on this machine, which this test compares with.";
        }
    }

    /// <summary>What a script prints.</summary>
    public static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONUTF8"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    private static bool Find()
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 7))"]))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
