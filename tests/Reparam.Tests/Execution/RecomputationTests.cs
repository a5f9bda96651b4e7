using FsCheck;
using FsCheck.Fluent;
using Reparam.Execution;
using Reparam.Execution.Passes;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class RecomputationTests
{
    [Fact]
    public void What_each_step_reads_is_what_it_read_before()
    {
        // Steps are run on numbers that name what was computed by which operation from what, in the places that are
        // given out: a value that is read when it is not there, or in whose place another one lies, has another name.
        int repeating = 0;
        Prop.ForAll(StepGraph.All.ToArbitrary(), graph =>
        {
            PlanStep[] steps = StepGraph.Steps(graph.Nodes), more = Recomputed(steps, graph.IsHeld);
            repeating += more.Length > steps.Length ? 1 : 0;
            var names = new Dictionary<string, int>();
            return Names(steps, graph, names).SequenceEqual(Names(more, graph, names));
        }).Check(StepGraph.Settings);
        Assert.InRange(repeating, 100, 300);
    }

    [Fact]
    public void Only_elements_are_computed_again_and_nothing_else_is_held_longer_for_it() => Prop.ForAll(
        StepGraph.All.ToArbitrary(), static graph =>
        {
            PlanStep[] steps = StepGraph.Steps(graph.Nodes), more = Recomputed(steps, graph.IsHeld);
            Tensor[] results = [.. more.Select(static s => s.Results[0])];
            var own = new HashSet<Tensor>(graph.Nodes, ReferenceEqualityComparer.Instance);
            // The steps of before are all there, in their order.
            bool isKept = results.Where(own.Contains).SequenceEqual(graph.Nodes);
            bool isCheap = results.Where(r => !own.Contains(r)).All(
                r => r.Primitive.IsElementwise && r.Size >= 1024 && !graph.IsHeld(Original(r)));
            // Who reads a value last that is never computed again is one of those that read it before.
            bool isShort = graph.Nodes.Where(n => !n.Primitive.IsElementwise && !graph.IsHeld(n)).All(
                n => own.Contains(more.Last(s => s.Operands.Contains(n)).Results[0]));
            return isKept && isCheap && isShort;

            Tensor Original(Tensor again) => graph.Nodes.First(n => Equals(n.Attributes, again.Attributes));
        }).Check(StepGraph.Settings);

    [Theory]
    [InlineData(true, 0, 1)]
    [InlineData(false, 0, 0)]
    [InlineData(true, -1, 0)]
    [InlineData(true, 1, 0)]
    public void A_value_is_computed_again_after_a_rest_from_what_is_still_there(bool isThere, int change, int again)
    {
        // source → value, which is read at once and after a rest; the source is read after that, or no more.
        const int Rest = 24;
        Tensor x = Input("x", [1024], varies: true), one = Input("one", [], varies: true);
        Tensor source = StepGraph.Operation(0, 1024 - (change > 0 ? 1 : 0), false, x);
        Tensor value = StepGraph.Operation(1, source.Size, true, source);
        List<Tensor> nodes = [source, value, StepGraph.Operation(2, 1, false, value)];
        for (int i = 3; i < 3 + Rest + Math.Min(change, 0); i++)
        {
            nodes.Add(StepGraph.Operation(i, 1, false, one));
        }
        nodes.Add(StepGraph.Operation(100, 1, false, value));
        nodes.Add(StepGraph.Operation(101, 1, false, isThere ? source : one));
        PlanStep[] steps = StepGraph.Steps(nodes);
        Assert.Equal(again, Recomputed(steps, static _ => false).Length - steps.Length);
        // Nor is anything that is held in any case, or where memory is not short.
        Assert.Equal(steps.Length, Recomputed(steps, node => ReferenceEquals(node, value)).Length);
        Assert.Same(steps, Recomputation.Run(steps, static _ => false, ElementType.Single));
    }

    [Fact]
    public void A_large_network_has_the_bits_that_it_has_where_everything_is_held()
    {
        var (inputs, loss, weights) = Network(channels: 8, side: 64, layers: 12);
        Tensor[] gradient = Differentiate.Gradient(loss, weights), outputs = [loss, .. gradient];
        // All values of the way there are outputs: none is computed again.
        Tensor[] values = [.. Graph.TopologicalOrder([loss]).Where(
            static n => n.Varies && n.Operands.Length > 0 && ReferenceEquals(Rearrangements.Home(n), n))];
        ExecutionPlan plan = Plan(inputs, outputs), holding = Plan(inputs, [.. outputs, .. values]);
        Assert.True(Again(plan) >= Again(holding) + 8, $"{Again(plan)} and {Again(holding)} steps of sigmoids");
        const int Draws = 3;
        double[][] results = Results(plan), expected = Results(holding);
        Assert.Equal(expected, results);

        double[][] Results(ExecutionPlan which)
        {
            var runner = new PlanRunner(which, Draws, 2);
            for (int i = 0; i < inputs.Length; i++)
            {
                float[] numbers = SingleNetwork.Numbers(inputs[i], Draws);
                if (inputs[i].Varies)
                {
                    runner.SetByDraw(i, numbers);
                }
                else
                {
                    runner.SetShared(i, numbers);
                }
            }
            runner.Run();
            double[][] copies = [.. outputs.Select((output, o) =>
            {
                var copy = new double[output.Size];
                runner.CopyShared(o, copy);
                Assert.All(copy, v => Assert.True(double.IsFinite(v)));
                return copy;
            })];
            runner.Release();
            return copies;
        }

        // Also those among the operations that are run block by block.
        static int Again(ExecutionPlan plan) => plan.Stages.SelectMany(static s => s.ByDraw)
            .SelectMany(static i => i.Name.Split(", ")).Count(static name => name == Elementwise.Sigmoid.Name);
    }

    [Fact]
    public void A_network_takes_less_memory()
    {
        var (_, loss, weights) = Network(channels: 8, side: 16, layers: 40);
        Tensor[] outputs = Differentiate.Gradient(loss, weights);
        Tensor[] all = [.. Graph.TopologicalOrder(PassList.Run(outputs, fused: false))];
        Tensor[] nodes = [.. all.Where(
            static n => n.Varies && n.Operands.Length > 0 && ReferenceEquals(Rearrangements.Home(n), n))];
        var held = new HashSet<Tensor>(all.Where(static n => !n.Varies).SelectMany(static n => n.Operands)
            .Select(Rearrangements.Home), ReferenceEqualityComparer.Instance);
        PlanStep[] steps = StepGraph.Steps(EagerOrder.Of(nodes, held.Contains));
        double before = Length(steps), after = Length(Recomputed(steps, held.Contains));
        Assert.True(before > 1.4 * after, $"{before} elements became {after}");

        int Length(PlanStep[] which)
        {
            var places = new Dictionary<Tensor, Place>(ReferenceEqualityComparer.Instance);
            foreach (Tensor tensor in all.Where(n => !nodes.Contains(n)))
            {
                places[tensor] = new Place(Storage.Kept, 0, tensor.Size);
            }
            var allocator = new TemporaryAllocator();
            allocator.Assign(which, [.. all.Where(static n => Draws.IsReduction(n.Primitive))], places);
            return allocator.Length;
        }
    }

    /// <summary>Convolutions with x · sigmoid(x) between them and a sum around each, as U-Nets have.</summary>
    private static (Tensor[] Inputs, Tensor Loss, Tensor[] Weights) Network(int channels, int side, int layers)
    {
        Tensor x = Input("x", [channels, side, side], varies: true), value = x;
        Tensor[] weights =
            [.. Enumerable.Range(0, layers).Select(i => Input("kernel", [channels, channels, 3, 3]))];
        foreach (Tensor weight in weights)
        {
            Tensor inner = value * Sigmoid(value);
            value += Convolve(inner, weight, padding: 1) / 4;
        }
        return ([x, .. weights], DrawMean(Sum(Square(value)) / value.Size), weights);
    }

    private static ExecutionPlan Plan(Tensor[] inputs, Tensor[] outputs) =>
        ExecutionPlan.Create(inputs, outputs, element: ElementType.Single);

    private static PlanStep[] Recomputed(PlanStep[] steps, Func<Tensor, bool> isHeld) =>
        Recomputation.Run(steps, isHeld, ElementType.Single, elementsWorthIt: 0);

    /// <summary>The names of what the outputs are.</summary>
    private static int[] Names(PlanStep[] steps, StepGraph graph, Dictionary<string, int> names)
    {
        var places = new Dictionary<Tensor, Place>(ReferenceEqualityComparer.Instance);
        int kept = 0;
        foreach (Tensor tensor in graph.Nodes.SelectMany(static n => n.Operands)
            .Where(static o => o.Operands.Length == 0).Concat(graph.Outputs).Distinct())
        {
            places[tensor] = new Place(Storage.Kept, kept, tensor.Size);
            kept += tensor.Size;
        }
        var allocator = new TemporaryAllocator();
        allocator.Assign(steps, [], places);
        int[] keptMemory = new int[kept], temporaries = new int[allocator.Length];
        foreach (var (tensor, place) in places.Where(static p => p.Key.Operands.Length == 0))
        {
            Memory(place).Fill(Name(((InputAttributes)tensor.Attributes!).Name));
        }
        foreach (PlanStep step in steps)
        {
            int[] read = [.. step.Operands.Select(o => Read(places[o]))];
            Memory(places[step.Results[0]]).Fill(Name(step.Results[0].Attributes + ": " + string.Join(' ', read)));
        }
        return [.. graph.Outputs.Select(output => Read(places[output]))];

        Span<int> Memory(Place place) => (place.Storage == Storage.Kept ? keptMemory : temporaries).AsSpan(
            place.Offset, place.Size);

        int Read(Place place)
        {
            Span<int> memory = Memory(place);
            Assert.Equal(-1, memory.IndexOfAnyExcept(memory[0]));
            return memory[0];
        }

        int Name(string what)
        {
            names.TryAdd(what, names.Count + 1);
            return names[what];
        }
    }
}
