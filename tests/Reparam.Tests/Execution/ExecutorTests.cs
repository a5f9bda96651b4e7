using Reparam.Execution;
using Reparam.Tests.Execution.Fusion;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class ExecutorTests
{
    private const int Draws = 1000;

    [Fact]
    public void After_a_fixed_amount_of_work_the_plan_is_compiled_and_gives_the_same_to_rounding()
    {
        int[] changes = [.. new[] { 1, 2 }.Select(threads =>
        {
            var model = new RandomRows(new SplitMix(4), rows: 200);
            Tensor mean = DrawMean(model.Value);
            ExecutionPlan plan = ExecutionPlan.Create(
                model.Inputs, [model.Value, mean, .. Differentiate.Gradient(mean, model.Inputs)]);
            var executor = new Executor(plan, Draws, threads);
            double[][] point = model.Point(new SplitMix(5), Draws);
            for (int i = 0; i < model.Inputs.Length; i++)
            {
                if (model.Inputs[i].Varies)
                {
                    executor.SetByDraw(i, point[i]);
                }
                else
                {
                    executor.SetShared(i, point[i]);
                }
            }
            double[] first = new double[Draws], last = new double[Draws];
            executor.Run();
            executor.CopyByDraw(0, first);
            int runs = 1;
            for (; ReferenceEquals(plan.Best, plan); runs++)
            {
                Assert.True(runs < 1000, "the plan was never compiled");
                executor.Run();
            }
            executor.CopyByDraw(0, last);
            double scale = first.Max(Math.Abs);
            Assert.All(first.Zip(last), pair => Assert.Equal(pair.First, pair.Second, 1e-11 * scale));
            Assert.NotEqual(first, last);
            return runs;
        })];
        Assert.Equal(changes[0], changes[1]);
        Assert.InRange(changes[0], 2, 100);
    }

    [Fact]
    public void Once_compiled_a_run_allocates_nothing()
    {
        Tensor x = Input("x", [500], varies: true);
        Tensor value = Sum(Sin(x) * x);
        ExecutionPlan plan = ExecutionPlan.Create([x], [value, Differentiate.Gradient(value, x)[0]]);
        var executor = new Executor(plan, Draws);
        executor.SetByDraw(0, new double[500 * Draws]);
        while (ReferenceEquals(plan.Best, plan))
        {
            executor.Run();
        }
        executor.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        executor.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
