using Reparam.Execution;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>instructions</c>: each operation of a plan timed by itself on one chunk of draws.</summary>
internal static unsafe class InstructionTable
{
    public static int Print(TextWriter output)
    {
        foreach (BenchmarkModel model in BenchmarkModel.All())
        {
            const int Draws = 256;
            ExecutionPlan plan = GradientRunner.Plan(model);
            int lanes = new Interpreter(plan, Draws).Lanes;
            output.WriteLine(FormattableString.Invariant(
                $"{model.Name}: {lanes} lanes a chunk, {plan.TemporaryLength} temporary and {plan.KeptLength} kept numbers a draw"));
            var pointers = new AlignedBuffer(plan.MostOperands);
            var operands = (double**)pointers.Pointer;
            foreach (Stage stage in plan.Stages)
            {
                foreach (Instruction instruction in stage.ByDraw)
                {
                    var memory = new AlignedBuffer((long)(instruction.Result.Size + 8) * lanes);
                    var buffers = new AlignedBuffer[instruction.Operands.Length];
                    for (int i = 0; i < buffers.Length; i++)
                    {
                        buffers[i] = new AlignedBuffer((long)(instruction.Operands[i].Size + 8) * lanes);
                        buffers[i].Span.Fill(0.7);
                        operands[i] = buffers[i].Pointer;
                    }
                    var scratch = new AlignedBuffer((long)instruction.Scratch.Size * lanes);
                    double time = Measurement.Of(() =>
                    {
                        instruction.Kernel(new KernelArguments
                        {
                            Operands = operands, Result = memory.Pointer, Lanes = lanes, Draws = lanes,
                            TotalDraws = lanes, Scratch = scratch.Pointer,
                        });
                        return 0;
                    }).Minimum;
                    GC.KeepAlive(buffers);
                    GC.KeepAlive(scratch);
                    string shapes = string.Join(", ",
                        instruction.Operands.Select(o => FormattableString.Invariant($"{o.Size} {o.Storage}")));
                    output.WriteLine(FormattableString.Invariant(
                        $"{instruction.Name,16}{time / lanes,12:F2} ns/draw{time / lanes / instruction.Result.Size,10:F3} an element   {instruction.Result.Size} {instruction.Result.Storage} <- {shapes}"));
                }
            }
            GC.KeepAlive(pointers);
            output.WriteLine();
        }
        return 0;
    }
}
