using System.Globalization;
using System.Runtime.Intrinsics;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>gradients</c>.</summary>
internal static class GradientTable
{
    private static readonly int[] DrawCounts = [8, 64, 256, 1024];

    public static int Print(TextWriter output)
    {
        output.WriteLine(
            "Nanoseconds per draw for one value and gradient of the log joint, points copied in and values and");
        output.WriteLine(
            "gradients copied out, on one thread. Each cell: minimum (median) of 401 batches of about 1 ms.");
        output.WriteLine("Before timing, interpreter, compiled and hand-written loops were checked to agree to 1e-10.");
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        output.WriteLine($"Vectors of {bits} bits.");
        foreach (BenchmarkModel model in BenchmarkModel.All())
        {
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Name} ({model.Dimension} unknowns)")
                + (model.Target is { } goal ? Line($"; target {goal:N0} ns") : ""));
            output.WriteLine($"{"draws",7}{"interpreter",24}{"compiled",24}{"by hand",24}{"hand / compiled",16}");
            foreach (int draws in DrawCounts)
            {
                var runner = new GradientRunner(model, draws);
                Measurement interpreter = Measurement.Of(runner.Interpret), hand = Measurement.Of(runner.ByHand);
                Measurement compiled = Measurement.Of(runner.Compiled);
                output.WriteLine(Line($"{draws,7}{Cell(interpreter, draws),24}{Cell(compiled, draws),24}{Cell(hand, draws),24}")
                    + Line($"{hand.Minimum / compiled.Minimum,16:F2}"));
            }
        }
        return 0;
    }

    private static string Cell(Measurement time, int draws) =>
        Line($"{time.Minimum / draws:N1} ({time.Median / draws:N1})");

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
