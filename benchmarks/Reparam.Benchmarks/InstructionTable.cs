using Reparam.Benchmarks.Comparison;
using Reparam.Execution;

namespace Reparam.Benchmarks;

/// <summary>The tables of <c>instructions</c> and <c>loops</c>: each operation of a plan timed by itself on one chunk
/// of draws.</summary>
internal static unsafe class InstructionTable
{
    public static int Print(TextWriter output, IReadOnlyList<string> keys, bool fused)
    {
        foreach (var (name, target) in Targets(keys))
        {
            const int Draws = 256;
            ExecutionPlan plan = GradientRunner.Plan(target, fused);
            int lanes = new PlanRunner(plan, Draws).Lanes;
            output.WriteLine(FormattableString.Invariant(
                $"{name}: {lanes} lanes a chunk, {plan.TemporaryLength} temporary and {plan.KeptLength} kept numbers a draw"));
            var pointers = new AlignedBuffer(plan.MostPlaces);
            var places = (double**)pointers.Pointer;
            var scratch = new AlignedBuffer(plan.Scratch.Fixed + (long)plan.Scratch.PerLane * lanes);
            foreach (Instruction instruction in plan.Stages.SelectMany(stage => stage.ByDraw))
            {
                AlignedBuffer[] buffers = [.. instruction.Results.Concat(instruction.Operands)
                    .Select(place => new AlignedBuffer((long)(place.Size + 8) * lanes))];
                for (int i = 0; i < buffers.Length; i++)
                {
                    buffers[i].Span.Fill(0.7);
                    places[i] = buffers[i].Pointer;
                }
                double time = Measurement.Of(() =>
                {
                    instruction.Kernel.Run(new KernelArguments
                    {
                        Results = places, Result = places[0], Operands = places + instruction.Results.Length,
                        Scratch = scratch.Pointer, Lanes = lanes, Draws = lanes, TotalDraws = lanes,
                    }, null);
                    return 0;
                }).Minimum;
                GC.KeepAlive(buffers);
                string operands = string.Join(", ", instruction.Operands.Select(Describe));
                string results = string.Join(", ", instruction.Results.Select(Describe));
                output.WriteLine(FormattableString.Invariant(
                    $"{time / lanes,12:F2} ns/draw  {instruction.Name}: {results} <- {operands}"));
            }
            GC.KeepAlive(scratch);
            GC.KeepAlive(pointers);
            output.WriteLine();
        }
        return 0;
    }

    private static IEnumerable<(string Name, LogDensity Target)> Targets(IReadOnlyList<string> keys) => keys.Count == 0
        ? BenchmarkModel.All().Select(m => (m.Name, m.Model.LogDensity))
        : keys.Select(key => (key, (ComparisonModels.Find(key)
            ?? throw new InvalidOperationException($"The data of {key} are not beside the repository.")).LogDensity));

    private static string Describe(Place place) => FormattableString.Invariant($"{place.Size} {place.Storage}");
}
