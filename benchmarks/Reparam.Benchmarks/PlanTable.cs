using System.Diagnostics;
using Reparam.Execution;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>plans</c>: what it costs to trace, differentiate and plan a model, and to compile
/// its loops, once the code that does so is compiled.</summary>
internal static class PlanTable
{
    private const int Repeats = 30;

    public static int Print(TextWriter output)
    {
        output.WriteLine("Milliseconds, minimum (median) of 30, after the first, which is given apart because it " +
            "compiles the code.");
        output.WriteLine();
        output.WriteLine($"{"model",-58}{"first",10}{"trace",18}{"differentiate",18}{"plan",18}{"ready to run",18}{"compile",18}{"operations",12}");
        foreach (BenchmarkModel model in BenchmarkModel.All())
        {
            double[][] times = [.. Enumerable.Range(0, 5).Select(_ => new double[Repeats])];
            double first = 0;
            int operations = 0;
            for (int repeat = -1; repeat < Repeats; repeat++)
            {
                var watch = Stopwatch.StartNew();
                Tensor x = Tensor.Input("x", [model.Dimension], varies: true);
                Tensor value = model.Model.LogDensity.LogProb(x);
                double traced = watch.Elapsed.TotalMilliseconds;
                Tensor gradient = Differentiate.Gradient(value, x)[0];
                double differentiated = watch.Elapsed.TotalMilliseconds;
                ExecutionPlan plan = ExecutionPlan.Create([x], [value, gradient]);
                double planned = watch.Elapsed.TotalMilliseconds;
                _ = new PlanRunner(plan, 64);
                double ready = watch.Elapsed.TotalMilliseconds;
                // The runtime compiles a loop when it is first run.
                new PlanRunner(ExecutionPlan.Create([x], [value, gradient], fused: true), 64).Run();
                double compiled = watch.Elapsed.TotalMilliseconds;
                if (repeat < 0)
                {
                    first = ready;
                    operations = plan.Stages.Sum(s => s.ByDraw.Length + s.Shared.Length + s.Reductions.Length);
                    continue;
                }
                (times[0][repeat], times[1][repeat]) = (traced, differentiated - traced);
                (times[2][repeat], times[3][repeat]) = (planned - differentiated, ready - planned);
                times[4][repeat] = compiled - ready;
            }
            output.WriteLine(FormattableString.Invariant(
                $"{model.Name,-58}{first,10:F2}{Cell(times[0]),18}{Cell(times[1]),18}{Cell(times[2]),18}{Cell(times[3]),18}{Cell(times[4]),18}{operations,12}"));
        }
        return 0;
    }

    private static string Cell(double[] times)
    {
        Array.Sort(times);
        return FormattableString.Invariant($"{times[0]:F3} ({times[Repeats / 2]:F3})");
    }
}
