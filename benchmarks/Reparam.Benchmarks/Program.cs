using BenchmarkDotNet.Running;
using Reparam.Benchmarks;

return args switch
{
    ["gradients"] => GradientTable.Print(Console.Out),
    ["plans"] => PlanTable.Print(Console.Out),
    ["streaming"] => StreamingTable.Print(Console.Out),
    ["accuracy"] => AccuracyTable.Print(Console.Out, Console.Error),
    ["startup", string program, .. string[] rest] => StartupTable.Print(program, rest, Console.Out, Console.Error),
    ["instructions"] => InstructionTable.Print(Console.Out, fused: false),
    ["loops"] => InstructionTable.Print(Console.Out, fused: true),
    ["bdn", .. string[] rest] => BenchmarkSwitcher.FromTypes([typeof(GradientBenchmarks)])
        .Run(["--filter", "*", .. rest]).Any() ? 0 : 1,
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project benchmarks/Reparam.Benchmarks -- COMMAND

          gradients      nanoseconds per draw for one value and gradient of a log joint, beside hand-written loops
          plans          milliseconds to differentiate and plan, warm
          streaming      passes over five million rows of a column file, beside a plain pass over the same bytes
          accuracy       means and standard deviations against long NUTS runs, and what the fit says of itself
          startup PROGRAM [ARGUMENTS]
                         seconds and memory of a command as a process of its own
          instructions   where the interpreter's time goes, operation by operation
          loops          where the time of compiled plans goes, loop by loop
          bdn [OPTIONS]  the same gradients under BenchmarkDotNet

        To measure one core of a busy machine, put `taskset -c 0` before it.
        """);
    return 2;
}
