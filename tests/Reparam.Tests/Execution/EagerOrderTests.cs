using FsCheck;
using FsCheck.Fluent;
using Reparam.Execution;
using Reparam.Primitives;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class EagerOrderTests
{
    [Fact]
    public void The_same_operations_come_in_an_order_in_which_operands_are_first() => Prop.ForAll(
        StepGraph.All.ToArbitrary(), static graph =>
        {
            Tensor[] order = EagerOrder.Of(graph.Nodes, graph.IsHeld);
            var done = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
            return order.Length == graph.Nodes.Length
                && order.All(
                    node => node.Operands.All(o => o.Operands.Length == 0 || done.Contains(o)) && done.Add(node))
                && graph.Nodes.All(done.Contains);
        }).Check(StepGraph.Settings);

    [Fact]
    public void No_more_is_ever_held_than_in_the_order_before()
    {
        // An operation that frees as much as it needs still does when others have been done before it. So what is held
        // after each operation, whether taken early or in its turn, is at most what was held when its turn came.
        int moved = 0;
        Prop.ForAll(StepGraph.All.ToArbitrary(), graph =>
        {
            Tensor[] order = EagerOrder.Of(graph.Nodes, graph.IsHeld);
            moved += order.SequenceEqual(graph.Nodes) ? 0 : 1;
            return Held(order, graph).Max() <= Held(graph.Nodes, graph).Max();
        }).Check(StepGraph.Settings);
        // A law that is tried on graphs of which none changes would say nothing.
        Assert.InRange(moved, 100, 300);
    }

    [Fact]
    public void A_sum_of_a_large_product_is_taken_as_soon_as_the_product_is_there()
    {
        Tensor x = Input("x", [64, 2], varies: true), y = Input("y", [2, 64], varies: true);
        Tensor product = MatMul(x, y), sum = Sum(product), other = Exp(x), another = Exp(y), last = sum + Sum(other);
        Tensor sumOfOther = last.Operands[1];
        Tensor[] order = EagerOrder.Of(
            [product, other, another, sumOfOther, sum, last], node => node == another || node == last);
        Assert.Equal([product, sum, other, sumOfOther, last, another], order);
    }

    [Fact]
    public void What_needs_more_than_it_frees_waits_for_its_turn()
    {
        Tensor x = Input("x", [4], varies: true);
        Tensor row = Exp(x), column = Sin(x), outer = Reshape(row, [4, 1]) * column, sum = Sum(row), total = Sum(outer);
        // The product frees 8 elements for 16; and a sum of what is read later frees nothing.
        Tensor[] nodes = [row, column, Cos(x), outer, sum, total];
        Assert.Equal(nodes, EagerOrder.Of(nodes, node => node == nodes[2] || node == total || node == sum));
        // What is held in any case is not freed by its last use either.
        nodes = [row, column, sum];
        Assert.Equal(nodes, EagerOrder.Of(nodes, static _ => true));
    }

    [Fact]
    public void Networks_take_no_more_memory_and_those_with_sums_of_gradients_less()
    {
        (Tensor[] Outputs, double Least)[] networks =
            [(SingleNetwork.Make().Outputs, 1), (ConvolutionNetwork.Make().Outputs, 1), (Positions(), 1.5)];
        foreach (var (outputs, least) in networks)
        {
            Tensor[] nodes = [.. Graph.TopologicalOrder(outputs).Where(
                static n => n.Varies && n.Operands.Length > 0 && ReferenceEquals(Rearrangements.Home(n), n))];
            var ends = new HashSet<Tensor>(Graph.TopologicalOrder(outputs).Where(static n => !n.Varies)
                .SelectMany(static n => n.Operands).Concat(outputs).Select(Rearrangements.Home),
                ReferenceEqualityComparer.Instance);
            double before = Length(nodes, ends), after = Length(EagerOrder.Of(nodes, ends.Contains), ends);
            Assert.True(before >= least * after, $"{before} elements became {after}");
        }
    }

    /// <summary>A stack of functions of 32 places that share their weights by draw, whose gradients are sums of large
    /// products.</summary>
    private static Tensor[] Positions()
    {
        Tensor x = Input("x", [32, 40], varies: true);
        Tensor[] weights = [.. Enumerable.Range(0, 6).Select(static i => Input("w", [40], varies: true))];
        Tensor value = weights.Aggregate(x, static (h, w) => Tanh(h * w));
        return Differentiate.Gradient(Sum(value), weights);
    }

    private static int Length(Tensor[] order, HashSet<Tensor> held)
    {
        var places = new Dictionary<Tensor, Place>(ReferenceEqualityComparer.Instance);
        foreach (Tensor tensor in order.SelectMany(static n => n.Operands).Select(Rearrangements.Home)
            .Where(o => !order.Contains(o)).Concat(held))
        {
            places[tensor] = new Place(Storage.Kept, 0, tensor.Size);
        }
        var allocator = new TemporaryAllocator();
        allocator.Assign(StepGraph.Steps(order), [], places);
        return allocator.Length;
    }

    /// <summary>Elements after each operation of which some reader is still to come.</summary>
    private static IEnumerable<int> Held(Tensor[] order, StepGraph graph)
    {
        var readers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (Tensor operand in order.SelectMany(static n => n.Operands.Distinct()))
        {
            readers[operand] = readers.GetValueOrDefault(operand) + 1;
        }
        int held = 0;
        foreach (Tensor node in order)
        {
            held += graph.IsHeld(node) ? 0 : node.Size;
            foreach (Tensor operand in node.Operands.Distinct().Where(static o => o.Operands.Length > 0))
            {
                held -= --readers[operand] == 0 && !graph.IsHeld(operand) ? operand.Size : 0;
            }
            yield return held;
        }
    }
}
